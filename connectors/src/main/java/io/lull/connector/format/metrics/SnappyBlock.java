package io.lull.connector.format.metrics;

import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.lull.connector.format.Limits;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Snappy's block format: the length of the content as a varint, then literals and copies.
 *
 * <p>The length is checked before anything is allocated: against the limit, and against what that
 * many bytes can expand to at most (a copy of 64 bytes takes 3).
 */
final class SnappyBlock {
  private static final int MAX_EXPANSION = 22;

  private SnappyBlock() {}

  /** The content of {@code value}, as the Content-Encoding says; snappy where it says nothing. */
  static byte[] unpack(byte[] value, @Nullable String encoding, Limits limits)
      throws UnpackException {
    String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
    if (value.length > limits.maxBytes()) {
      throw new UnpackException(
          value.length + " bytes, more than the limit of " + limits.maxBytes());
    }
    return switch (name) {
      case "", "snappy" -> decompress(value, limits.maxBytes());
      case "identity" -> value;
      default ->
          throw new UnpackException(
              "content-encoding '" + encoding + "', expected snappy (block format)");
    };
  }

  private static byte[] decompress(byte[] value, int maxBytes) throws UnpackException {
    if (value.length == 0) {
      throw new UnpackException("empty value, expected a snappy block");
    }
    if ((value[0] & 0xff) == 0xff && value.length > 10 && value[4] == 's' && value[5] == 'N') {
      throw new UnpackException("snappy framing format, expected the block format");
    }
    long length = claimedLength(value);
    if (length > maxBytes) {
      throw new UnpackException(
          "claims " + length + " bytes unpacked, more than the limit of " + maxBytes);
    }
    if (length > (long) value.length * MAX_EXPANSION) {
      throw new UnpackException(
          "claims " + length + " bytes unpacked, more than " + value.length + " can hold");
    }
    byte[] content = new byte[(int) length];
    int written;
    try {
      written =
          new SnappyDecompressor().decompress(value, 0, value.length, content, 0, content.length);
    } catch (RuntimeException e) {
      // The library tells malformed input by several unchecked exceptions.
      throw new UnpackException("not a snappy block: " + e.getMessage());
    }
    if (written != content.length) {
      throw new UnpackException("unpacks to " + written + " bytes, claimed " + length);
    }
    return content;
  }

  private static long claimedLength(byte[] value) throws UnpackException {
    long length = 0;
    for (int i = 0; i < 5 && i < value.length; i++) {
      length |= (value[i] & 0x7fL) << (7 * i);
      if (value[i] >= 0) {
        return length;
      }
    }
    throw new UnpackException("not a snappy block: its length is no varint of at most 5 bytes");
  }

  static byte[] pack(byte[] content) {
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] packed = new byte[compressor.maxCompressedLength(content.length)];
    int size = compressor.compress(content, 0, content.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, size);
  }
}
