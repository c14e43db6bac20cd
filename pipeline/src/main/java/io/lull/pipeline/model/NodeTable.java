package io.lull.pipeline.model;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Ids and their indexes, from 0. An id has an index while it is that of a CI, or of an end that a
 * relation waits for; then its record holds the id alone. The index of an id that is gone is given
 * out again.
 *
 * <p>Ids are found in an open hash table with linear probing, O(1) expected, that holds indexes
 * alone: what it is compared with stands in the record.
 */
final class NodeTable {
  static final int NODE = 1;
  static final int AWAITED = 2;

  private final RecordStore store;
  private final Packer packer = new Packer();
  private final Unpacker reader = new Unpacker();
  private final Unpacker other = new Unpacker();
  private final IntStack free = new IntStack();
  private final BitSet present = new BitSet();
  private int[] address = new int[16];
  private int[] hash = new int[16];
  private int next;
  private int size;

  /** Indexes + 1 by hash; 0 is empty. */
  private int[] table = new int[32];

  NodeTable(RecordStore store) {
    this.store = store;
  }

  /** The id's index; -1 if it has none. */
  int find(String name) {
    String id = Packer.asUtf8(name);
    int mask = table.length - 1;
    int hashed = hashOf(id);
    for (int slot = hashed & mask; table[slot] != 0; slot = (slot + 1) & mask) {
      int index = table[slot] - 1;
      if (hash[index] == hashed && idReader(index, reader).textEquals(id)) {
        return index;
      }
    }
    return -1;
  }

  /** The id's index, which is awaited if it had none. */
  int findOrAwait(String name) {
    String id = Packer.asUtf8(name);
    int known = find(id);
    if (known >= 0) {
      return known;
    }
    int index = free.isEmpty() ? next++ : free.pop();
    packer.clear();
    packer.text(id);
    int at = store.append(AWAITED, index, packer.bytes(), 0, packer.size());
    enter(index, hashOf(id), at);
    return index;
  }

  private void enter(int index, int hashed, int at) {
    address = IntStack.grown(address, index);
    hash = IntStack.grown(hash, index);
    address[index] = at;
    hash[index] = hashed;
    if (3 * ++size > 2 * table.length) {
      int[] before = table;
      table = new int[2 * before.length];
      for (int entry : before) {
        if (entry != 0) {
          insert(entry - 1);
        }
      }
    }
    insert(index);
  }

  private void insert(int index) {
    int mask = table.length - 1;
    int slot = hash[index] & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = index + 1;
  }

  /** Forgets an index that no record refers to. */
  void remove(int index) {
    store.free(address[index]);
    address[index] = 0;
    present.clear(index);
    size--;
    free.push(index);
    int mask = table.length - 1;
    int slot = hash[index] & mask;
    while (table[slot] != index + 1) {
      slot = (slot + 1) & mask;
    }
    // Those behind that would not be found over the gap move into it (Knuth, vol. 3, 6.4 R).
    int gap = slot;
    for (int at = (gap + 1) & mask; table[at] != 0; at = (at + 1) & mask) {
      int home = hash[table[at] - 1] & mask;
      if (((at - home) & mask) >= ((at - gap) & mask)) {
        table[gap] = table[at];
        gap = at;
      }
    }
    table[gap] = 0;
  }

  /** Gives the index the record of a node. */
  void replace(int index, Packer body) {
    store.free(address[index]);
    address[index] = store.append(NODE, index, body.bytes(), 0, body.size());
    present.set(index);
  }

  /** Gives the index of a node the record of the id alone. */
  void await(int index, String id) {
    packer.clear();
    packer.text(id);
    store.free(address[index]);
    address[index] = store.append(AWAITED, index, packer.bytes(), 0, packer.size());
    present.clear(index);
  }

  /** Whether there is a CI of the index. */
  boolean isPresent(int index) {
    return present.get(index);
  }

  int nextPresent(int from) {
    return present.nextSetBit(from);
  }

  /** Number of indexes ever given out at one time: all are below. */
  int limit() {
    return next;
  }

  int address(int index) {
    return address[index];
  }

  String id(int index) {
    return idReader(index, reader).text();
  }

  /** Appends the id to what is packed, without its length. */
  void idInto(int index, Packer into) {
    idReader(index, reader);
    int length = reader.number();
    into.raw(reader.bytes(), reader.at(), length);
  }

  /** Puts the reader at the id. */
  Unpacker idReader(int index, Unpacker at) {
    store.read(address[index], at);
    if (present.get(index)) {
      at.skipNumber();
      at.skipNumber();
    }
    return at;
  }

  /**
   * Compares two ids as parts of longer texts, where the separator follows each.
   *
   * @return 0 if they are equal or it takes what follows to tell
   */
  int compareParts(int a, int b, byte separator) {
    idReader(a, reader);
    idReader(b, other);
    int lengthA = reader.number();
    int lengthB = other.number();
    return compareParts(
        reader.bytes(), reader.at(), lengthA, other.bytes(), other.at(), lengthB, separator);
  }

  static int compareParts(
      byte[] a, int startA, int lengthA, byte[] b, int startB, int lengthB, byte separator) {
    int mismatch = Arrays.mismatch(a, startA, startA + lengthA, b, startB, startB + lengthB);
    if (mismatch < 0) {
      return 0;
    }
    byte nextA = mismatch < lengthA ? a[startA + mismatch] : separator;
    byte nextB = mismatch < lengthB ? b[startB + mismatch] : separator;
    return Byte.compareUnsigned(nextA, nextB);
  }

  void moved(int index, int to) {
    address[index] = to;
  }

  /** A record of a snapshot. */
  void restore(int kind, int index, int at) {
    address = IntStack.grown(address, index);
    address[index] = at;
    present.set(index, kind == NODE);
    next = Math.max(next, index + 1);
  }

  /** After all records were restored. */
  void restored() {
    for (int index = next - 1; index >= 0; index--) {
      if (address[index] == 0) {
        free.push(index);
      } else {
        enter(index, hashOf(id(index)), address[index]);
      }
    }
  }

  private static int hashOf(String id) {
    int h = 0;
    for (int i = 0; i < id.length(); i++) {
      h = h * 0x01000193 + id.charAt(i);
    }
    return mix(h);
  }

  /** Spreads a number over all bits (the finaliser of MurmurHash3). */
  static int mix(int value) {
    int h = value;
    h = (h ^ h >>> 16) * 0x85ebca6b;
    h = (h ^ h >>> 13) * 0xc2b2ae35;
    return h ^ h >>> 16;
  }
}
