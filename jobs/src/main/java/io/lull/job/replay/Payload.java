package io.lull.job.replay;

import io.lull.schema.TrustedContracts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of one contract as bytes and back; for one thread. Written and read by the same build.
 */
final class Payload<T extends SpecificRecord> {
  static {
    TrustedContracts.establish();
  }

  private final SpecificDatumWriter<T> writer;
  private final SpecificDatumReader<T> reader;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable BinaryEncoder encoder;
  private @Nullable BinaryDecoder decoder;

  Payload(Schema schema) {
    writer = new SpecificDatumWriter<>(schema);
    reader = new SpecificDatumReader<>(schema);
  }

  byte[] write(T record) {
    try {
      bytes.reset();
      encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
      writer.write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from a byte array.
    }
  }

  /** A new record; nothing of it is shared with the next. */
  @SuppressWarnings("NullAway") // Avro takes null for "make a new one".
  T read(byte[] payload) throws IOException {
    decoder = DecoderFactory.get().binaryDecoder(payload, decoder);
    return reader.read(null, decoder);
  }
}
