package io.lull.standalone.simulate;

import java.util.List;

/**
 * Which facts an estate's sources leave out, and which they have wrong: always the same ones, as an
 * inventory that lacks a host lacks it every day.
 *
 * @param missing part of the facts that nobody tells, 0..1
 * @param contradictory part of the facts that are wrong, 0..1
 */
record Telling(long seed, double missing, double contradictory) {

  boolean isTold(String fact) {
    return chance("missing", fact) >= missing;
  }

  boolean isWrong(String fact) {
    return chance("wrong", fact) < contradictory;
  }

  <T> T any(List<T> of, String fact) {
    return of.get((int) (chance("any", fact) * of.size()));
  }

  private double chance(String what, String fact) {
    long hash = seed;
    for (char c : (what + '\0' + fact).toCharArray()) {
      hash = hash * 0x100000001b3L ^ c;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    return (hash >>> 11) * 0x1.0p-53;
  }
}
