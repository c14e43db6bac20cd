package io.lull.connector.format.otlp;

import org.jspecify.annotations.Nullable;

/** OTLP's times: unsigned nanoseconds since the epoch. */
final class OtlpTime {
  private OtlpTime() {}

  /** Milliseconds since the epoch; null for 0, which says that the time is not known. */
  static @Nullable Long millis(long unsignedNanos) {
    return unsignedNanos == 0 ? null : (Long) Long.divideUnsigned(unsignedNanos, 1_000_000L);
  }
}
