package io.lull.pipeline.impact;

import org.jspecify.annotations.Nullable;

/** Numbers as attributes of the topology say them. */
public final class Fraction {
  private Fraction() {}

  /** A number in 0..1; 1 where there is none or it cannot be read. */
  static double of(@Nullable String text) {
    if (text == null) {
      return 1;
    }
    try {
      double value = Double.parseDouble(text);
      return value >= 0 && value <= 1 ? value : 1;
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /** A whole number from 1; 0 where there is none or it cannot be read. */
  public static int count(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * How many of its members a service needs (k of n): what is said, else the usual part, rounded
   * up; never more than there are.
   *
   * @param said 0: nothing is
   * @param part usual part of the members
   */
  public static int required(int said, int members, double part) {
    int needed = said > 0 ? said : (int) Math.ceil(part * members);
    return Math.min(needed, members);
  }
}
