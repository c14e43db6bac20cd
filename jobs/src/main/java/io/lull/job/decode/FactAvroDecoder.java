package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.schema.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Facts that are in our own contract already, such as what telemetry speaks of. */
final class FactAvroDecoder implements Decoder {
  static final String FORMAT = "fact-avro";

  private final RecordDecoder<Fact> decoder;

  FactAvroDecoder(AvroSerdes serdes) {
    this.decoder = serdes.decoder(Fact.class);
  }

  @Override
  public String format() {
    return FORMAT;
  }

  /** Fails where the registry does not answer: the record is read again after the restart. */
  @Override
  public void decode(RawRecord raw, Output out) {
    Fact fact;
    try {
      fact = decoder.decode(raw.value());
    } catch (BadRecordException e) {
      out.reject(e.reason());
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (fact.getSource().isBlank() || fact.getSubject().isBlank()) {
      out.reject("a fact needs a source and a subject");
      return;
    }
    out.fact(fact);
  }
}
