package io.lull.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LastRecordsTest {
  private static final TopicPartition PARTITION = new TopicPartition("lull.topology", 0);

  @Test
  void itIsTheOneBeforeTheEnd() {
    assertThat(last(0, 7, 0, 1, 6)).isEqualTo(6);
  }

  @Test
  void aPartitionWithoutRecordsHasNone() {
    assertThat(last(0, 0)).isEqualTo(LastRecords.NONE);
    assertThat(last(5, 5)).isEqualTo(LastRecords.NONE);
  }

  @Test
  void marksOfTransactionsAtTheEndAreNoRecords() {
    assertThat(last(0, 20, 0, 3)).isEqualTo(3);
    assertThat(last(2, 20)).isEqualTo(LastRecords.NONE);
  }

  @Test
  void whatCameAfterTheEndWasLookedUpDoesNotCount() {
    assertThat(last(0, 4, 0, 3, 4, 5)).isEqualTo(3);
  }

  private static long last(long begin, long end, long... offsets) {
    LogConsumer consumer = new LogConsumer(end, offsets);
    consumer.updateBeginningOffsets(Map.of(PARTITION, begin));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    return LastRecords.find(consumer, List.of(PARTITION)).getOrDefault(PARTITION, Long.MIN_VALUE);
  }

  /** Gives what is at and after the position, as a broker does. */
  private static final class LogConsumer extends MockConsumer<byte[], byte[]> {
    private final long end;
    private final long[] offsets;

    LogConsumer(long end, long... offsets) {
      super("earliest");
      this.end = end;
      this.offsets = offsets;
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
      super.seek(partition, offset);
      List<Long> left = LongStream.of(offsets).boxed().toList();
      schedulePollTask(
          () -> {
            left.stream()
                .filter(o -> o >= offset)
                .forEach(o -> addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, o, null, null)));
            if (left.stream().noneMatch(o -> o >= offset)) {
              super.seek(PARTITION, end); // past what holds no records
            }
          });
    }
  }
}
