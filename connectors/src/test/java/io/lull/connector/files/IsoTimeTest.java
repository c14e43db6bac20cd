package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
  private static final long YEAR_0001 = -62_135_596_800_000L;
  private static final long YEAR_9999_END = 253_402_300_799_999L;

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T03:17:00Z,             2026-01-31T03:17:00Z",
    "2026-01-31 03:17:00.5Z,           2026-01-31T03:17:00.500Z",
    "2026-01-31t03:17:00.123456789z,   2026-01-31T03:17:00.123Z",
    "2026-01-31T03:17:00.1239999999999999999+01:00, 2026-01-31T02:17:00.123Z",
    "2026-01-31T03:17:00-0530,         2026-01-31T08:47:00Z",
    "2016-12-31T23:59:60Z,             2016-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z,             0001-01-01T00:00:00Z",
  })
  void readsTheFormsPeopleWrite(String text, String expected) throws Exception {
    assertThat(IsoTime.parse(text)).isEqualTo(Instant.parse(expected).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026",
        "2026-01-31",
        "2026-01-31T03:17:00",
        "2026-02-30T00:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T03:60:00Z",
        "2026-01-31T03:17:00.Z",
        "2026-01-31T03:17:00Zx",
        "1769829420",
        "2026-01-31T03:17:00+99:00",
        "２026-01-31T03:17:00Z",
      })
  void refusesWhatDoesNotSayWhen(String text) {
    assertThatThrownBy(() -> IsoTime.parse(text))
        .isInstanceOf(BadLineException.class)
        .hasMessageContaining("2026-01-31T03:17:00.000Z")
        .hasMessageContaining(text);
  }

  @Property
  void writesWhatItReads(
      @ForAll @LongRange(min = YEAR_0001, max = YEAR_9999_END) long millis,
      @ForAll @IntRange(min = -18, max = 18) int offset)
      throws Exception {
    assertThat(IsoTime.parse(IsoTime.format(millis))).isEqualTo(millis);
    OffsetDateTime there = Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofHours(offset));
    if (there.getYear() >= 1 && there.getYear() <= 9999) {
      assertThat(IsoTime.parse(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there)))
          .isEqualTo(millis);
    }
  }
}
