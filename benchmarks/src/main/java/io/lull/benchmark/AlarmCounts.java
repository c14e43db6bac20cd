package io.lull.benchmark;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts events, and how often an alarm of each type was raised; discards them. */
final class AlarmCounts implements Sink<Event> {
  private static final long serialVersionUID = 1L;

  /** How the names of counts begin. */
  static final String RAISED = "raised ";

  private final CountingSink<Event> all;

  /**
   * @param name of the count of all events
   */
  AlarmCounts(String name) {
    this.all = new CountingSink<>(name);
  }

  @Override
  public SinkWriter<Event> createWriter(WriterInitContext context) {
    return new Writer(all.createWriter(context));
  }

  private static final class Writer implements SinkWriter<Event> {
    private final SinkWriter<Event> all;
    private final Map<String, Long> raised = new HashMap<>();

    Writer(SinkWriter<Event> all) {
      this.all = all;
    }

    @Override
    public void write(Event event, Context context) throws IOException, InterruptedException {
      all.write(event, context);
      if (event.getStatus() == EventStatus.RAISED) {
        raised.merge(event.getType(), 1L, Long::sum);
      }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      all.flush(endOfInput);
    }

    @Override
    public void close() throws Exception {
      raised.forEach((type, count) -> Tally.add(RAISED + type, count));
      all.close();
    }
  }
}
