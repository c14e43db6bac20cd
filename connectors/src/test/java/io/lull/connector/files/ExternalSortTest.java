package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalSortTest {
  private static final Comparator<HistoryRecord> ORDER = HistoryRecord.byTime();

  @TempDir Path dir;

  @Property(tries = 100)
  void equalsSortingInMemory(
      @ForAll @Size(max = 400) List<@IntRange(min = -3, max = 3) Integer> times,
      @ForAll @IntRange(min = 1, max = 2000) int memoryBytes)
      throws IOException {
    Path directory = Files.createTempDirectory("sort");
    try {
      List<HistoryRecord> records = new ArrayList<>();
      for (int time : times) {
        records.add(record(time, records.size()));
      }
      List<HistoryRecord> sorted = new ArrayList<>(records);
      sorted.sort(ORDER);

      assertThat(sequence(sort(directory, records, memoryBytes))).isEqualTo(numbers(sorted));
    } finally {
      delete(directory);
    }
  }

  @Test
  void manyRunsAreMergedInPassesAndStayStable() throws IOException {
    List<HistoryRecord> records =
        IntStream.range(0, 5000).mapToObj(i -> record(-(i / 2), i)).toList();

    SortedRuns<HistoryRecord> runs = sort(dir, records, 1);

    List<HistoryRecord> sorted = new ArrayList<>(records);
    sorted.sort(ORDER);
    assertThat(sequence(runs)).isEqualTo(numbers(sorted));
    assertThat(runs.files()).hasSizeBetween(2, ExternalSort.MAX_FAN_IN);
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).hasSameSizeAs(runs.files());
    }
  }

  @Test
  void sortedInputIsOneRun() throws IOException {
    List<HistoryRecord> records = IntStream.range(0, 1000).mapToObj(i -> record(i, i)).toList();

    assertThat(sort(dir, records, 500).files()).hasSize(1);
  }

  @Test
  void nothingGivesNothing() throws IOException {
    assertThat(sequence(sort(dir, List.of(), 500))).isEmpty();
  }

  @Test
  void timesAtTheEndsOfLongKeepTheirOrder() throws IOException {
    List<HistoryRecord> records =
        List.of(record(Long.MAX_VALUE, 0), record(0, 1), record(HistoryRecord.SINCE_EVER, 2));

    assertThat(sequence(sort(dir, records, 1))).containsExactly(2, 1, 0);
  }

  private static SortedRuns<HistoryRecord> sort(
      Path directory, List<HistoryRecord> records, int memoryBytes) throws IOException {
    ExternalSort<HistoryRecord> sort =
        new ExternalSort<>(directory, "run", HistoryRecord.byTime(), memoryBytes);
    for (HistoryRecord record : records) {
      sort.add(record);
    }
    return sort.finish();
  }

  private static HistoryRecord record(long time, int number) {
    return new HistoryRecord(
        time, HistoryRecord.EVENT, "é", new byte[] {(byte) (number >> 8), (byte) number});
  }

  private static List<Integer> sequence(SortedRuns<HistoryRecord> runs) throws IOException {
    List<HistoryRecord> records = new ArrayList<>();
    try (SortedRuns.Cursor<HistoryRecord> cursor = runs.open()) {
      for (HistoryRecord r = cursor.next(); r != null; r = cursor.next()) {
        assertThat(r.key).isEqualTo("é");
        assertThat(r.kind).isEqualTo(HistoryRecord.EVENT);
        records.add(Objects.requireNonNull(r));
      }
    }
    return numbers(records);
  }

  private static List<Integer> numbers(List<HistoryRecord> records) {
    return records.stream().map(r -> (r.payload[0] & 0xff) << 8 | r.payload[1] & 0xff).toList();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
