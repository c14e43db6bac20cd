package io.lull.pipeline.model;

import io.lull.schema.ContractHistory;
import io.lull.schema.TopologyChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;

/**
 * Changes of the topology as bytes that any later release can read: Avro's single-object encoding,
 * which names the schema it was written with. Serves one thread.
 */
public final class TopologyBytes {
  private final BinaryMessageEncoder<TopologyChange> encoder = TopologyChange.getEncoder();
  private final BinaryMessageDecoder<TopologyChange> decoder;

  public TopologyBytes() {
    decoder =
        new BinaryMessageDecoder<>(
            SpecificData.getForClass(TopologyChange.class), TopologyChange.getClassSchema());
    ContractHistory.of("TopologyChange").forEach(decoder::addSchema);
  }

  public byte[] pack(TopologyChange change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try {
      encoder.encode(change, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TopologyChange unpack(byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
