package io.lull.connector.format;

import io.lull.schema.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record as it came: from a Kafka topic, or a line or document of a replayed file.
 *
 * @param source Kafka topic or file path
 * @param partition Kafka partition, -1 for a file
 * @param position Kafka offset, or the line (from 1) of a file
 * @param timestampMillis when the first collector saw it, milliseconds since the epoch
 * @param key Kafka key, if any
 * @param headers Kafka headers; see {@link RawHeaders} for the names the gateway sets
 * @param value the bytes; never null
 */
public record RawRecord(
    String source,
    int partition,
    long position,
    long timestampMillis,
    byte @Nullable [] key,
    Map<String, byte[]> headers,
    byte[] value) {

  /** The text of a header, or null where there is none. */
  public @Nullable String header(String name) {
    byte[] bytes = headers.get(name);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  public Origin origin() {
    return new Origin(source, partition, position);
  }

  /**
   * Reproducible id of the {@code index}-th event of this record. Fixed width, so that ids of one
   * partition sort as they were written.
   */
  public String eventId(int index) {
    StringBuilder id = new StringBuilder(source.length() + 28).append(source).append('-');
    if (partition >= 0) {
      id.append(partition).append('-');
    }
    appendPadded(id, position, 12);
    id.append('-');
    appendPadded(id, index, 4);
    return id.toString();
  }

  /**
   * The best name for who sent it where the value itself names nobody: the address the gateway saw,
   * else the Kafka key, else the name of the replayed file without folder and suffixes, else {@code
   * unknown}.
   */
  public String sender() {
    String peer = header(RawHeaders.PEER);
    if (peer != null && !peer.isBlank()) {
      return peer.strip();
    }
    if (key != null && key.length > 0) {
      String name = new String(key, StandardCharsets.UTF_8).trim();
      if (!name.isEmpty() && name.indexOf('\uFFFD') < 0) {
        return name;
      }
    }
    String stem = partition < 0 ? fileStem(source) : "";
    return stem.isEmpty() ? "unknown" : stem;
  }

  private static String fileStem(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    if (name.endsWith(".gz")) {
      name = name.substring(0, name.length() - 3);
    }
    // Only the last suffix goes: leaf1.example.net.log is leaf1.example.net.
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static void appendPadded(StringBuilder out, long value, int width) {
    int digits = value < 0 ? 2 : 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    for (int i = digits; i < width; i++) {
      out.append('0');
    }
    out.append(value);
  }
}
