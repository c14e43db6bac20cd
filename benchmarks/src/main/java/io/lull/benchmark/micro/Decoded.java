package io.lull.benchmark.micro;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.RawRecord;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import java.util.ArrayList;
import java.util.List;

/** The events of a raw record. */
final class Decoded implements Decoder.Output {
  private final List<Event> events = new ArrayList<>();

  static Event one(String format, RawRecord raw) {
    Decoded out = new Decoded();
    Decoders.create(format, DecoderOptions.DEFAULT).decode(raw, out);
    return out.events.get(0);
  }

  @Override
  public void event(Event event) {
    events.add(event);
  }

  @Override
  public void metrics(MetricBatch batch) {
    throw new IllegalStateException("metrics, expected an event");
  }

  @Override
  public void reject(String reason) {
    throw new IllegalStateException(reason);
  }

  @Override
  public void rejectPart(String reason, byte[] part) {
    throw new IllegalStateException(reason);
  }
}
