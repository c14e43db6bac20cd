package io.lull.pipeline.intake;

import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import java.io.Serializable;

/** Port: what gives an event its alarm type, status, severity, qualifier and peer. */
public interface EventClassification {

  /** Makes the classification of one subtask. */
  interface Factory extends Serializable {
    EventClassification create();
  }

  /**
   * Classifies an event. Total: what no rule matches comes back with what its decoder set.
   *
   * @return a new event, or the same one where nothing is to be changed; the one given is not
   *     changed
   */
  Event classify(Event event);

  /**
   * Puts a record of kind Classification into force, or removes it (DELETE, also of an id that was
   * never set).
   *
   * @throws IllegalArgumentException if the rules are refused; those before stay in force
   */
  void apply(ControlRecord rules);
}
