package io.lull.pipeline.model;

import java.nio.charset.StandardCharsets;

/** Reads the body of a record as {@link Packer} wrote it. Reused from record to record. */
final class Unpacker {
  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  void position(byte[] source, int start, int stop) {
    bytes = source;
    at = start;
    end = stop;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  /** Reads on from an offset that was passed before. */
  void back(int offset) {
    at = offset;
  }

  int number() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  void skipNumber() {
    while (bytes[at++] < 0) {
      // the next byte
    }
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << Byte.SIZE | (bytes[at++] & 0xff);
    }
    return value;
  }

  byte raw() {
    return bytes[at++];
  }

  String text() {
    int length = number();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  void skipText() {
    int length = number();
    at += length;
  }

  /** Skips the text and says whether it is this one. */
  boolean textEquals(String text) {
    int length = number();
    int start = at;
    at += length;
    if (length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return new String(bytes, start, length, StandardCharsets.UTF_8).equals(text);
      }
      if (bytes[start + i] != c) {
        return false;
      }
    }
    return length == text.length();
  }
}
