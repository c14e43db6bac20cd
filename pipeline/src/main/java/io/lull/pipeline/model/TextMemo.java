package io.lull.pipeline.model;

import org.jspecify.annotations.Nullable;

/**
 * Texts that were read before: a table of fixed size in which the newcomer takes the slot. Reading
 * one again costs a pass over its bytes and makes no object.
 */
final class TextMemo {
  private static final int SLOTS = 1 << 10;

  /** Longer texts are hardly ever the same. */
  private static final int MAX_BYTES = 64;

  private final @Nullable String[] texts = new String[SLOTS];

  /** The text that comes next. */
  String text(Unpacker in) {
    int start = in.at();
    int length = in.number();
    if (length == 0) {
      return "";
    }
    if (length > MAX_BYTES) {
      in.back(start);
      return in.text();
    }
    byte[] bytes = in.bytes();
    int hash = length;
    for (int i = in.at(), end = i + length; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 10 ^ hash >>> 20) & SLOTS - 1;
    String known = texts[slot];
    in.back(start);
    if (known != null && in.textEquals(known)) {
      return known;
    }
    in.back(start);
    String text = in.text();
    texts[slot] = text;
    return text;
  }
}
