package io.lull.pipeline.reconcile;

import java.util.Arrays;

/** A map from longs to small numbers by open addressing, 12 bytes an entry and no objects. */
final class LongTable {
  static final int ABSENT = -1;

  private static final int FIRST_SIZE = 64;

  private long[] keys = new long[FIRST_SIZE];
  private int[] values = new int[FIRST_SIZE];
  private int size;

  LongTable() {
    Arrays.fill(values, ABSENT - 1);
  }

  /** The value of a key, or {@link #ABSENT}. */
  int get(long key) {
    int at = place(key);
    return values[at] < 0 ? ABSENT : values[at];
  }

  /** Sets a value; {@link #ABSENT} forgets it. */
  void put(long key, int value) {
    int at = place(key);
    if (values[at] == ABSENT - 1) {
      keys[at] = key;
      size++;
    }
    values[at] = value;
    if (2 * size > keys.length) {
      grow();
    }
  }

  private int place(long key) {
    int mask = keys.length - 1;
    long hash = key * 0x9E3779B97F4A7C15L;
    int at = (int) (hash >>> 32) & mask;
    while (values[at] != ABSENT - 1 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[2 * oldValues.length];
    Arrays.fill(values, ABSENT - 1);
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] >= 0) {
        put(oldKeys[i], oldValues[i]);
      }
    }
  }
}
