package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Symptoms that may have to do with each other, and so are explained together. Mutable, held in
 * state; times are milliseconds of stream time.
 */
public final class SymptomGroup {

  /** A time that never comes. */
  static final long NONE = Long.MAX_VALUE;

  public String id = "";
  public String domain = "";

  /** Ids of the symptoms, in the order they came. */
  public List<String> symptoms = new ArrayList<>();

  /** When it will be looked at next; {@link #NONE}: not. */
  public long dueMillis = NONE;

  /** When it is to be looked at next; {@link #NONE}: not. */
  public long wantedMillis = NONE;

  /** Since when the explanation is out of date; {@link AlarmLife#NEVER}: it is not. */
  public long staleMillis = AlarmLife.NEVER;

  /** When it was explained last. */
  public long explainedMillis = AlarmLife.NEVER;

  /** Whether it has to do with other domains, so that its alarms are explained elsewhere. */
  public boolean spanning;

  // Not part of the state: what was found when it was explained, for as long as it may hold.
  transient @Nullable Findings findings;

  void wanted(long at) {
    wantedMillis = Math.min(wantedMillis, at);
  }

  void stale(long now) {
    if (staleMillis == AlarmLife.NEVER) {
      staleMillis = now;
    }
  }
}
