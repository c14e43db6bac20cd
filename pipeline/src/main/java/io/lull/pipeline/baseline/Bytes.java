package io.lull.pipeline.baseline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A place in an array of bytes that numbers are read from and written to, little-endian. */
final class Bytes {
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle FLOATS = view(float[].class);
  private static final VarHandle LONGS = view(long[].class);

  private byte[] array = {};
  private int at;

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  static Bytes of(byte[] array) {
    return new Bytes().at(array, 0);
  }

  /** Goes to another place. */
  Bytes at(byte[] other, int position) {
    array = other;
    at = position;
    return this;
  }

  byte[] array() {
    return array;
  }

  int position() {
    return at;
  }

  byte getByte() {
    return array[at++];
  }

  short getShort() {
    short value = (short) SHORTS.get(array, at);
    at += Short.BYTES;
    return value;
  }

  int getInt() {
    int value = (int) INTS.get(array, at);
    at += Integer.BYTES;
    return value;
  }

  long getLong() {
    long value = (long) LONGS.get(array, at);
    at += Long.BYTES;
    return value;
  }

  float getFloat() {
    float value = (float) FLOATS.get(array, at);
    at += Float.BYTES;
    return value;
  }

  double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  /**
   * A float of which only the upper three bytes are kept ({@link #rounded}). Reads a byte more than
   * it takes.
   */
  float getShortFloat() {
    int bits = (int) INTS.get(array, at) << 8;
    at += 3;
    return Float.intBitsToFloat(bits);
  }

  Bytes putByte(int value) {
    array[at++] = (byte) value;
    return this;
  }

  Bytes putShort(int value) {
    SHORTS.set(array, at, (short) value);
    at += Short.BYTES;
    return this;
  }

  Bytes putInt(int value) {
    INTS.set(array, at, value);
    at += Integer.BYTES;
    return this;
  }

  Bytes putLong(long value) {
    LONGS.set(array, at, value);
    at += Long.BYTES;
    return this;
  }

  Bytes putFloat(float value) {
    FLOATS.set(array, at, value);
    at += Float.BYTES;
    return this;
  }

  Bytes putDouble(double value) {
    return putLong(Double.doubleToRawLongBits(value));
  }

  /** Writes a zero into the byte behind it. */
  Bytes putShortFloat(float rounded) {
    INTS.set(array, at, Float.floatToRawIntBits(rounded) >>> 8);
    at += 3;
    return this;
  }

  /** The nearest float of a mantissa of 16 bits: right to one in 130,000. */
  static float rounded(float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) + 0x80 & 0xffffff00);
  }
}
