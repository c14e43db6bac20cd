package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.connector.files.MetricsCsv.Row;
import io.lull.connector.files.MetricsCsv.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsCsvTest {
  private static final String T = "1970-01-01T00:00:01Z";

  @TempDir Path dir;

  @Test
  void rowsInFileOrderWithRepeatedTimes() throws Exception {
    assertThat(samples(T + ",a,cpu,1\r\n" + T + ",a,cpu,-2.5e-3\r\n\r\n" + T + ",b,cpu,.5"))
        .containsExactly(
            new Sample(1000, "a", "cpu", 1),
            new Sample(1000, "a", "cpu", -0.0025),
            new Sample(1000, "b", "cpu", 0.5));
  }

  @Test
  void quotedFields() throws Exception {
    assertThat(samples(T + ",\"a,\"\"b\"\"\",\"two\nlines\",\"1\"\n" + T + ",a,c,2"))
        .containsExactly(
            new Sample(1000, "a,\"b\"", "two\nlines", 1), new Sample(1000, "a", "c", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        T + ",a,cpu ~ expected 4 fields (time,resource,metric,value), found 3",
        T + ",a,cpu,1,2 ~ found 5",
        T + ",a,cpu,NaN ~ finite decimal number as value, found 'NaN'",
        T + ",a,cpu,1d ~ found '1d'",
        T + ",a,cpu,1e999 ~ found '1e999'",
        T + ",a,cpu,+-1 ~ found '+-1'",
        T + ",,cpu,1 ~ expected a resource and a metric",
        "1,a,cpu,1 ~ expected an ISO-8601 time",
        T + ",\"a\"x,cpu,1 ~ expected ',' after a quoted field",
        T + ",\"a,cpu,1 ~ a quoted field is not closed",
      })
  void badRowSaysWhatIsExpectedAndTheRestGoesOn(String row, String reason) throws Exception {
    List<Row> rows = rows(row + "\n" + T + ",\"a\",ok,7\n" + T + ",a,ok,8\n");

    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).reason()).contains(reason);
    assertThat(rows.get(0).line().number()).isEqualTo(2);
    assertThat(rows.get(1).sample()).isEqualTo(new Sample(1000, "a", "ok", 7));
    assertThat(rows.get(2).sample()).isEqualTo(new Sample(1000, "a", "ok", 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "resource,time,metric,value\n", T + ",a,cpu,1\n", "\"time,\n"})
  void otherHeadersAreRefused(String content) throws Exception {
    Path file = Files.writeString(dir.resolve("metrics.csv"), content);
    assertThatThrownBy(() -> MetricsCsv.open(file))
        .isInstanceOf(BadLineException.class)
        .hasMessageContaining("expected the header 'time,resource,metric,value'");
  }

  @Test
  void headerMayHaveAByteOrderMarkAndQuotes() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("metrics.csv"), "\uFEFF\"time\",resource,metric,value\r\n" + T + ",a,b,1");
    try (MetricsCsv csv = MetricsCsv.open(file)) {
      assertThat(Objects.requireNonNull(csv.next()).sample())
          .isEqualTo(new Sample(1000, "a", "b", 1));
    }
  }

  @Property(tries = 200)
  void readsWhatCsvWrites(@ForAll @NotBlank String resource, @ForAll double value)
      throws Exception {
    String name = resource.replace("\r", "").replaceAll("\\p{Cs}", "");
    if (name.isBlank() || name.chars().filter(c -> c == '\n').count() > 15) {
      return;
    }
    Path file = Files.createTempFile("metrics", ".csv");
    try {
      Files.writeString(file, MetricsCsv.HEADER + "\n" + Csv.line(T, name, "m", Csv.number(value)));
      try (MetricsCsv csv = MetricsCsv.open(file)) {
        assertThat(Objects.requireNonNull(csv.next()).sample())
            .isEqualTo(new Sample(1000, name, "m", value));
        assertThat(csv.next()).isNull();
      }
    } finally {
      Files.delete(file);
    }
  }

  private List<Sample> samples(String body) throws Exception {
    return rows(body).stream()
        .map(row -> Objects.requireNonNull(row.sample(), row::reason))
        .toList();
  }

  private List<Row> rows(String body) throws Exception {
    Path file = Files.writeString(dir.resolve("metrics.csv"), MetricsCsv.HEADER + "\n" + body);
    List<Row> rows = new ArrayList<>();
    try (MetricsCsv csv = MetricsCsv.open(file)) {
      for (Row row = csv.next(); row != null; row = csv.next()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
