package io.lull.connector.format;

import java.io.Serializable;

/**
 * Bounds within which a decoder works, whatever the input claims.
 *
 * @param maxBytes largest value, and largest value after decompression
 * @param maxDepth deepest nesting of JSON, protobuf or BER
 * @param maxRecords most events or samples taken from one record; the rest is rejected
 * @param maxStringChars longest text kept of a message or attribute; longer ones are cut
 */
public record Limits(int maxBytes, int maxDepth, int maxRecords, int maxStringChars)
    implements Serializable {

  public static final Limits DEFAULT = new Limits(16 << 20, 32, 100_000, 8192);

  public Limits {
    if (maxBytes <= 0 || maxDepth <= 0 || maxRecords <= 0 || maxStringChars <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
