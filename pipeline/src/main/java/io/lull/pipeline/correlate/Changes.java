package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;

/** Says in words what a revision changed. */
final class Changes {

  private Changes() {}

  /** The changes since the last revision. */
  static List<String> of(IncidentLife life, int alarms, String cause, boolean resolved) {
    List<String> changes = new ArrayList<>();
    if (!life.open()) {
      changes.add("opened");
    } else {
      counted(changes, alarms - life.told, "joined");
      counted(changes, life.told - alarms, "left");
    }
    changes.addAll(life.changes);
    if (life.open()) {
      counted(changes, life.raisedAgain, "raised again");
      if (life.cause != null && !life.cause.equals(cause)) {
        changes.add("cause changed from " + life.cause + " to " + cause);
      }
    }
    counted(changes, life.cleared, "cleared");
    if (resolved) {
      changes.add("resolved");
    } else if (changes.isEmpty()) {
      changes.add("alarms repeated");
    }
    return changes;
  }

  private static void counted(List<String> changes, int number, String what) {
    if (number > 0) {
      changes.add(Wording.count(number, "alarm") + " " + what);
    }
  }
}
