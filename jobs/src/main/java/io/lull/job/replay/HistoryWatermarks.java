package io.lull.job.replay;

import io.lull.connector.files.HistoryRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of a sorted stream: everything before a record's time is complete. Written every so
 * many records and not by the wall clock, which bounds what stages hold back at any speed.
 */
final class HistoryWatermarks
    implements WatermarkStrategy<HistoryRecord>, WatermarkGenerator<HistoryRecord> {
  private static final long serialVersionUID = 1L;
  private static final int EVERY_RECORDS = 500;

  private long reached = Long.MIN_VALUE;
  private int since;

  @Override
  public WatermarkGenerator<HistoryRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new HistoryWatermarks();
  }

  @Override
  public void onEvent(HistoryRecord record, long timestamp, WatermarkOutput output) {
    if (++since >= EVERY_RECORDS && timestamp > reached) {
      reached = timestamp;
      since = 0;
      output.emitWatermark(new Watermark(timestamp - 1));
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {}
}
