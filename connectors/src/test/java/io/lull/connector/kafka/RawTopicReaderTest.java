package io.lull.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Silence alone makes no partition idle. */
class RawTopicReaderTest {
  private static final TopicPartition CLOCK = new TopicPartition("lull.raw.clock", 0);
  private static final TopicPartition SYSLOG = new TopicPartition("lull.raw.syslog", 0);
  private static final long IDLE_SECONDS = 5;

  private final TestingReader source = new TestingReader();
  private final TestingEnds ends = new TestingEnds();
  private final TestingOutput output = new TestingOutput();
  private long nanos;
  private final RawTopicReader reader =
      new RawTopicReader(source, ends, IDLE_SECONDS * 1_000, () -> nanos);

  RawTopicReaderTest() {
    reader.addSplits(
        List.of(
            new KafkaPartitionSplit(CLOCK, 0),
            new KafkaPartitionSplit(SYSLOG, KafkaPartitionSplit.COMMITTED_OFFSET)));
  }

  @Test
  void aPartitionThatIsReadAndSilentIsIdle() throws Exception {
    clockUntil(4);
    assertThat(output.idle(SYSLOG)).isFalse();

    clockUntil(7);
    assertThat(output.idle(SYSLOG)).isTrue();
    assertThat(output.idle(CLOCK)).as("brings a record a second").isFalse();
  }

  @Test
  void aPartitionThatHoldsWhatWasNotReadIsNotIdleHoweverLongItIsSilent() throws Exception {
    ends.unread = Set.of(SYSLOG);
    clockUntil(60);
    assertThat(output.idle(SYSLOG)).isFalse();
    assertThat(ends.asked).containsEntry(SYSLOG, KafkaPartitionSplit.COMMITTED_OFFSET);

    source.records.add(record(SYSLOG, 17));
    clockUntil(62);
    assertThat(ends.asked).containsEntry(SYSLOG, 18L);

    ends.unread = Set.of();
    clockUntil(75);
    assertThat(output.idle(SYSLOG)).isTrue();
  }

  @Test
  void anIdlePartitionIsActiveAgainBeforeWhatItHoldsIsThere() throws Exception {
    clockUntil(10);
    assertThat(output.idle(SYSLOG)).isTrue();

    ends.unread = Set.of(SYSLOG);
    clockUntil(12);
    assertThat(output.idle(SYSLOG)).isFalse();
  }

  @Test
  void itsRecordMakesAPartitionActive() throws Exception {
    clockUntil(10);
    source.records.add(record(SYSLOG, 3));
    reader.pollNext(output);
    assertThat(output.idle(SYSLOG)).isFalse();
    assertThat(output.records).isEqualTo(10 + 1);
  }

  @Test
  void whileTheEndsAreNotKnownNothingIsIdle() throws Exception {
    clockUntil(10);
    ends.answers = false;
    clockUntil(11);
    assertThat(output.idle(SYSLOG)).as("for a moment that is as good as known").isTrue();
    clockUntil(15);
    assertThat(output.idle(SYSLOG)).isFalse();

    ends.answers = true;
    ends.answer();
    reader.pollNext(output);
    assertThat(output.idle(SYSLOG)).as("that answer is old").isFalse();
    clockUntil(18);
    assertThat(output.idle(SYSLOG)).isTrue();
  }

  @Test
  void anAnswerHasTheReaderLook() throws Exception {
    assertThat(reader.isAvailable()).isNotDone();
    ends.answer();
    assertThat(reader.isAvailable()).isDone();
    reader.pollNext(output);
    assertThat(reader.isAvailable()).as("and waits for the next").isNotDone();
  }

  /** A record of the clock and an answer each second. */
  private void clockUntil(long second) throws Exception {
    long now = TimeUnit.NANOSECONDS.toSeconds(nanos);
    for (long s = now; s < second; s++) {
      nanos = TimeUnit.SECONDS.toNanos(s + 1);
      ends.answer();
      source.records.add(record(CLOCK, s));
      while (reader.pollNext(output) == InputStatus.MORE_AVAILABLE) {}
    }
  }

  private static RawRecord record(TopicPartition partition, long offset) {
    return new RawRecord(
        partition.topic(), partition.partition(), offset, 0, null, Map.of(), new byte[0]);
  }

  private static final class TestingEnds implements RawTopicReader.Ends {
    private Set<TopicPartition> unread = Set.of();
    private boolean answers = true;
    private Map<TopicPartition, Long> asked = Map.of();
    private CompletableFuture<Set<TopicPartition>> answer = new CompletableFuture<>();

    @Override
    public CompletableFuture<Set<TopicPartition>> unread(
        Map<TopicPartition, Long> next, Set<TopicPartition> silent) {
      asked = next;
      answer = new CompletableFuture<>();
      return answer;
    }

    void answer() {
      if (answers) {
        answer.complete(unread);
      }
    }

    @Override
    public void close() {}
  }

  private static final class TestingReader implements SourceReader<RawRecord, KafkaPartitionSplit> {
    private final Queue<RawRecord> records = new ArrayDeque<>();
    private final Map<String, SourceOutput<RawRecord>> outputs = new HashMap<>();

    @Override
    public void start() {}

    /** Keeps the outputs of partitions, as Flink's readers do. */
    @Override
    public InputStatus pollNext(ReaderOutput<RawRecord> output) {
      RawRecord record = records.poll();
      if (record == null) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      outputs
          .computeIfAbsent(record.source() + "-" + record.partition(), output::createOutputForSplit)
          .collect(record, 0);
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
    private final Map<String, Boolean> idle = new TreeMap<>();

    boolean idle(TopicPartition partition) {
      return idle.getOrDefault(partition.topic() + "-" + partition.partition(), false);
    }

    @Override
    public void collect(RawRecord record) {
      throw new AssertionError("each record is of a partition");
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
      throw new AssertionError("each record is of a partition");
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      throw new AssertionError("no watermark is ever emitted");
    }

    @Override
    public void markIdle() {
      throw new AssertionError("idle is a partition, not the source");
    }

    @Override
    public void markActive() {
      throw new AssertionError("active is a partition, not the source");
    }

    @Override
    public SourceOutput<RawRecord> createOutputForSplit(String split) {
      return new SourceOutput<>() {
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
          idle.put(split, true);
        }

        @Override
        public void markActive() {
          idle.put(split, false);
        }
      };
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }
}
