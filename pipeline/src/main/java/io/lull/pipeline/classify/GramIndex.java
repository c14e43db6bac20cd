package io.lull.pipeline.classify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the rules whose required texts may occur in a message in one pass over it, however many
 * rules there are: each rule is filed under the rarest three characters of each of its texts.
 */
final class GramIndex {

  static final int GRAM = 3;

  private final long[] keys;
  private final int[][] positions;
  private final int mask;

  private GramIndex(Map<Long, List<Integer>> buckets) {
    int size = Integer.highestOneBit(Math.max(8, buckets.size() * 4));
    this.keys = new long[size];
    this.positions = new int[size][];
    this.mask = size - 1;
    buckets.forEach(
        (key, list) -> {
          int slot = slot(key);
          while (positions[slot] != null) {
            slot = (slot + 1) & mask;
          }
          keys[slot] = key;
          positions[slot] = list.stream().mapToInt(Integer::intValue).toArray();
        });
  }

  /**
   * Texts of at least {@link #GRAM} characters, of which one must occur, by position of the rule.
   */
  static GramIndex of(Map<Integer, List<String>> texts) {
    Map<Long, Integer> frequency = new HashMap<>();
    for (List<String> choice : texts.values()) {
      for (String text : choice) {
        for (int i = 0; i + GRAM <= text.length(); i++) {
          frequency.merge(gram(text, i), 1, Integer::sum);
        }
      }
    }
    Map<Long, List<Integer>> buckets = new HashMap<>();
    texts.forEach(
        (position, choice) -> {
          for (String text : choice) {
            buckets.computeIfAbsent(rarest(text, frequency), k -> new ArrayList<>()).add(position);
          }
        });
    return new GramIndex(buckets);
  }

  private static long rarest(String text, Map<Long, Integer> frequency) {
    long rarest = gram(text, 0);
    for (int i = 1; i + GRAM <= text.length(); i++) {
      long gram = gram(text, i);
      if (frequency.getOrDefault(gram, 0) < frequency.getOrDefault(rarest, 0)) {
        rarest = gram;
      }
    }
    return rarest;
  }

  /** Adds the positions of rules that may match, in no order; some may come twice. */
  void collect(String text, IntList out) {
    long gram = 0;
    for (int i = 0; i < text.length(); i++) {
      gram = ((gram << 16) | text.charAt(i)) & 0xFFFF_FFFF_FFFFL;
      if (i >= GRAM - 1) {
        int slot = slot(gram);
        while (positions[slot] != null) {
          if (keys[slot] == gram) {
            out.addAll(positions[slot]);
            break;
          }
          slot = (slot + 1) & mask;
        }
      }
    }
  }

  private int slot(long gram) {
    long mixed = gram * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 40) & mask;
  }

  private static long gram(String text, int at) {
    return ((long) text.charAt(at) << 32)
        | ((long) text.charAt(at + 1) << 16)
        | text.charAt(at + 2);
  }
}
