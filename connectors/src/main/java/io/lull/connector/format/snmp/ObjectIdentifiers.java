package io.lull.connector.format.snmp;

import java.util.Arrays;

/**
 * Object identifiers as dotted text. Those of a storm are few (a column of a table and the index of
 * an interface), so the texts of those seen lately are kept: a table of fixed size, a slot by the
 * hash of the bytes, the newcomer takes it. Whether a text was kept changes nothing but the time.
 */
final class ObjectIdentifiers {
  private static final int SLOTS = 4_096;

  /** Longer ones are rare, and would make the table large. */
  private static final int MAX_KEPT_BYTES = 64;

  private record Known(byte[] bytes, String text) {}

  private final Known[] known = new Known[SLOTS];

  /** Text of the sound object identifier in these bytes. */
  String text(byte[] bytes, int from, int to) {
    if (to - from > MAX_KEPT_BYTES) {
      return dotted(bytes, from, to);
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 12) & SLOTS - 1;
    Known found = known[slot];
    if (found != null && Arrays.equals(found.bytes, 0, found.bytes.length, bytes, from, to)) {
      return found.text;
    }
    String text = dotted(bytes, from, to);
    known[slot] = new Known(Arrays.copyOfRange(bytes, from, to), text);
    return text;
  }

  /** The first byte or bytes hold two sub-identifiers (X.690 section 8.19.4). */
  private static String dotted(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(4 * (to - from));
    int number = 0;
    boolean first = true;
    for (int i = from; i < to; i++) {
      number = number << 7 | bytes[i] & 0x7f;
      if (bytes[i] >= 0) {
        if (first) {
          int root = number < 0 || number >= 80 ? 2 : number / 40;
          text.append(root);
          number -= root * 40;
          first = false;
        }
        text.append('.').append(number & 0xffff_ffffL);
        number = 0;
      }
    }
    return text.toString();
  }
}
