package io.lull.pipeline.correlate;

import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident, or alarms that may become one, as release 0.1 kept it; see {@link Upgrade}.
 * Savepoints hold this name. Times are milliseconds since the epoch; the least long is none.
 */
public final class GroupState {
  public String id = "";
  public String domain = "";
  public int revision;
  public long openedMillis;
  public long qualifiedMillis;
  public long lastRaiseMillis;
  public long lastClearMillis;
  public long lastEmitMillis;
  public long dirtyMillis;
  public long dueMillis;
  public int alarms;
  public int active;
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
  public List<String> changes = new ArrayList<>();
}
