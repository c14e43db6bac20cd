package io.lull.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StateTopicReaderTest {
  private static final TopicPartition FIRST = new TopicPartition("lull.topology", 0);
  private static final TopicPartition SECOND = new TopicPartition("lull.topology", 1);

  private final TestingReader source = new TestingReader();
  private final TestingLookup lookup = new TestingLookup();
  private final StateTopicReader reader = new StateTopicReader(source, lookup);
  private final TestingOutput output = new TestingOutput();

  @Test
  void itIsActiveUntilEveryPartitionIsReadHoweverLongThatTakes() throws Exception {
    assign(FIRST, 0, SECOND, 0);
    lookup.last.complete(Map.of(FIRST, 1L, SECOND, 0L));
    poll();
    source.records.add(record(FIRST, 0));
    poll();
    source.records.add(record(SECOND, 0));
    poll();
    assertThat(output.idle).isFalse();

    source.records.add(record(FIRST, 1));
    poll();
    assertThat(output.idle).isTrue();
    assertThat(output.records).isEqualTo(3);
  }

  @Test
  void recordsThatWereThereBeforeTheEndIsKnownCount() throws Exception {
    assign(FIRST, 0, SECOND, 0);
    source.records.add(record(FIRST, 4));
    poll();
    assertThat(output.idle).isFalse();

    lookup.last.complete(Map.of(FIRST, 4L, SECOND, LastRecords.NONE));
    poll();
    assertThat(output.idle).isTrue();
  }

  @Test
  void anEmptyTopicIsReadAsSoonAsThatIsKnown() throws Exception {
    assign(FIRST, KafkaPartitionSplit.EARLIEST_OFFSET, SECOND, KafkaPartitionSplit.EARLIEST_OFFSET);
    CompletableFuture<Void> available = reader.isAvailable();
    assertThat(available).isNotDone();

    lookup.last.complete(Map.of(FIRST, LastRecords.NONE, SECOND, LastRecords.NONE));
    assertThat(available).isDone();
    poll();
    assertThat(output.idle).isTrue();
    assertThat(reader.isAvailable()).isNotDone();
  }

  @Test
  void thatATopicIsEmptyMayBecomeKnownAtAnyMoment() throws Exception {
    assign(FIRST, 0, SECOND, 0);
    poll();
    lookup.last.complete(Map.of(FIRST, LastRecords.NONE, SECOND, LastRecords.NONE));
    assertThat(reader.isAvailable()).isDone();
    poll();
    assertThat(output.idle).isTrue();
    assertThat(reader.isAvailable()).isNotDone();
  }

  @Test
  void whatACheckpointHasReadIsNotWaitedFor() throws Exception {
    assign(FIRST, 5, SECOND, 3);
    lookup.last.complete(Map.of(FIRST, 4L, SECOND, 3L));
    poll();
    assertThat(output.idle).isFalse();

    source.records.add(record(SECOND, 3));
    poll();
    assertThat(output.idle).isTrue();
  }

  @Test
  void changesThatComeAfterwardsPassThrough() throws Exception {
    assign(FIRST, 0, SECOND, 0);
    lookup.last.complete(Map.of(FIRST, LastRecords.NONE, SECOND, LastRecords.NONE));
    poll();
    source.records.add(record(FIRST, 0));
    poll();
    assertThat(output.records).isEqualTo(1);
    assertThat(output.idle).isTrue();
  }

  private void assign(TopicPartition first, long from, TopicPartition second, long secondFrom) {
    reader.addSplits(
        List.of(new KafkaPartitionSplit(first, from), new KafkaPartitionSplit(second, secondFrom)));
    assertThat(lookup.asked).containsExactlyInAnyOrder(first, second);
  }

  private void poll() throws Exception {
    reader.pollNext(output);
  }

  private static RawRecord record(TopicPartition partition, long offset) {
    return new RawRecord(
        partition.topic(), partition.partition(), offset, 0, null, Map.of(), new byte[0]);
  }

  private static final class TestingLookup implements StateTopicReader.Lookup {
    private final CompletableFuture<Map<TopicPartition, Long>> last = new CompletableFuture<>();
    private Collection<TopicPartition> asked = List.of();

    @Override
    public CompletableFuture<Map<TopicPartition, Long>> start(
        Collection<TopicPartition> partitions) {
      asked = partitions;
      return last;
    }

    @Override
    public void close() {}
  }

  private static final class TestingReader implements SourceReader<RawRecord, KafkaPartitionSplit> {
    private final Queue<RawRecord> records = new ArrayDeque<>();

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<RawRecord> output) {
      RawRecord record = records.poll();
      if (record == null) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      output.createOutputForSplit(record.source() + "-" + record.partition()).collect(record, 0);
      return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
      return List.of();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return records.isEmpty()
          ? new CompletableFuture<>()
          : CompletableFuture.completedFuture(null);
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
  }

  private static final class TestingOutput implements ReaderOutput<RawRecord> {
    private int records;
    private boolean idle;

    @Override
    public void collect(RawRecord record) {
      records++;
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
      records++;
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      throw new AssertionError("no watermark is ever emitted");
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }

    @Override
    public SourceOutput<RawRecord> createOutputForSplit(String split) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }
}
