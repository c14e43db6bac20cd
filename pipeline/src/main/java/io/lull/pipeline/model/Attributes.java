package io.lull.pipeline.model;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attributes in a record: their number, then for each the code of its key and its value, sorted by
 * key, so that equal attributes are equal bytes.
 */
final class Attributes {
  private Attributes() {}

  /** Packs the attributes; each key has one reference more. */
  static void pack(Map<String, String> attributes, Dictionary keys, Packer into) {
    into.number(attributes.size());
    if (attributes.isEmpty()) {
      return;
    }
    for (Map.Entry<String, String> entry : new TreeMap<>(attributes).entrySet()) {
      into.number(keys.intern(entry.getKey()));
      into.text(entry.getValue());
    }
  }

  static Map<String, String> unpack(Unpacker from, Dictionary keys) {
    Map<String, String> attributes = new TreeMap<>();
    for (int rest = from.number(); rest > 0; rest--) {
      String key = keys.text(from.number());
      attributes.put(key, from.text());
    }
    return attributes;
  }

  /** The value of one attribute; null if it is not there. */
  static @Nullable String find(Unpacker from, Dictionary keys, String key) {
    int code = keys.codeOf(key);
    if (code == 0) {
      return null;
    }
    for (int rest = from.number(); rest > 0; rest--) {
      if (from.number() == code) {
        return from.text();
      }
      from.skipText();
    }
    return null;
  }

  static void release(Unpacker from, Dictionary keys) {
    for (int rest = from.number(); rest > 0; rest--) {
      keys.release(from.number());
      from.skipText();
    }
  }

  /** Counts the references of a restored record. Returns whether there are any. */
  static boolean retain(Unpacker from, Dictionary keys) {
    int number = from.number();
    for (int rest = number; rest > 0; rest--) {
      keys.retain(from.number());
      from.skipText();
    }
    return number > 0;
  }
}
