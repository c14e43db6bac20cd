package io.lull.pipeline.deduplicate;

import io.lull.pipeline.deduplicate.AlarmState.Phase;
import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;

/**
 * The life of an alarm: how its state goes from one event or deadline to the next.
 *
 * <pre>
 *   NEW ──raise──► ACTIVE ──clear, expiry──► CLEARED ──raise──► ACTIVE …
 *    └──clear──► ORPHAN ──raise──┘│                └─time─► forgotten
 *                  └─time─► forgotten, reported
 *   ACTIVE ──too many raises──► FLAPPING ──quiet──► ACTIVE or CLEARED
 * </pre>
 *
 * Time is stream time in milliseconds and comes in with each call; decisions about the order of
 * raise and clear compare the senders' own times. The state passed in is changed in place.
 */
public final class AlarmMachine {
  private final DeduplicateOptions options;

  /** Where results go. */
  public interface Sink {
    void change(AlarmChange change);

    void orphan(OrphanClear clear);
  }

  public AlarmMachine(DeduplicateOptions options) {
    this.options = options;
  }

  /**
   * Takes an event with the status RAISED or CLEARED.
   *
   * @param now stream time of the event
   */
  public void take(AlarmKey key, AlarmState state, Event event, long now, Sink sink) {
    boolean raise = event.getStatus() == EventStatus.RAISED;
    AlarmStep step = new AlarmStep(options, key, state, now, sink);
    switch (state.phase) {
      case NEW -> {
        if (raise) {
          step.raise(event);
        } else {
          step.addOrphan(event);
        }
      }
      case ORPHAN -> {
        if (raise) {
          step.raiseAfterOrphan(event);
        } else {
          step.addOrphan(event);
        }
      }
      case ACTIVE -> {
        if (raise || SenderTime.of(event).isBefore(state.lastRaise)) {
          step.repeat(event);
        } else {
          step.clear(event);
        }
      }
      case FLAPPING -> step.flap(event, raise);
      case CLEARED -> {
        if (raise && !SenderTime.of(event).isBefore(state.lastClear)) {
          step.flush();
          step.raise(event);
        } else {
          step.repeat(event);
        }
      }
    }
    state.lastSeenMillis = Math.max(state.lastSeenMillis, now);
  }

  /**
   * Does what is due.
   *
   * @param draining whether the input has ended: what is gathered is given out, and the alarm stays
   *     as it is
   * @return whether the state is still needed
   */
  public boolean onTime(AlarmKey key, AlarmState state, long now, boolean draining, Sink sink) {
    AlarmStep step = new AlarmStep(options, key, state, now, sink);
    if (draining || now >= gatherDeadline(state)) {
      step.flush();
    }
    if (draining || now < phaseDeadline(state)) {
      return !draining;
    }
    switch (state.phase) {
      case FLAPPING -> step.calm();
      case ACTIVE -> step.expire();
      case CLEARED, ORPHAN, NEW -> {
        step.flush();
        return false;
      }
    }
    return true;
  }

  /** When {@link #onTime} has to be called next, stream time. */
  public long deadline(AlarmState state) {
    return Math.min(gatherDeadline(state), phaseDeadline(state));
  }

  private long gatherDeadline(AlarmState state) {
    return state.gathered.isEmpty() || state.phase == Phase.ORPHAN
        ? Long.MAX_VALUE
        : after(state.gatheringSinceMillis, options.gatherMillis());
  }

  private long phaseDeadline(AlarmState state) {
    return switch (state.phase) {
      case NEW -> state.lastSeenMillis;
      case ORPHAN -> after(state.lastSeenMillis, options.wrongOrderMillis());
      case ACTIVE -> after(state.lastSeenMillis, options.activeTtlMillis());
      case FLAPPING -> after(state.changedMillis, options.flapQuietMillis());
      case CLEARED -> after(state.changedMillis, options.closedMillis());
    };
  }

  static long after(long time, long span) {
    return time > Long.MAX_VALUE - span ? Long.MAX_VALUE : time + span;
  }
}
