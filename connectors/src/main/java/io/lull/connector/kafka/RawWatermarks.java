package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;

/**
 * Watermarks of one partition of a raw topic: the latest time less the bound on disorder. They are
 * told when there is news only, for each makes its partition active, and whether it is idle is the
 * source's to say.
 */
public final class RawWatermarks implements WatermarkGenerator<RawRecord> {
  private final long boundMillis;
  private long latest = Long.MIN_VALUE;
  private boolean news;

  private RawWatermarks(long boundMillis) {
    this.boundMillis = boundMillis;
  }

  /**
   * The watermarks that suit a source.
   *
   * @param bound how far records of one partition may be behind each other
   * @param idleness silence after which a partition is idle, of a source that does not say so
   */
  public static WatermarkStrategy<RawRecord> of(
      Source<RawRecord, ?, ?> source, Duration bound, Duration idleness) {
    return source instanceof RawTopicSource
        ? WatermarkStrategy.forGenerator(context -> new RawWatermarks(bound.toMillis()))
        : WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(bound).withIdleness(idleness);
  }

  @Override
  public void onEvent(RawRecord record, long timestamp, WatermarkOutput output) {
    if (timestamp > latest) {
      latest = timestamp;
      news = true;
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (news) {
      news = false;
      output.emitWatermark(
          new Watermark(Math.max(Long.MIN_VALUE + boundMillis + 1, latest) - boundMillis - 1));
    }
  }
}
