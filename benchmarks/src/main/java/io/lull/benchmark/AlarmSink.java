package io.lull.benchmark;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts changes of alarms and sums them up, whatever their order, so that rounds compare. */
final class AlarmSink implements Sink<AlarmChange> {
  private static final long serialVersionUID = 1L;

  @Override
  public SinkWriter<AlarmChange> createWriter(WriterInitContext context) {
    return new Writer();
  }

  private static final class Writer implements SinkWriter<AlarmChange> {
    private long count;
    private long checksum;

    @Override
    public void write(AlarmChange change, Context context) {
      count++;
      checksum += hash(change);
    }

    /** Of texts and numbers only: the hash codes of enums differ from run to run. */
    private static long hash(AlarmChange change) {
      long hash = change.kind().name().hashCode();
      hash = 31 * hash + change.eventId().hashCode();
      hash = 31 * hash + change.timeMillis();
      hash = 31 * hash + change.resource().hashCode();
      hash = 31 * hash + change.type().hashCode();
      hash = 31 * hash + change.qualifier().hashCode();
      hash = 31 * hash + change.domain().hashCode();
      hash = 31 * hash + change.severity().name().hashCode();
      hash = 31 * hash + change.message().hashCode();
      hash = 31 * hash + change.count();
      for (EventRef event : change.events()) {
        hash = 31 * hash + event.id().hashCode();
      }
      return hash * 0x9E3779B97F4A7C15L ^ hash >>> 32;
    }

    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput) {
        Tally.end();
      }
    }

    @Override
    public void close() {
      Tally.add("alarm changes", count);
      Tally.addChecksum(checksum);
    }
  }
}
