package io.lull.pipeline.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the body of a record: numbers as in Protocol Buffers (7 bits a byte, the least significant
 * first), texts as their length in bytes and UTF-8. Reused from record to record.
 */
final class Packer {
  /** Longest number, bytes. */
  static final int MAX_NUMBER = 5;

  private byte[] bytes = new byte[256];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  /** A number from 0. */
  void number(int value) {
    room(MAX_NUMBER);
    int rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Eight bytes, the most significant first. */
  void fixed(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    raw(utf8, 0, utf8.length);
  }

  /** The text without its length. */
  void bare(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    raw(utf8, 0, utf8.length);
  }

  void raw(byte[] from, int start, int length) {
    room(length);
    System.arraycopy(from, start, bytes, size, length);
    size += length;
  }

  void raw(byte value) {
    room(1);
    bytes[size++] = value;
  }

  /** The text as UTF-8 can hold it: half a surrogate pair is no character. */
  static String asUtf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return text;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
