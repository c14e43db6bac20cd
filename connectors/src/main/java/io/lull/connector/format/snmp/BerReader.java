package io.lull.connector.format.snmp;

import org.jspecify.annotations.Nullable;

/**
 * Reads BER in place. It holds the element it read last and allocates nothing, so that reading a
 * trap costs hardly more than looking at its bytes. {@link #isSound} is to be asked before values
 * are taken: it sees to it that no length, object identifier or number reaches beyond its end.
 */
final class BerReader {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;
  static final int IP_ADDRESS = 0x40;
  static final int COUNTER32 = 0x41;
  static final int GAUGE32 = 0x42;
  static final int TIME_TICKS = 0x43;
  static final int OPAQUE = 0x44;
  static final int COUNTER64 = 0x46;
  static final int TRAP_V1 = 0xa4;
  static final int INFORM = 0xa6;
  static final int TRAP_V2 = 0xa7;

  /** SEQUENCE and the PDUs are made of elements, all else of bytes. */
  private static final int CONSTRUCTED = 0x20;

  private static final int MAX_SUB_IDENTIFIERS = 128;

  private final byte[] bytes;
  private final int maxDepth;
  private final int maxElements;
  private int elements;
  private @Nullable String problem;

  // The element read last: its tag, and where it, its content and what follows it start.
  private int tag;
  private int start;
  private int content;
  private int end;

  BerReader(byte[] bytes, int maxDepth, int maxElements) {
    this.bytes = bytes;
    this.maxDepth = maxDepth;
    this.maxElements = maxElements;
  }

  int tag() {
    return tag;
  }

  int start() {
    return start;
  }

  int content() {
    return content;
  }

  int end() {
    return end;
  }

  int length() {
    return end - content;
  }

  /** What was wrong, where, and what was expected; null while nothing was. */
  @Nullable String problem() {
    return problem;
  }

  /** Reads the element at {@code at}, that ends by {@code limit}; false where there is none. */
  boolean read(int at, int limit) {
    if (at + 2 > limit) {
      return fail(at, "ends in the middle of a header");
    }
    int length = bytes[at + 1] & 0xff;
    int first = at + 2;
    if (length >= 0x80) {
      int octets = length & 0x7f;
      if (octets == 0 || octets > 4 || first + octets > limit) {
        return fail(at, "has a length in " + octets + " octets, expected 1 to 4");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | bytes[first++] & 0xff;
      }
    }
    if (length < 0 || length > limit - first) {
      return fail(
          at,
          "claims " + Integer.toUnsignedString(length) + " bytes, " + (limit - first) + " left");
    }
    tag = bytes[at] & 0xff;
    start = at;
    content = first;
    end = first + length;
    return true;
  }

  /** Reads the element at {@code at} if it has this tag. */
  boolean read(int at, int limit, int expected, String name) {
    if (!read(at, limit)) {
      return false;
    }
    return tag == expected
        || fail(at, String.format("has tag 0x%02x, expected %s 0x%02x", tag, name, expected));
  }

  /** Reads the element at {@code at} if nothing follows it. */
  boolean readLast(int at, int limit) {
    return read(at, limit) && (end == limit || fail(end, "follows where nothing is expected"));
  }

  /** Reads the element at {@code at} if nothing follows it and it is none made of others. */
  boolean readLastPrimitive(int at, int limit) {
    return readLast(at, limit)
        && ((tag & CONSTRUCTED) == 0
            || fail(at, String.format("has tag 0x%02x, expected an SMI type", tag)));
  }

  /** Checks the element read last and all in it; false where there is a problem. */
  boolean isSound(int depth) {
    if (++elements > maxElements) {
      return fail(start, "is one of more than " + maxElements + " elements");
    }
    if ((tag & CONSTRUCTED) == 0) {
      return isPrimitiveSound();
    }
    if (depth >= maxDepth) {
      return fail(start, "is nested deeper than " + maxDepth);
    }
    int limit = end;
    for (int at = content; at < limit; ) {
      if (!read(at, limit)) {
        return false;
      }
      at = end;
      if (!isSound(depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean isPrimitiveSound() {
    return switch (tag) {
      case INTEGER -> hasLength(1, 4);
      case COUNTER32, GAUGE32, TIME_TICKS -> hasLength(1, 5) && isUnsigned(4);
      case COUNTER64 -> hasLength(1, 9) && isUnsigned(8);
      case IP_ADDRESS -> hasLength(4, 4);
      case NULL, 0x80, 0x81, 0x82 -> hasLength(0, 0);
      case OBJECT_IDENTIFIER -> isObjectIdentifierSound();
      case OCTET_STRING, OPAQUE -> true;
      default -> fail(start, String.format("has tag 0x%02x, expected an SMI type", tag));
    };
  }

  private boolean hasLength(int min, int max) {
    int length = length();
    return length >= min && length <= max
        || fail(
            start,
            String.format("of tag 0x%02x has %d bytes, expected %d to %d", tag, length, min, max));
  }

  /** A byte more than the number has is the sign, which must be none. */
  private boolean isUnsigned(int octets) {
    return length() <= octets
        || bytes[content] == 0
        || fail(start, String.format("of tag 0x%02x is over %d bits", tag, octets * 8));
  }

  private boolean isObjectIdentifierSound() {
    int subIdentifiers = 1;
    int octets = 0;
    for (int i = content; i < end; i++) {
      octets++;
      if (octets > 5) {
        return fail(start, "has a sub-identifier of more than 5 octets");
      }
      if (bytes[i] >= 0) {
        subIdentifiers++;
        octets = 0;
      }
    }
    return length() > 0 && octets == 0 && subIdentifiers <= MAX_SUB_IDENTIFIERS
        || fail(
            start,
            "is no object identifier: expected 2 to " + MAX_SUB_IDENTIFIERS + " sub-identifiers");
  }

  /** The value of a sound INTEGER. */
  int integer() {
    int value = bytes[content];
    for (int i = content + 1; i < end; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  /** The value of a sound unsigned number; of a Counter64 as an unsigned long. */
  long unsigned() {
    long value = 0;
    for (int i = content; i < end; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  /** Notes the first problem; always false. */
  private boolean fail(int at, String what) {
    if (problem == null) {
      problem = "element at byte " + at + " " + what;
    }
    return false;
  }
}
