package io.lull.schema;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Layouts that are known, so that scrapes share them. Bounded: when the bytes of its layouts exceed
 * a limit it begins anew. For one thread.
 */
public final class LayoutPool {
  private final int maxBytes;
  private final Map<Long, ScrapeLayout> byHash = new HashMap<>();
  private int bytes;

  /**
   * A pool.
   *
   * @param maxBytes most bytes of all layouts together, as they are on the wire
   */
  public LayoutPool(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The layout in a part of a buffer, which is copied where the layout is new. */
  public ScrapeLayout get(byte[] buffer, int from, int to) {
    long hash = ScrapeLayout.hash(buffer, from, to);
    ScrapeLayout known = byHash.get(hash);
    if (known != null) {
      byte[] its = known.bytes();
      if (Arrays.equals(its, 0, its.length, buffer, from, to)) {
        return known;
      }
    }
    ScrapeLayout layout = ScrapeLayout.of(Arrays.copyOfRange(buffer, from, to));
    put(hash, layout, to - from);
    return layout;
  }

  private void put(long hash, ScrapeLayout layout, int length) {
    if (bytes + length > maxBytes) {
      byHash.clear();
      bytes = 0;
    }
    byHash.put(hash, layout);
    bytes += length;
  }
}
