package io.lull.connector.format.snmp;

import org.jspecify.annotations.Nullable;

/**
 * Walks BER before SNMP4J does, and lets through only what that can read without harm: SNMP4J
 * allocates what a length claims before it looks whether the bytes are there, and reads object
 * identifiers and integers beyond their end.
 */
final class BerCheck {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;
  static final int TRAP_V1 = 0xa4;
  static final int INFORM = 0xa6;
  static final int TRAP_V2 = 0xa7;

  private static final int IP_ADDRESS = 0x40;
  private static final int COUNTER32 = 0x41;
  private static final int GAUGE32 = 0x42;
  private static final int TIME_TICKS = 0x43;
  private static final int OPAQUE = 0x44;
  private static final int COUNTER64 = 0x46;

  private static final int MAX_SUB_IDENTIFIERS = 128;

  private final byte[] bytes;
  private final int maxDepth;
  private final int maxElements;
  private int elements;
  private @Nullable String problem;

  /** An element: its tag, and where its content starts and ends. */
  record Element(int tag, int start, int content, int end) {}

  BerCheck(byte[] bytes, int maxDepth, int maxElements) {
    this.bytes = bytes;
    this.maxDepth = maxDepth;
    this.maxElements = maxElements;
  }

  /** What was wrong, where, and what was expected; null while nothing was. */
  @Nullable String problem() {
    return problem;
  }

  /** The element at {@code at}, that ends by {@code end}; null where there is a problem. */
  @Nullable Element element(int at, int end) {
    if (at + 2 > end) {
      return fail(at, "ends in the middle of a header");
    }
    int tag = bytes[at] & 0xff;
    int first = bytes[at + 1] & 0xff;
    int content = at + 2;
    int length = first;
    if (first >= 0x80) {
      int octets = first & 0x7f;
      if (octets == 0 || octets > 4 || content + octets > end) {
        return fail(at, "has a length in " + octets + " octets, expected 1 to 4");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | bytes[content++] & 0xff;
      }
    }
    if (length < 0 || length > end - content) {
      return fail(
          at,
          "claims " + Integer.toUnsignedString(length) + " bytes, " + (end - content) + " left");
    }
    return new Element(tag, at, content, content + length);
  }

  /** The element at {@code at} if it has this tag. */
  @Nullable Element element(int at, int end, int tag, String name) {
    Element element = element(at, end);
    if (element != null && element.tag() != tag) {
      return fail(
          at, String.format("has tag 0x%02x, expected %s 0x%02x", element.tag(), name, tag));
    }
    return element;
  }

  /** Checks an element and all in it; false where there is a problem. */
  boolean isSound(Element element, int depth) {
    if (++elements > maxElements) {
      fail(element.start(), "is one of more than " + maxElements + " elements");
      return false;
    }
    boolean constructed = (element.tag() & 0x20) != 0;
    return constructed ? areChildrenSound(element, depth) : isPrimitiveSound(element);
  }

  private boolean areChildrenSound(Element parent, int depth) {
    if (depth >= maxDepth) {
      fail(parent.start(), "is nested deeper than " + maxDepth);
      return false;
    }
    int at = parent.content();
    while (at < parent.end()) {
      Element child = element(at, parent.end());
      if (child == null || !isSound(child, depth + 1)) {
        return false;
      }
      at = child.end();
    }
    return true;
  }

  private boolean isPrimitiveSound(Element element) {
    int length = element.end() - element.content();
    switch (element.tag()) {
      case INTEGER:
        return hasLength(element, length, 1, 4);
      case COUNTER32:
      case GAUGE32:
      case TIME_TICKS:
        return hasLength(element, length, 1, 5);
      case COUNTER64:
        return hasLength(element, length, 1, 9);
      case IP_ADDRESS:
        return hasLength(element, length, 4, 4);
      case NULL:
      case 0x80:
      case 0x81:
      case 0x82:
        return hasLength(element, length, 0, 0);
      case OBJECT_IDENTIFIER:
        return isObjectIdentifierSound(element, length);
      case OCTET_STRING:
      case OPAQUE:
        return true;
      default:
        fail(element.start(), String.format("has tag 0x%02x, expected an SMI type", element.tag()));
        return false;
    }
  }

  private boolean hasLength(Element element, int length, int min, int max) {
    if (length < min || length > max) {
      fail(
          element.start(),
          String.format(
              "of tag 0x%02x has %d bytes, expected %d to %d", element.tag(), length, min, max));
      return false;
    }
    return true;
  }

  private boolean isObjectIdentifierSound(Element element, int length) {
    int subIdentifiers = 1;
    int octets = 0;
    for (int i = element.content(); i < element.end(); i++) {
      octets++;
      if (octets > 5) {
        fail(element.start(), "has a sub-identifier of more than 5 octets");
        return false;
      }
      if (bytes[i] >= 0) {
        subIdentifiers++;
        octets = 0;
      }
    }
    if (length == 0 || octets > 0 || subIdentifiers > MAX_SUB_IDENTIFIERS) {
      fail(
          element.start(),
          "is no object identifier: expected 2 to " + MAX_SUB_IDENTIFIERS + " sub-identifiers");
      return false;
    }
    return true;
  }

  private @Nullable Element fail(int at, String what) {
    if (problem == null) {
      problem = "element at byte " + at + " " + what;
    }
    return null;
  }
}
