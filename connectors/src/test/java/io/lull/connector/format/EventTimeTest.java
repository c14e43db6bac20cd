package io.lull.connector.format;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EventTimeTest {
  private static final long NOW = RawRecords.OBSERVED;
  private static final EventTime POLICY = EventTime.DEFAULT;

  @Test
  void believesAClockThatIsNearlyRight() {
    for (long skew : new long[] {0, 5_000, -1, -900_000}) {
      assertThat(POLICY.resolve(NOW + skew, NOW))
          .isEqualTo(new EventTime.Resolved(NOW + skew, NOW, false));
    }
  }

  @Test
  void doesNotBelieveOneAheadOrLongBehind() {
    for (long skew : new long[] {5_001, -900_001}) {
      assertThat(POLICY.resolve(NOW + skew, NOW)).isEqualTo(new EventTime.Resolved(NOW, NOW, true));
    }
  }

  @Test
  void withoutSenderTimeTheObservedOneHolds() {
    assertThat(POLICY.resolve(null, NOW)).isEqualTo(new EventTime.Resolved(NOW, NOW, false));
    assertThat(EventTime.TRUST_SENDER.resolve(null, NOW))
        .isEqualTo(new EventTime.Resolved(NOW, NOW, false));
  }

  @Test
  void replayBelievesTheSender() {
    assertThat(EventTime.TRUST_SENDER.resolve(1L, NOW))
        .isEqualTo(new EventTime.Resolved(1, 1, false));
  }

  @Property
  void timeIsNeverOutsideTheTolerance(@ForAll long sender, @ForAll long observed) {
    EventTime.Resolved resolved = POLICY.resolve(sender, observed);
    assertThat(resolved.observedMillis()).isEqualTo(observed);
    if (!resolved.replaced()) {
      assertThat(resolved.timeMillis()).isEqualTo(sender);
      assertThat(Math.abs((double) sender - observed)).isLessThanOrEqualTo(900_000d + 2048);
    } else {
      assertThat(resolved.timeMillis()).isEqualTo(observed);
    }
  }

  @Test
  void staysRightAtTheEndsOfTime() {
    assertThat(POLICY.resolve(Long.MIN_VALUE, Long.MAX_VALUE).replaced()).isTrue();
    assertThat(POLICY.resolve(Long.MAX_VALUE, Long.MIN_VALUE).replaced()).isTrue();
    assertThat(POLICY.resolve(Long.MAX_VALUE, Long.MAX_VALUE).replaced()).isFalse();
    assertThat(POLICY.resolve(Long.MIN_VALUE, Long.MIN_VALUE).replaced()).isFalse();
  }
}
