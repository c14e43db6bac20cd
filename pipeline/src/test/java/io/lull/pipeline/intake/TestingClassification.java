package io.lull.pipeline.intake;

import io.lull.pipeline.model.Events;
import io.lull.schema.ChangeOp;
import io.lull.schema.Classification;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.TreeMap;

/** The rules' text, all of them joined, becomes the type; a text "bad" is refused. */
final class TestingClassification implements EventClassification {
  private final TreeMap<String, String> rules = new TreeMap<>();

  @Override
  public Event classify(Event event) {
    Event classified = Events.copy(event);
    classified.setType(event.getType() + String.join("+", rules.values()));
    classified.setSeverity(Severity.MAJOR);
    if (event.getStatus() == EventStatus.UNKNOWN) {
      classified.setStatus(EventStatus.RAISED);
    }
    return classified;
  }

  @Override
  public void apply(ControlRecord record) {
    if (record.getOp() == ChangeOp.DELETE) {
      rules.remove(record.getId());
      return;
    }
    String text = ((Classification) record.getBody()).getYaml();
    if (text.equals("bad")) {
      throw new IllegalArgumentException("line 1: not a rule");
    }
    rules.put(record.getId(), text);
  }
}
