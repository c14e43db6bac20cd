package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.ExternalSort;
import io.lull.connector.files.HistoryRecord;
import io.lull.job.replay.HistorySource.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistorySourceTest {
  @TempDir Path dir;
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
    try (SourceReader<HistoryRecord, Split> reader = reader(0)) {
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
    try (SourceReader<HistoryRecord, Split> reader = reader(0)) {
      reader.pollNext(before);
      reader.pollNext(before);
      split = reader.snapshotState(1).get(0);
    }
    SimpleVersionedSerializer<Split> serializer = source.getSplitSerializer();
    Split restored = serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    TestingOutput after = new TestingOutput();
    try (SourceReader<HistoryRecord, Split> reader = reader(restored.position())) {
      while (reader.pollNext(after) != InputStatus.END_OF_INPUT) {}
    }
    assertThat(before.times).containsExactly(HistoryRecord.SINCE_EVER, 3L);
    assertThat(after.times).containsExactly(5L, 7L, 9L);
  }

  @Test
  void readerWithoutASplitEnds() throws Exception {
    try (SourceReader<HistoryRecord, Split> reader = source.createReader(new TestingContext())) {
      assertThat(reader.pollNext(new TestingOutput())).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      assertThat(reader.isAvailable()).isNotDone();
      reader.notifyNoMoreSplits();
      assertThat(reader.isAvailable()).isDone();
      assertThat(reader.pollNext(new TestingOutput())).isEqualTo(InputStatus.END_OF_INPUT);
    }
  }

  private SourceReader<HistoryRecord, Split> reader(long position) throws Exception {
    SourceReader<HistoryRecord, Split> reader = source.createReader(new TestingContext());
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

  private static final class TestingContext implements SourceReaderContext {
    @Override
    public SourceReaderMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
    }

    @Override
    public Configuration getConfiguration() {
      return new Configuration();
    }

    @Override
    public String getLocalHostName() {
      return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
      return 0;
    }

    @Override
    public void sendSplitRequest() {}

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {}

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      throw new UnsupportedOperationException("the reader loads no user code");
    }
  }
}
