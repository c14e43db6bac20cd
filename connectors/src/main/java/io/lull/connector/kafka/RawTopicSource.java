package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.util.Properties;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * A source of raw topics. It says itself which partitions are idle ({@link RawTopicReader}), so the
 * watermarks that go with it must not ({@link RawWatermarks}).
 */
final class RawTopicSource extends WrappedKafkaSource {
  private static final long serialVersionUID = 1L;

  private final Properties properties;
  private final long idleMillis;

  /**
   * Wraps a source.
   *
   * @param properties those of its consumer, with its group
   * @param idleMillis silence after which a partition that holds nothing is idle
   */
  RawTopicSource(KafkaSource<RawRecord> source, Properties properties, long idleMillis) {
    super(source);
    this.properties = properties;
    this.idleMillis = idleMillis;
  }

  @Override
  SourceReader<RawRecord, KafkaPartitionSplit> wrap(
      SourceReader<RawRecord, KafkaPartitionSplit> reader) {
    return new RawTopicReader(reader, new KafkaEnds(properties), idleMillis, System::nanoTime);
  }
}
