package io.lull.pipeline.correlate;

import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident, or alarms that may become one (revision 0). Mutable: it is read from state, changed
 * and written back within one step. Times are milliseconds since the epoch.
 */
public final class GroupState {

  /** A time that is not set. */
  static final long NEVER = Long.MIN_VALUE;

  public String id = "";
  public String domain = "";
  public int revision;

  /** When the first alarm was raised. */
  public long openedMillis;

  /** When it first deserved to be an incident. */
  public long qualifiedMillis = NEVER;

  /** Event time of the last alarm that was raised in it. */
  public long lastRaiseMillis = NEVER;

  public long lastClearMillis = NEVER;
  public long lastEmitMillis = NEVER;

  /** Since when there is something to tell. */
  public long dirtyMillis = NEVER;

  /** When it is looked at next. */
  public long dueMillis = NEVER;

  public int alarms;
  public int active;

  /** Active alarms of at least the severity that opens an incident. */
  public int activeGrave;

  public int sites;
  public int places;
  public int resources;

  /** Alarms that joined since the last revision. */
  public int joined;

  public int cleared;
  public int raisedAgain;
  public Severity severity = Severity.INDETERMINATE;
  public @Nullable String cause;

  /** What happened since the last revision, in words. */
  public List<String> changes = new ArrayList<>();

  boolean open() {
    return revision > 0;
  }

  /**
   * Whether nothing holds it open any more. Slight alarms do not make an incident, so they do not
   * keep one either, once those that made it are over.
   */
  boolean over(Severity minSeverity) {
    return severity.compareTo(minSeverity) >= 0 ? activeGrave == 0 : active == 0;
  }

  void dirty(long now) {
    if (dirtyMillis == NEVER) {
      dirtyMillis = now;
    }
  }

  /** All that happened so far has been told. */
  void told() {
    dirtyMillis = NEVER;
    joined = 0;
    cleared = 0;
    raisedAgain = 0;
    changes = new ArrayList<>();
  }

  void note(String change) {
    changes = new ArrayList<>(changes);
    changes.add(change);
  }

  String alarmPage(int index) {
    return id + "/alarms/" + index;
  }

  String placePage(int index) {
    return id + "/places/" + index;
  }

  String sitePage(int index) {
    return id + "/sites/" + index;
  }
}
