package io.lull.connector.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Raw records for tests. */
public final class RawRecords {
  /** When the gateway saw the records: a Sunday, 03:17 UTC. */
  public static final long OBSERVED = Instant.parse("2026-11-22T03:17:00Z").toEpochMilli();

  private RawRecords() {}

  public static RawRecord of(String value, String... headers) {
    return of(value.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Headers come as name, value, name, value. */
  public static RawRecord of(byte[] value, String... headers) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      bytes.put(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return new RawRecord("lull.raw.test", 0, 42, OBSERVED, null, bytes, value);
  }

  public static RawRecord line(String file, long line, long observedMillis, String text) {
    return new RawRecord(
        file, -1, line, observedMillis, null, Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }
}
