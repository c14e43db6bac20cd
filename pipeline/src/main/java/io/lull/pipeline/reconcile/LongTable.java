package io.lull.pipeline.reconcile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A map from longs to small numbers by open addressing, 12 bytes an entry and no objects. */
final class LongTable {
  static final int ABSENT = -1;

  private static final int EMPTY = -2;
  private static final int FIRST_SIZE = 16;

  private long[] keys = new long[FIRST_SIZE];
  private int[] values = new int[FIRST_SIZE];
  private int used;
  private int size;

  LongTable() {
    Arrays.fill(values, EMPTY);
  }

  /** Keys that have a value. */
  int size() {
    return size;
  }

  /** The value of a key, or {@link #ABSENT}. */
  int get(long key) {
    int at = place(key);
    return values[at] < 0 ? ABSENT : values[at];
  }

  /**
   * Sets a value; {@link #ABSENT} forgets it.
   *
   * @return the value before, or {@link #ABSENT}
   */
  int put(long key, int value) {
    int at = place(key);
    int before = values[at];
    if (before == EMPTY) {
      keys[at] = key;
      used++;
    }
    values[at] = value;
    size += (value < 0 ? 0 : 1) - (before < 0 ? 0 : 1);
    if (2 * used > keys.length) {
      grow();
    }
    return before < 0 ? ABSENT : before;
  }

  private int place(long key) {
    int mask = keys.length - 1;
    long hash = key * 0x9E3779B97F4A7C15L;
    int at = (int) (hash >>> 32) & mask;
    while (values[at] != EMPTY && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    int capacity = 4 * size > keys.length ? 2 * keys.length : keys.length;
    keys = new long[capacity];
    values = new int[capacity];
    Arrays.fill(values, EMPTY);
    used = 0;
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] >= 0) {
        put(oldKeys[i], oldValues[i]);
      }
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < keys.length; i++) {
      if (values[i] >= 0) {
        out.writeLong(keys[i]);
        out.writeInt(values[i]);
      }
    }
  }

  static LongTable read(DataInput in) throws IOException {
    LongTable table = new LongTable();
    for (int left = in.readInt(); left > 0; left--) {
      table.put(in.readLong(), in.readInt());
    }
    return table;
  }
}
