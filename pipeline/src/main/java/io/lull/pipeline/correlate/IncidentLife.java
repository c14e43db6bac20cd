package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The life of an incident, or of what may become one (revision 0). Mutable, held in state; times
 * are milliseconds of stream time unless said otherwise.
 */
public final class IncidentLife {
  private static final int MOST_FORETOLD = 64;

  public String id = "";
  public String domain = "";

  /** Key of the alarm it is named after: where that one goes, the incident goes. */
  public String anchor = "";

  public int revision;

  /** When the first alarm was raised, by the alarm's own time. */
  public long openedMillis = Long.MAX_VALUE;

  public long lastEmitMillis = AlarmLife.NEVER;

  /** Since when there is something to tell. */
  public long dirtyMillis = AlarmLife.NEVER;

  /** Since when there are only repeats to tell. */
  public long repeatedMillis = AlarmLife.NEVER;

  /** Alarms it had when it was told last. */
  public int told;

  public int cleared;
  public int raisedAgain;
  public @Nullable String cause;

  /** The incident that took this one over; null if none did. */
  public @Nullable String mergedInto;

  /**
   * When a time of impact passes that was told in the title; {@link AlarmLife#NEVER}: none does.
   */
  public long passesMillis = AlarmLife.NEVER;

  /** When services were told to be hit at first, by id; at most {@link #MOST_FORETOLD}. */
  public Map<String, Foretold> foretold = new HashMap<>();

  /** What happened since the last revision, in words. */
  public List<String> changes = new ArrayList<>();

  boolean open() {
    return revision > 0;
  }

  void dirty(long now) {
    if (dirtyMillis == AlarmLife.NEVER) {
      dirtyMillis = now;
    }
  }

  void repeated(long now) {
    if (repeatedMillis == AlarmLife.NEVER) {
      repeatedMillis = now;
    }
  }

  /** Whether a time of impact has passed since it was told. */
  boolean passed(long now) {
    return passesMillis != AlarmLife.NEVER && now >= passesMillis;
  }

  /** Notes when a service was told to be hit, the first time. */
  void foretell(String service, Foretold told) {
    if (foretold.size() < MOST_FORETOLD) {
      foretold.putIfAbsent(service, told);
    }
  }

  /** All that happened so far has been told. */
  void told(int alarms, String namedCause, long now) {
    revision++;
    lastEmitMillis = now;
    told = alarms;
    cause = namedCause;
    dirtyMillis = AlarmLife.NEVER;
    repeatedMillis = AlarmLife.NEVER;
    cleared = 0;
    raisedAgain = 0;
    changes = new ArrayList<>();
  }
}
