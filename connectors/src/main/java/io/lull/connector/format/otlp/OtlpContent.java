package io.lull.connector.format.otlp;

import io.lull.connector.format.Limits;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.metrics.UnpackException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a request without their compression, and in which encoding they are. */
final class OtlpContent {
  private OtlpContent() {}

  /**
   * Unpacks gzip, which is told by its magic number: neither protobuf nor JSON starts with it.
   *
   * @throws UnpackException if it is packed otherwise or unpacks to more than the limit
   */
  static byte[] unpack(RawRecord raw, Limits limits) throws UnpackException {
    byte[] value = raw.value();
    if (value.length == 0) {
      throw new UnpackException("empty value, expected an OTLP request");
    }
    if (value.length > limits.maxBytes()) {
      throw new UnpackException(
          value.length + " bytes, more than the limit of " + limits.maxBytes());
    }
    if (value.length > 1 && (value[0] & 0xff) == 0x1f && (value[1] & 0xff) == 0x8b) {
      return gunzip(value, limits.maxBytes());
    }
    String encoding = raw.header(RawHeaders.CONTENT_ENCODING);
    if (encoding != null) {
      switch (encoding.strip().toLowerCase(Locale.ROOT)) {
        case "", "identity", "gzip" -> {}
        default ->
            throw new UnpackException(
                "content-encoding '" + encoding + "', expected gzip or identity");
      }
    }
    return value;
  }

  private static byte[] gunzip(byte[] value, int maxBytes) throws UnpackException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(value))) {
      byte[] content = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new UnpackException("unpacks to more than the limit of " + maxBytes + " bytes");
      }
      return content;
    } catch (IOException e) {
      throw new UnpackException("not gzip: " + e.getMessage());
    }
  }

  /**
   * Whether the content is JSON: what the binding says, else the content type, else the first byte.
   *
   * @param bound the encoding that the format's name demands; null: none
   * @throws UnpackException if the first byte contradicts what is said
   */
  static boolean isJson(byte[] content, @Nullable Boolean bound, @Nullable String contentType)
      throws UnpackException {
    Boolean said = bound != null ? bound : saidBy(contentType);
    // A line feed is the tag of field 1, with which every protobuf request starts.
    boolean startsAsJson = content.length > 0 && content[0] != '\n' && isBrace(content);
    if (said == null) {
      return startsAsJson;
    }
    if (said ? !isBrace(content) : startsAsJson) {
      throw new UnpackException(
          (bound != null ? "the format is bound to " : "content-type says ")
              + (said
                  ? "JSON, but the value does not begin with '{'"
                  : "protobuf, but the value begins with '{' as JSON does"));
    }
    return said;
  }

  private static @Nullable Boolean saidBy(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.contains("json")) {
      return true;
    }
    return type.contains("protobuf") ? false : null;
  }

  /** Whether the first character that is not blank opens an object. */
  private static boolean isBrace(byte[] content) {
    int i = 0;
    while (i < content.length
        && (content[i] == ' ' || content[i] == '\t' || content[i] == '\r' || content[i] == '\n')) {
      i++;
    }
    return i < content.length && content[i] == '{';
  }
}
