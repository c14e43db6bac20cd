package io.lull.connector.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
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
    for (long skew : new long[] {5_001, -900_001, 86_400_000, -86_400_000}) {
      assertThat(POLICY.resolve(NOW + skew, NOW)).isEqualTo(new EventTime.Resolved(NOW, NOW, true));
    }
  }

  @Test
  void whatNoWrongZoneAccountsForStands() {
    for (long skew : new long[] {86_400_001, -86_400_001}) {
      assertThat(POLICY.resolve(NOW + skew, NOW))
          .isEqualTo(new EventTime.Resolved(NOW + skew, NOW, false));
      assertThat(POLICY.isFuture(NOW + skew, NOW)).isEqualTo(skew > 0);
    }
    assertThat(POLICY.isFuture(NOW + 86_400_000, NOW)).isFalse();
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
  void onlyATimeWithinTheBoundsIsReplaced(@ForAll long sender, @ForAll long observed) {
    EventTime.Resolved resolved = POLICY.resolve(sender, observed);
    assertThat(resolved.observedMillis()).isEqualTo(observed);
    BigInteger ahead = BigInteger.valueOf(sender).subtract(BigInteger.valueOf(observed));
    boolean sane = isBetween(ahead, -86_400_000, 86_400_000);
    boolean near = isBetween(ahead, -900_000, 5_000);
    assertThat(resolved.replaced()).isEqualTo(sane && !near);
    assertThat(resolved.timeMillis()).isEqualTo(resolved.replaced() ? observed : sender);
    assertThat(POLICY.isFuture(sender, observed)).isEqualTo(!sane && ahead.signum() > 0);
  }

  @Property
  void theSameNearTheObservedTime(
      @ForAll @LongRange(min = -100_000_000, max = 100_000_000) long skew, @ForAll long observed) {
    onlyATimeWithinTheBoundsIsReplaced(observed + skew, observed);
  }

  private static boolean isBetween(BigInteger value, long from, long to) {
    return value.compareTo(BigInteger.valueOf(from)) >= 0
        && value.compareTo(BigInteger.valueOf(to)) <= 0;
  }

  @Test
  void staysRightAtTheEndsOfTime() {
    assertThat(POLICY.resolve(Long.MIN_VALUE, Long.MAX_VALUE).timeMillis())
        .isEqualTo(Long.MIN_VALUE);
    assertThat(POLICY.resolve(Long.MAX_VALUE, Long.MIN_VALUE).timeMillis())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(POLICY.isFuture(Long.MAX_VALUE, Long.MIN_VALUE)).isTrue();
    assertThat(POLICY.isFuture(Long.MIN_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(POLICY.isFuture(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(POLICY.resolve(Long.MAX_VALUE, Long.MAX_VALUE).replaced()).isFalse();
    assertThat(POLICY.resolve(Long.MIN_VALUE, Long.MIN_VALUE).replaced()).isFalse();
  }
}
