package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a search found, by node, in the order it was found. Grows by {@link #add} until it is given
 * out, and is read far more often than made: two arrays, no entry objects.
 */
final class Reaches extends AbstractMap<String, Reach> {
  private static final int LEAST = 8;

  private Reach[] reaches = new Reach[LEAST];
  private int size;

  // Index of a reach and 1, by the spread hash of its node; 0: free.
  private int[] index = new int[4 * LEAST];

  /** Adds a node unless it is there. Returns whether it was added. */
  boolean add(Reach reach) {
    int slot = slot(reach.node());
    if (index[slot] != 0) {
      return false;
    }
    if (size == reaches.length) {
      reaches = Arrays.copyOf(reaches, 2 * size);
      index = new int[4 * reaches.length];
      for (int i = 0; i < size; i++) {
        index[slot(reaches[i].node())] = i + 1;
      }
      slot = slot(reach.node());
    }
    reaches[size++] = reach;
    index[slot] = size;
    return true;
  }

  private int slot(String node) {
    int mask = index.length - 1;
    int at = (node.hashCode() * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(mask);
    while (index[at] != 0 && !reaches[index[at] - 1].node().equals(node)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  @Override
  public @Nullable Reach get(Object node) {
    int found = node instanceof String text ? index[slot(text)] : 0;
    return found == 0 ? null : reaches[found - 1];
  }

  @Override
  public boolean containsKey(Object node) {
    return get(node) != null;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Collection<Reach> values() {
    return list();
  }

  private List<Reach> list() {
    return Collections.unmodifiableList(Arrays.asList(reaches)).subList(0, size);
  }

  /** Whether these nodes are found, in this order. */
  boolean isOf(List<String> nodes) {
    if (nodes.size() != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!reaches[i].node().equals(nodes.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Set<Map.Entry<String, Reach>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Reach>> iterator() {
        return list().stream()
            .<Map.Entry<String, Reach>>map(r -> Map.entry(r.node(), r))
            .iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
