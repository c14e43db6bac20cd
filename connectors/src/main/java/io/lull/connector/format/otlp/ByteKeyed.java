package io.lull.connector.format.otlp;

import io.lull.schema.ScrapeLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known by some bytes. Bounded: when it would hold more than its limits it begins anew. */
final class ByteKeyed<V> {
  private final int maxBytes;
  private final int maxEntries;
  private final Map<Long, Entry<V>> byHash = new HashMap<>();
  private int bytes;

  private record Entry<V>(byte[] key, V value) {}

  ByteKeyed(int maxBytes, int maxEntries) {
    this.maxBytes = maxBytes;
    this.maxEntries = maxEntries;
  }

  @Nullable V get(byte[] buffer, int from, int to) {
    Entry<V> entry = byHash.get(ScrapeLayout.hash(buffer, from, to));
    return entry != null && Arrays.equals(entry.key, 0, entry.key.length, buffer, from, to)
        ? entry.value
        : null;
  }

  void put(byte[] buffer, int from, int to, V value) {
    if (bytes + to - from > maxBytes || byHash.size() >= maxEntries) {
      byHash.clear();
      bytes = 0;
    }
    byHash.put(
        ScrapeLayout.hash(buffer, from, to),
        new Entry<>(Arrays.copyOfRange(buffer, from, to), value));
    bytes += to - from;
  }
}
