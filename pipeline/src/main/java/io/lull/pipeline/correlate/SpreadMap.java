package io.lull.pipeline.correlate;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash map for keys such as ids of CIs. Of texts that differ in a few digits {@link
 * String#hashCode} differs hardly in its low bits (31 is -1 modulo 32, so these are the alternating
 * sum of the digits), and {@link java.util.HashMap} finds itself with trees of colliding entries.
 * Here the hash is spread by Fibonacci hashing [1] over a table with linear probing: an access is a
 * multiplication and, on average, one and a half comparisons; an entry takes about three words.
 *
 * <ol>
 *   <li>D. E. Knuth: The Art of Computer Programming, volume 3, section 6.4
 * </ol>
 */
final class SpreadMap<K, V> {
  private static final int LEAST = 8;
  private static final int GOLDEN = 0x9E3779B9;

  // Key and value by turns.
  private @Nullable Object[] table = new Object[2 * LEAST];
  private int shift = Integer.SIZE - Integer.numberOfTrailingZeros(LEAST);
  private int size;

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked") // values are at odd places
  @Nullable V get(K key) {
    return (V) table[slot(key) + 1];
  }

  void put(K key, V value) {
    int slot = slot(key);
    boolean added = table[slot] == null;
    table[slot] = key;
    table[slot + 1] = value;
    if (added && ++size > table.length / 3) {
      resize(table.length * 2);
    }
  }

  void remove(K key) {
    int gap = slot(key);
    if (table[gap] == null) {
      return;
    }
    size--;
    // What was pushed on by the entry moves up, so that no search ends too early.
    int mask = table.length - 1;
    int at = gap;
    while (true) {
      at = (at + 2) & mask;
      Object other = table[at];
      if (other == null) {
        break;
      }
      int home = home(other);
      if (((at - home) & mask) >= ((at - gap) & mask)) {
        table[gap] = other;
        table[gap + 1] = table[at + 1];
        gap = at;
      }
    }
    table[gap] = null;
    table[gap + 1] = null;
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(table, null);
      size = 0;
    }
  }

  /** Visits all entries, in no particular order. The map must not be changed meanwhile. */
  @SuppressWarnings("unchecked") // keys are at even places, values at odd ones
  void forEach(BiConsumer<? super K, ? super V> visitor) {
    for (int at = 0; at < table.length; at += 2) {
      Object key = table[at];
      if (key != null) {
        visitor.accept((K) key, (V) table[at + 1]);
      }
    }
  }

  private int home(Object key) {
    return (key.hashCode() * GOLDEN >>> shift) << 1;
  }

  /** Where the key is, or would be. */
  private int slot(Object key) {
    int mask = table.length - 1;
    int at = home(key);
    for (Object other = table[at]; other != null; other = table[at]) {
      if (other == key || other.equals(key)) {
        return at;
      }
      at = (at + 2) & mask;
    }
    return at;
  }

  private void resize(int length) {
    @Nullable Object[] old = table;
    table = new Object[length];
    shift--;
    for (int i = 0; i < old.length; i += 2) {
      Object key = old[i];
      if (key != null) {
        int slot = slot(key);
        table[slot] = key;
        table[slot + 1] = old[i + 1];
      }
    }
  }
}
