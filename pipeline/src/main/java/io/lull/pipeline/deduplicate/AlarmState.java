package io.lull.pipeline.deduplicate;

import io.lull.pipeline.model.EventRef;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one alarm. Fields are public because Flink's POJO serialiser, under which fields
 * may be added and removed between releases, asks for that; only {@link AlarmMachine} touches them.
 */
public final class AlarmState {
  /** Where an alarm is in its life. */
  public enum Phase {
    /** Nothing is known yet. */
    NEW,
    /** A clear came, and no raise. */
    ORPHAN,
    /** Raised. */
    ACTIVE,
    /** Up and down too often; active for all others. */
    FLAPPING,
    /** Cleared, and remembered for what comes late. */
    CLEARED
  }

  public Phase phase = Phase.NEW;

  // The alarm since it was raised. Domain and resolution stay those of the raise, so that a clear
  // finds its way to whoever got the raise although the topology may have changed.
  public String eventId = "";
  public long raisedMillis;
  public boolean resolved;
  public String domain = "";
  public Severity severity = Severity.INDETERMINATE;
  public String message = "";
  public @Nullable String peer;
  public long count;

  /** Whether all raises since then came too late to open an incident. */
  public boolean late;

  // Events that are not passed on yet, and the stream time of the first of them.
  public List<EventRef> gathered = new ArrayList<>();
  public long gatheringSinceMillis;

  // By the senders' clocks.
  public @Nullable SenderTime lastRaise;
  public @Nullable SenderTime lastClear;

  // Stream times.
  public long lastSeenMillis;

  /** Last change between raised and cleared. */
  public long changedMillis;

  /** Raises within the flapping window, oldest first. */
  public List<Long> raises = new ArrayList<>();

  /** Last status of a flapping alarm. */
  public boolean flapUp;

  /** The one timer that is registered; {@code Long.MIN_VALUE}: none. */
  public long timerMillis = Long.MIN_VALUE;
}
