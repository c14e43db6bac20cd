package io.lull.pipeline.classify;

import java.util.List;

/** A text in which {@code *} stands for any characters: {@code 1.3.6.1.4.1.9.*}. */
record Glob(String text, List<String> parts) {

  static Glob of(String text) {
    return new Glob(text, List.of(text.split("\\*", -1)));
  }

  boolean exact() {
    return parts.size() == 1;
  }

  boolean matches(String value) {
    if (exact()) {
      return text.equals(value);
    }
    String first = parts.get(0);
    String last = parts.get(parts.size() - 1);
    int end = value.length() - last.length();
    if (first.length() > end || !value.startsWith(first) || !value.endsWith(last)) {
      return false;
    }
    int at = first.length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int found = value.indexOf(part, at);
      if (found < 0 || found + part.length() > end) {
        return false;
      }
      at = found + part.length();
    }
    return true;
  }
}
