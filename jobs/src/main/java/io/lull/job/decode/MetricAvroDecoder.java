package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.schema.MetricBatch;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Batches that are in our own contract already, as on {@code lull.metrics}. */
final class MetricAvroDecoder implements Decoder {
  static final String FORMAT = "metrics-avro";

  private final RecordDecoder<MetricBatch> decoder;

  MetricAvroDecoder(AvroSerdes serdes) {
    this.decoder = serdes.decoder(MetricBatch.class);
  }

  @Override
  public String format() {
    return FORMAT;
  }

  /** Fails where the registry does not answer: the record is read again after the restart. */
  @Override
  public void decode(RawRecord raw, Output out) {
    MetricBatch batch;
    try {
      batch = decoder.decode(raw.value());
    } catch (BadRecordException e) {
      out.reject(e.reason());
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.metrics(batch);
  }
}
