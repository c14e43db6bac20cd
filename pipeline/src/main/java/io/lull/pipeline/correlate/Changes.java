package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;

/** Says in words what a revision changed. */
final class Changes {

  private Changes() {}

  /** The changes since the last revision. */
  static List<String> of(GroupState group, String cause, boolean resolved) {
    List<String> changes = new ArrayList<>();
    if (!group.open()) {
      changes.add("opened");
    } else {
      counted(changes, group.joined, "joined");
    }
    changes.addAll(group.changes);
    if (group.open()) {
      counted(changes, group.raisedAgain, "raised again");
      if (group.cause != null && !group.cause.equals(cause)) {
        changes.add("cause changed from " + group.cause + " to " + cause);
      }
    }
    counted(changes, group.cleared, "cleared");
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
