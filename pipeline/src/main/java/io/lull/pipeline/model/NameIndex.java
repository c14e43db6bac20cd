package io.lull.pipeline.model;

import io.lull.schema.Node;
import java.util.HashMap;
import java.util.Map;

/**
 * From canonical names to CIs. A name has a rank in each CI that has it: an id goes before an
 * alias, an alias before a display name. Of the CIs with the best rank there must be one only.
 *
 * <p>A hash table with chaining over arrays of ints, 20 bytes a name and 4 to 8 a bucket; the names
 * themselves stand in the records. A look-up costs O(1) expected, also of a name that all CIs
 * share: it ends with the second that has it. So does the removal of one of them, for the chains
 * are linked both ways.
 */
final class NameIndex {
  static final int NONE = -1;
  static final int AMBIGUOUS = -2;

  static final int ID = 0;
  static final int ALIAS = 1;
  static final int NAME = 2;
  private static final int RANKS = 3;
  private static final int RANK_BITS = 2;

  /** Whether a CI has a name at a rank; asked where the hash says so. */
  interface Holder {
    boolean has(int node, int rank, String canonical);
  }

  private final Holder holder;
  private final IntStack free = new IntStack();
  private int[] bucket = new int[32];
  private int[] firstOfNode = new int[16];

  // By entry, from 1; 0 is none.
  private int[] hash = new int[16];
  private int[] owner = new int[16];
  private int[] following = new int[16];
  private int[] previous = new int[16];
  private int[] nextOfNode = new int[16];
  private int next = 1;
  private int size;

  NameIndex(Holder holder) {
    this.holder = holder;
  }

  void add(int index, Node node) {
    firstOfNode = IntStack.grown(firstOfNode, index);
    ranks(node).forEach((name, rank) -> add(index, rank, hashOf(name, rank)));
  }

  private void add(int index, int rank, int hashed) {
    if (++size > bucket.length) {
      rehash();
    }
    int entry = free.isEmpty() ? next++ : free.pop();
    hash = IntStack.grown(hash, entry);
    owner = IntStack.grown(owner, entry);
    following = IntStack.grown(following, entry);
    previous = IntStack.grown(previous, entry);
    nextOfNode = IntStack.grown(nextOfNode, entry);
    hash[entry] = hashed;
    owner[entry] = index << RANK_BITS | rank;
    nextOfNode[entry] = firstOfNode[index];
    firstOfNode[index] = entry;
    link(entry);
  }

  private void link(int entry) {
    int home = hash[entry] & (bucket.length - 1);
    int first = bucket[home];
    following[entry] = first;
    previous[entry] = 0;
    if (first != 0) {
      previous[first] = entry;
    }
    bucket[home] = entry;
  }

  private void rehash() {
    int[] before = bucket;
    bucket = new int[2 * before.length];
    for (int first : before) {
      for (int entry = first; entry != 0; ) {
        int after = following[entry];
        link(entry);
        entry = after;
      }
    }
  }

  void remove(int index) {
    for (int entry = firstOfNode[index]; entry != 0; ) {
      int after = nextOfNode[entry];
      unlink(entry);
      free.push(entry);
      size--;
      entry = after;
    }
    firstOfNode[index] = 0;
  }

  private void unlink(int entry) {
    int before = previous[entry];
    int after = following[entry];
    if (before == 0) {
      bucket[hash[entry] & (bucket.length - 1)] = after;
    } else {
      following[before] = after;
    }
    if (after != 0) {
      previous[after] = before;
    }
  }

  /** The one CI that has the name at the best rank; {@link #NONE} or {@link #AMBIGUOUS}. */
  int find(String canonical) {
    for (int rank = 0; rank < RANKS; rank++) {
      int found = find(canonical, rank);
      if (found != NONE) {
        return found;
      }
    }
    return NONE;
  }

  private int find(String canonical, int rank) {
    int hashed = hashOf(canonical, rank);
    int only = NONE;
    for (int entry = bucket[hashed & (bucket.length - 1)]; entry != 0; entry = following[entry]) {
      if (hash[entry] != hashed || (owner[entry] & ((1 << RANK_BITS) - 1)) != rank) {
        continue;
      }
      int node = owner[entry] >>> RANK_BITS;
      if (node != only && holder.has(node, rank, canonical)) {
        if (only != NONE) {
          return AMBIGUOUS;
        }
        only = node;
      }
    }
    return only;
  }

  private static int hashOf(String canonical, int rank) {
    return NodeTable.mix(canonical.hashCode() * RANKS + rank);
  }

  private static Map<String, Integer> ranks(Node node) {
    Map<String, Integer> ranks = new HashMap<>();
    ranks.merge(Names.canonical(node.getName()), NAME, Math::min);
    node.getAliases().forEach(alias -> ranks.merge(Names.canonical(alias), ALIAS, Math::min));
    ranks.merge(Names.canonical(node.getId()), ID, Math::min);
    ranks.remove("");
    return ranks;
  }
}
