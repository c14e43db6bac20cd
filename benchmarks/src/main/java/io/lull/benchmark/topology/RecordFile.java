package io.lull.benchmark.topology;

import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.RecordEncoder;
import io.lull.schema.TopologyChange;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Values as {@code lull.topology} has them, one behind the other in a temporary file: outside the
 * heap that is measured, and written before the clock starts.
 */
final class RecordFile implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final Path path;
  private final int records;

  private RecordFile(Path path, int records) {
    this.path = path;
    this.records = records;
  }

  static RecordFile write(Estate estate) throws IOException {
    Path path = Files.createTempFile("lull-topology", ".avro");
    RecordEncoder<TopologyChange> encoder =
        AvroSerdes.SINGLE_OBJECT.encoder(TopologyChange.class, "lull.topology");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), BUFFER))) {
      for (int i = 0; i < estate.size(); i++) {
        byte[] value = encoder.encode(estate.change(i));
        out.writeInt(value.length);
        out.write(value);
      }
    }
    return new RecordFile(path, estate.size());
  }

  /** Takes a value. */
  interface Taker {
    void take(byte[] value) throws Exception;
  }

  void forEach(Taker taker) throws Exception {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER))) {
      for (int i = 0; i < records; i++) {
        byte[] value = new byte[in.readInt()];
        in.readFully(value);
        taker.take(value);
      }
    }
  }

  long bytes() throws IOException {
    return Files.size(path);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
