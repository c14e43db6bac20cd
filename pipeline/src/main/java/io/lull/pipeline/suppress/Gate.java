package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.SuppressionState;
import org.jspecify.annotations.Nullable;

/**
 * Lets the changes of an alarm pass, or holds the alarm back:
 *
 * <pre>
 *   raised ──not covered──► passes, and so does all that comes until it is raised again
 *     └──covered──► HELD ──clear──► CLEARED, correlation never hears of it
 *                     └──nothing covers it any more──► RELEASED, correlation has it as raised now
 * </pre>
 *
 * Whether it is covered is asked when it is raised and whenever a rule that holds it ends or is
 * changed. Knows no stream processor; time is what it is told.
 */
final class Gate {
  private final Coverage coverage;
  private final SuppressOptions options;

  /** Where results go. */
  interface Sink {
    /** A change for correlation. */
    void pass(AlarmChange change);

    void suppressed(SuppressedAlarm alarm);

    /** Events beyond those that are remembered of one alarm. */
    void forgotten(int events);
  }

  Gate(Coverage coverage, SuppressOptions options) {
    this.coverage = coverage;
    this.options = options;
  }

  /**
   * Takes the next change of an alarm.
   *
   * @param held the alarm if it is held; it is changed in place
   * @param now event time
   * @return the alarm if it is held from now on, or still; else null
   */
  @Nullable HeldAlarm take(@Nullable HeldAlarm held, AlarmChange change, long now, Sink sink) {
    if (held == null) {
      return arrive(change, now, sink);
    }
    sink.forgotten(held.take(change, options.maxEvents()));
    if (change.kind() != Kind.CLEARED) {
      return held;
    }
    sink.suppressed(told(held, SuppressionState.CLEARED, now));
    return null;
  }

  private @Nullable HeldAlarm arrive(AlarmChange change, long now, Sink sink) {
    Hold hold = change.kind() == Kind.RAISED ? coverage.of(change, now) : null;
    if (hold == null) {
      sink.pass(change);
      return null;
    }
    HeldAlarm held = HeldAlarm.of(change, now);
    sink.forgotten(held.take(change, options.maxEvents()));
    held.holdFor(hold);
    sink.suppressed(told(held, SuppressionState.HELD, now));
    return held;
  }

  /**
   * Asks again whether a held alarm is covered.
   *
   * @return the alarm if it is held on, else null
   */
  @Nullable HeldAlarm judge(HeldAlarm held, long now, Sink sink) {
    Hold hold = coverage.of(held.as(Kind.RAISED, now), now);
    if (hold != null) {
      if (held.holdFor(hold)) {
        sink.suppressed(told(held, SuppressionState.HELD, now));
      }
      return held;
    }
    sink.pass(held.as(Kind.RAISED, now));
    if (held.flapping) {
      sink.pass(held.as(Kind.FLAPPING, now));
    }
    sink.suppressed(told(held, SuppressionState.RELEASED, now));
    return null;
  }

  private static SuppressedAlarm told(HeldAlarm held, SuppressionState state, long now) {
    return SuppressedAlarm.newBuilder()
        .setId(held.eventId)
        .setState(state)
        .setUpdatedMillis(now)
        .setResource(held.resource)
        .setType(held.type)
        .setQualifier(held.qualifier)
        .setSeverity(held.severity)
        .setMessage(held.message)
        .setRaisedMillis(held.raisedMillis)
        .setHeldMillis(held.heldMillis)
        .setUntilMillis(held.untilMillis == Long.MAX_VALUE ? null : held.untilMillis)
        .setCount(held.count)
        .setEvents(held.events.stream().map(EventRef::id).toList())
        .setRules(held.rules)
        .setPath(held.path)
        .setWhy(held.hold().why())
        .build();
  }
}
