package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of topics whose content is state (topology, control). It gives no watermarks: none until
 * it has handed out what was there when it began, so that events wait for that; from then on it is
 * idle for good, since a change takes effect at its own time. Were it made active by each change,
 * one topic that changes all the time would stop event time.
 *
 * <p>That it is at that end it knows by offsets, never by silence, which on a busy machine or
 * broker may only mean that the first records are on their way. One subtask should read it: one
 * that has no partition waits for ever.
 */
final class StateTopicSource extends WrappedKafkaSource {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(StateTopicSource.class);

  private final Properties properties;

  /**
   * Wraps a source.
   *
   * @param properties those of its consumer
   */
  StateTopicSource(KafkaSource<RawRecord> source, Properties properties) {
    super(source);
    this.properties = properties;
  }

  @Override
  SourceReader<RawRecord, KafkaPartitionSplit> wrap(
      SourceReader<RawRecord, KafkaPartitionSplit> reader) {
    return new StateTopicReader(reader, new KafkaLookup(properties));
  }

  /** Asks until it is answered; the source, which reads the same broker, fails when it should. */
  private static final class KafkaLookup implements StateTopicReader.Lookup {
    private static final long RETRY_MILLIS = 1_000;

    private final Properties properties;
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread lookup = new Thread(task, "last-records");
              lookup.setDaemon(true);
              return lookup;
            });

    KafkaLookup(Properties properties) {
      this.properties = properties;
    }

    @Override
    public CompletableFuture<Map<TopicPartition, Long>> start(
        Collection<TopicPartition> partitions) {
      CompletableFuture<Map<TopicPartition, Long>> found = new CompletableFuture<>();
      thread.execute(
          () -> {
            while (!found.isDone() && !thread.isShutdown()) {
              try {
                found.complete(LastRecords.find(properties, partitions));
              } catch (KafkaException e) {
                LOG.warn("The end of {} cannot be looked up, trying again", partitions, e);
                pause();
              }
            }
          });
      return found;
    }

    private void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // closed, as the loop sees
      }
    }

    @Override
    public void close() {
      thread.shutdownNow();
    }
  }
}
