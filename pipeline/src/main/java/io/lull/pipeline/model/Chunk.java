package io.lull.pipeline.model;

/**
 * A page of packed records, the unit in which a snapshot takes over what is kept. A snapshot reads
 * a {@link #frozen} view while its owner goes on: the owner copies the bytes before it changes some
 * that a view shows, and writes on behind them without a copy. So what did not change since is
 * neither encoded again nor copied.
 */
public final class Chunk {
  private byte[] bytes;
  private int used;

  /** Bytes below this may be read by a snapshot. */
  private int shown;

  /** Bytes of records that are not dead; kept by the {@link RecordStore}. */
  int live;

  Chunk(int capacity) {
    bytes = new byte[capacity];
  }

  private Chunk(byte[] bytes, int used, int shown) {
    this.bytes = bytes;
    this.used = used;
    this.shown = shown;
  }

  /** A chunk as a snapshot has it. The bytes are the chunk's from now on. */
  public static Chunk of(byte[] bytes) {
    return new Chunk(bytes, bytes.length, 0);
  }

  /** What the chunk holds now, and goes on holding whatever becomes of the chunk. */
  public Chunk frozen() {
    shown = Math.max(shown, used);
    return new Chunk(bytes, used, used);
  }

  /** The bytes, to be read up to {@link #length}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Number of bytes that are in use. */
  public int length() {
    return used;
  }

  int room() {
    return bytes.length - used;
  }

  /** The bytes, to be written from the offset on. */
  byte[] writable(int offset) {
    if (offset < shown) {
      bytes = bytes.clone();
      shown = 0;
    }
    return bytes;
  }

  /** Whether a snapshot may read what is at the offset. */
  boolean isShown(int offset) {
    return offset < shown;
  }

  void use(int length) {
    used = length;
  }
}
