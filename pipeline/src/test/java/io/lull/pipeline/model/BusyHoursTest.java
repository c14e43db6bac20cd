package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusyHoursTest {
  private static final String SHOP =
      "Mon-Fri 08:00-20:00 Europe/Berlin; Sat 10:00-16:00 Europe/Berlin 0.5; else 0.1";

  @ParameterizedTest
  @CsvSource({
    "2026-11-26T06:59:59Z, 0.1", // Thursday, 07:59 in Berlin
    "2026-11-26T07:00:00Z, 1",
    "2026-11-26T18:59:59Z, 1",
    "2026-11-26T19:00:00Z, 0.1",
    "2026-07-23T06:00:00Z, 1", // in summer an hour earlier
    "2026-11-28T09:00:00Z, 0.5", // Saturday
    "2026-11-29T12:00:00Z, 0.1"
  })
  void anHourCountsAsTheFirstEntryThatHoldsSays(Instant time, double weight) {
    assertThat(BusyHours.read(SHOP).weightAt(time.toEpochMilli())).isEqualTo(weight);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08:00-20:00 | ",
        "Mon-Fri 08:00-20:00 Europe/Berlin, Sat 09:00-24:00; else 0.1 | ",
        "whenever it suits | 'whenever it suits' (not days and hours)",
        "Mon-Fri 25:00-26:00 | 'Mon-Fri 25:00-26:00' (Text '25:00' could not be parsed",
        "Mon-Fri 08:00-20:00 Atlantis/Capital | (Unknown time-zone ID: Atlantis/Capital)",
        "Mon-Fri 08:00-20:00 UTC 400 | no weight: 400",
        "Mon 08:00-20:00; else | 'else' (else needs one weight)",
        "else 0.5 | 'else 0.5' (no hours)"
      })
  void saysWhatCannotBeRead(String text, @Nullable String problem) {
    if (problem == null) {
      assertThat(BusyHours.problem(text)).isNull();
    } else {
      assertThat(BusyHours.problem(text)).contains(problem).contains("expected days, hours");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Fri-Mon 22:00-02:00 2, 2026-11-27T23:00:00Z, 2", // Friday night
    "Fri-Mon 22:00-02:00 2, 2026-12-01T01:00:00Z, 2", // Tuesday, still Monday's night
    "Fri-Mon 22:00-02:00 2, 2026-12-01T23:00:00Z, 0.2",
    "Sun 00:00-24:00, 2026-11-29T23:59:59Z, 1",
    "whenever it suits, 2026-11-29T12:00:00Z, 1",
    "Mon-Fri 25:00-26:00, 2026-11-26T12:00:00Z, 1",
    "Mon-Fri 08:00-20:00 Atlantis/Capital, 2026-11-26T12:00:00Z, 1"
  })
  void overMidnightAndWhatCannotBeRead(String text, Instant time, double weight) {
    assertThat(BusyHours.read(text).weightAt(time.toEpochMilli())).isEqualTo(weight);
  }
}
