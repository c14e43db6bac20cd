package io.lull.connector.format.otlp;

import org.jspecify.annotations.Nullable;

/** Why parts of a request were refused: the first reason, and how many there are. */
final class Refusals {
  private @Nullable String first;
  private int count;

  void add(String reason) {
    if (first == null) {
      first = reason;
    }
    count++;
  }

  boolean isEmpty() {
    return count == 0;
  }

  String reason() {
    return first + (count > 1 ? " (and " + (count - 1) + " more)" : "");
  }
}
