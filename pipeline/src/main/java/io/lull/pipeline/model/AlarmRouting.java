package io.lull.pipeline.model;

import java.io.Serializable;
import java.util.SortedSet;

/**
 * Which domains beside its own are to hear of an alarm: those in which something may have caused
 * it. Configuration, serialised into the job graph.
 */
public interface AlarmRouting extends Serializable {

  /** A router over a topology, as that is when it is asked. */
  Router over(Topology topology);

  /** Routes alarms. */
  interface Router {
    /** Other domains in which something may have caused an alarm that is raised now, sorted. */
    SortedSet<String> beyond(AlarmChange raised);
  }
}
