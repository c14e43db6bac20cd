package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.schema.Event;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Events that are in our own contract already, such as those of the metrics job. */
final class EventAvroDecoder implements Decoder {
  static final String FORMAT = "event-avro";

  private final RecordDecoder<Event> decoder;

  EventAvroDecoder(AvroSerdes serdes) {
    this.decoder = serdes.decoder(Event.class);
  }

  @Override
  public String format() {
    return FORMAT;
  }

  /** Fails where the registry does not answer: the record is read again after the restart. */
  @Override
  public void decode(RawRecord raw, Output out) {
    Event event;
    try {
      event = decoder.decode(raw.value());
    } catch (BadRecordException e) {
      out.reject(e.reason());
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.event(event);
  }
}
