package io.lull.connector.format;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Decides which time an event has: its sender's, if that clock is usable, else the time it was
 * observed. A clock that runs ahead, or is long behind, is wrong; were it believed, one device
 * could put its alarms into a window where nothing can join them.
 *
 * <p>Beyond a second, wider bound no wrong zone accounts for the difference any more, and the
 * sender's time stands, so that whoever takes the event sees it: a time that {@link #isFuture} is
 * nonsense, one that is long past may be the truth, told late.
 *
 * @param maxAheadMillis how far the sender's time may be after the observed time, milliseconds
 * @param maxBehindMillis how far it may be before the observed time, milliseconds
 * @param maxFutureMillis how far after the observed time it is taken for a wrong clock,
 *     milliseconds
 * @param maxAgeMillis how far before the observed time it is taken for a wrong clock, milliseconds
 * @param trustSender take the sender's time whenever there is one, and take it as the observed time
 *     too (replay)
 */
public record EventTime(
    long maxAheadMillis,
    long maxBehindMillis,
    long maxFutureMillis,
    long maxAgeMillis,
    boolean trustSender)
    implements Serializable {

  /** The out-of-orderness bound of the jobs, 5 s. */
  public static final long DEFAULT_MAX_AHEAD_MILLIS = 5_000;

  /** Clock skew beyond which a sender's clock is considered wrong, 15 min. */
  public static final long DEFAULT_MAX_BEHIND_MILLIS = 15 * 60_000;

  /** Beyond this no time zone is the reason, 1 d. */
  public static final long DEFAULT_MAX_FUTURE_MILLIS = 24 * 60 * 60_000;

  /** Beyond this an event is old news, 1 d. */
  public static final long DEFAULT_MAX_AGE_MILLIS = 24 * 60 * 60_000;

  public static final EventTime DEFAULT =
      new EventTime(
          DEFAULT_MAX_AHEAD_MILLIS,
          DEFAULT_MAX_BEHIND_MILLIS,
          DEFAULT_MAX_FUTURE_MILLIS,
          DEFAULT_MAX_AGE_MILLIS,
          false);

  public static final EventTime TRUST_SENDER = DEFAULT.trustingSenders();

  public EventTime {
    if (maxAheadMillis < 0 || maxBehindMillis < 0 || maxFutureMillis < 0 || maxAgeMillis < 0) {
      throw new IllegalArgumentException("clock tolerances must not be negative");
    }
  }

  /** The same, with every sender's time taken as it is. */
  public EventTime trustingSenders() {
    return new EventTime(maxAheadMillis, maxBehindMillis, maxFutureMillis, maxAgeMillis, true);
  }

  /** Whether a time is so far after the observed one that it cannot be meant. */
  public boolean isFuture(long timeMillis, long observedMillis) {
    return timeMillis > saturatedAdd(observedMillis, maxFutureMillis);
  }

  private boolean isOld(long timeMillis, long observedMillis) {
    return timeMillis < saturatedAdd(observedMillis, -maxAgeMillis);
  }

  /**
   * The time of an event.
   *
   * @param senderMillis what the sender says, milliseconds since the epoch; null where it says
   *     nothing
   * @param observedMillis when the first collector saw it, milliseconds since the epoch
   */
  public Resolved resolve(@Nullable Long senderMillis, long observedMillis) {
    if (senderMillis == null) {
      return new Resolved(observedMillis, observedMillis, false);
    }
    long sender = senderMillis;
    if (trustSender) {
      return new Resolved(sender, sender, false);
    }
    // Both comparisons stay right at the ends of long: only bounded amounts are added or taken.
    boolean ahead = sender > saturatedAdd(observedMillis, maxAheadMillis);
    boolean behind = sender < saturatedAdd(observedMillis, -maxBehindMillis);
    if (isFuture(sender, observedMillis) || isOld(sender, observedMillis)) {
      return new Resolved(sender, observedMillis, false);
    }
    return ahead || behind
        ? new Resolved(observedMillis, observedMillis, true)
        : new Resolved(sender, observedMillis, false);
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? (b > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
  }

  /**
   * A decided time.
   *
   * @param timeMillis time of the event, milliseconds since the epoch
   * @param observedMillis when it was observed, milliseconds since the epoch
   * @param replaced whether the sender said another time that was not believed
   */
  public record Resolved(long timeMillis, long observedMillis, boolean replaced) {}
}
