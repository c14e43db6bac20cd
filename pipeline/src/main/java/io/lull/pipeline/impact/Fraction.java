package io.lull.pipeline.impact;

import org.jspecify.annotations.Nullable;

/** Numbers as attributes of the topology say them. */
final class Fraction {
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
  static int count(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
