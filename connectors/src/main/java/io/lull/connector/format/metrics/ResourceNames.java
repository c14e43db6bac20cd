package io.lull.connector.format.metrics;

import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How senders name the resource that samples are about. */
public final class ResourceNames {
  private static final int MAX_KEY_BYTES = 255;

  private ResourceNames() {}

  /**
   * The host of an address such as {@code db-1:9100}, {@code [2001:db8::1]:9100} or {@code
   * https://shop.example:8443/health}; a name without port, and a bare IPv6 address, as it is.
   */
  public static String hostOf(String address) {
    String host = address;
    int scheme = host.indexOf("://");
    if (scheme > 0) {
      host = host.substring(scheme + 3);
      int path = indexOfAny(host, "/?#");
      host = path >= 0 ? host.substring(0, path) : host;
      host = host.substring(host.lastIndexOf('@') + 1);
    }
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end > 1 ? host.substring(1, end) : address;
    }
    int colon = host.indexOf(':');
    boolean onePort =
        colon > 0 && host.indexOf(':', colon + 1) < 0 && isDigits(host, colon + 1, host.length());
    if (onePort) {
      return host.substring(0, colon);
    }
    return host.isEmpty() ? address : host;
  }

  /**
   * The resource of a record whose content names none: the record's key where it is short printable
   * text (agents key by host), else the sender's address, else null.
   */
  public static @Nullable String ofRecord(RawRecord raw) {
    String key = text(raw.key());
    if (key != null) {
      return key;
    }
    String peer = raw.header(RawHeaders.PEER);
    return peer == null || peer.isBlank() ? null : peer;
  }

  private static @Nullable String text(byte @Nullable [] key) {
    if (key == null || key.length == 0 || key.length > MAX_KEY_BYTES) {
      return null;
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString().strip();
      boolean printable = text.chars().noneMatch(Character::isISOControl);
      return printable && !text.isEmpty() ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }

  private static int indexOfAny(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
