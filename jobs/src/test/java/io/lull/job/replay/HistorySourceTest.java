package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.ExternalSort;
import io.lull.connector.files.HistoryRecord;
import io.lull.job.replay.HistorySource.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistorySourceTest {
  @TempDir Path dir;
  private final AtomicInteger requests = new AtomicInteger();
  private HistorySource source;

  @BeforeEach
  void writeHistory() throws Exception {
    ExternalSort<HistoryRecord> sort = new ExternalSort<>(dir, "run", HistoryRecord.byTime(), 1);
    for (long time : new long[] {5, 3, 9, HistoryRecord.SINCE_EVER, 7}) {
      sort.add(new HistoryRecord(time, HistoryRecord.EVENT, "k", new byte[0]));
    }
    source = new HistorySource(sort.finish());
  }

  @Test
  void givesOutRecordsInOrderWithTheirTimes() throws Exception {
    TestingOutput output = new TestingOutput();
    try (HistoryReader reader = reader(0)) {
      while (reader.pollNext(output) != InputStatus.END_OF_INPUT) {}
      assertThat(reader.snapshotState(1)).isEmpty();
    }
    assertThat(output.times).containsExactly(HistoryRecord.SINCE_EVER, 3L, 5L, 7L, 9L);
    assertThat(output.watermarks).containsExactly(9L);
  }

  @Test
  void goesOnWhereACheckpointWasTaken() throws Exception {
    TestingOutput before = new TestingOutput();
    Split split;
    try (HistoryReader reader = reader(0)) {
      reader.pollNext(before);
      reader.pollNext(before);
      split = reader.snapshotState(1).get(0);
    }
    SimpleVersionedSerializer<Split> serializer = source.getSplitSerializer();
    Split restored = serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    TestingOutput after = new TestingOutput();
    try (HistoryReader reader = reader(restored.position())) {
      while (reader.pollNext(after) != InputStatus.END_OF_INPUT) {}
    }
    assertThat(before.times).containsExactly(HistoryRecord.SINCE_EVER, 3L);
    assertThat(after.times).containsExactly(5L, 7L, 9L);
  }

  @Test
  void readerWithoutASplitEnds() throws Exception {
    try (HistoryReader reader = new HistoryReader(source, requests::incrementAndGet)) {
      reader.start();
      assertThat(requests).hasValue(1);
      assertThat(reader.pollNext(new TestingOutput())).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      assertThat(reader.isAvailable()).isNotDone();
      reader.notifyNoMoreSplits();
      assertThat(reader.isAvailable()).isDone();
      assertThat(reader.pollNext(new TestingOutput())).isEqualTo(InputStatus.END_OF_INPUT);
    }
  }

  private HistoryReader reader(long position) {
    HistoryReader reader = new HistoryReader(source, requests::incrementAndGet);
    reader.addSplits(List.of(new Split(position)));
    reader.notifyNoMoreSplits();
    return reader;
  }

  private static final class TestingOutput implements ReaderOutput<HistoryRecord> {
    final List<Long> times = new ArrayList<>();
    final List<Long> watermarks = new ArrayList<>();

    @Override
    public void collect(HistoryRecord record) {
      throw new AssertionError("a record without its time");
    }

    @Override
    public void collect(HistoryRecord record, long timestamp) {
      assertThat(timestamp).isEqualTo(record.timeMillis);
      times.add(timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      watermarks.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<HistoryRecord> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
  }
}
