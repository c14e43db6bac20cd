package io.lull.benchmark;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** When each raw record was sent, by the name its event has: topic, partition, offset. */
final class Arrivals {
  private static final int FIRST_SIZE = 1 << 16;

  /** Of one partition, by offset. */
  private static final class Partition {
    private long[] sentMillis = new long[FIRST_SIZE];

    synchronized void put(long offset, long millis) {
      if (offset >= sentMillis.length) {
        sentMillis = Arrays.copyOf(sentMillis, (int) Math.max(offset + 1, 2L * sentMillis.length));
      }
      sentMillis[(int) offset] = millis;
    }

    /** Returns the time once; 0 after that, or where it is not known. */
    synchronized long take(long offset) {
      if (offset >= sentMillis.length) {
        return 0;
      }
      long millis = sentMillis[(int) offset];
      sentMillis[(int) offset] = 0;
      return millis;
    }
  }

  private final Map<String, Partition> partitions = new ConcurrentHashMap<>();

  /** A record is on its topic; its time stamp is when it was sent. */
  void sent(RecordMetadata record, @Nullable Exception refused) {
    if (refused == null) {
      partition(record.topic() + '-' + record.partition()).put(record.offset(), record.timestamp());
    }
  }

  private Partition partition(String name) {
    return partitions.computeIfAbsent(name, n -> new Partition());
  }

  /**
   * When the record of an event was sent; 0 where this was asked before.
   *
   * @param event id of the form topic-partition-offset-index
   */
  long take(String event) {
    int index = event.lastIndexOf('-');
    int offset = event.lastIndexOf('-', index - 1);
    return partition(event.substring(0, offset))
        .take(Long.parseLong(event.substring(offset + 1, index)));
  }
}
