package io.lull.connector.format.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf in place. It never leaves its bytes: what does not fit gives {@link #failed}, and
 * from then on nothing but zeros.
 */
final class WireCursor {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  byte[] bytes = {};
  int at;
  int end;
  boolean failed;

  void start(byte[] content) {
    bytes = content;
    at = 0;
    end = content.length;
    failed = false;
  }

  boolean hasNext() {
    return !failed && at < end;
  }

  /** Tag of the next field, or a varint of up to 32 bits; larger ones fail. */
  int varint() {
    if (at < end && bytes[at] >= 0) {
      return bytes[at++];
    }
    long value = varint64();
    if (value >>> 31 != 0) {
      failed = true;
      return 0;
    }
    return (int) value;
  }

  long varint64() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        break;
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    failed = true;
    return 0;
  }

  long fixed64() {
    if (end - at < Long.BYTES) {
      failed = true;
      return 0;
    }
    long value = (long) LONGS.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  /** Where the field of a length that begins here ends; the cursor is at its first byte then. */
  int fieldEnd() {
    int length = varint();
    if (failed || length > end - at) {
      failed = true;
      return at;
    }
    return at + length;
  }

  void skipField() {
    at = fieldEnd();
  }
}
