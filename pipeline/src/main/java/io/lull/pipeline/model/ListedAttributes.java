package io.lull.pipeline.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of an event, in the order in which they were written: an array of keys and values.
 * They are few, so that looking along them costs less than a table of them, which would have to be
 * made for every event. Never changed.
 */
final class ListedAttributes extends AbstractMap<String, String> {
  private final String[] pairs;

  /**
   * @param pairs key, value, key, value …; no key twice
   */
  ListedAttributes(String[] pairs) {
    this.pairs = pairs;
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public @Nullable String get(@Nullable Object key) {
    int index = indexOf(key);
    return index < 0 ? null : pairs[index + 1];
  }

  private int indexOf(@Nullable Object key) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (Objects.equals(pairs[i], key)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, String>> {
    @Override
    public int size() {
      return pairs.length / 2;
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < pairs.length;
        }

        @Override
        public Map.Entry<String, String> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          next += 2;
          return Map.entry(pairs[next - 2], pairs[next - 1]);
        }
      };
    }
  }
}
