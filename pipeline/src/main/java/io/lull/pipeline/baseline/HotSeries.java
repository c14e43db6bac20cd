package io.lull.pipeline.baseline;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is hot of resources, on the heap: those that gave a scrape last, up to a number of bytes.
 * The others, and at a checkpoint all that have changed, are in the store. So a resource that is
 * scraped thirty times between two checkpoints is written once.
 *
 * <p>Which resources are here makes no difference to any result.
 */
final class HotSeries {

  /** Where resources are that are not here. */
  interface Store {
    @Nullable ResourceSeries read(String resource);

    void write(String resource, ResourceSeries series);

    /** It is on the heap no longer. */
    void leave(String resource, ResourceSeries series);
  }

  private final long maxBytes;
  private final Store store;
  private final LinkedHashMap<String, ResourceSeries> here = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  HotSeries(long maxBytes, Store store) {
    this.maxBytes = maxBytes;
    this.store = store;
  }

  /** The series of a resource; null: there are none. */
  @Nullable ResourceSeries get(String resource) {
    ResourceSeries known = here.get(resource);
    if (known != null) {
      return known;
    }
    ResourceSeries stored = store.read(resource);
    if (stored != null) {
      put(resource, stored);
    }
    return stored;
  }

  /** Adds a resource, or one whose series have become more. */
  void put(String resource, ResourceSeries series) {
    ResourceSeries before = here.put(resource, series);
    bytes += series.heapBytes() - (before == null ? 0 : before.heapBytes());
    Iterator<Map.Entry<String, ResourceSeries>> eldest = here.entrySet().iterator();
    while (bytes > maxBytes && here.size() > 1) {
      Map.Entry<String, ResourceSeries> entry = eldest.next();
      save(entry.getKey(), entry.getValue());
      store.leave(entry.getKey(), entry.getValue());
      bytes -= entry.getValue().heapBytes();
      eldest.remove();
    }
  }

  /** A resource takes more or less room than when it was put in. */
  void grown(int byBytes) {
    bytes += byBytes;
  }

  void remove(String resource) {
    ResourceSeries before = here.remove(resource);
    if (before != null) {
      bytes -= before.heapBytes();
    }
  }

  /** Writes all that has changed. */
  void flush() {
    here.forEach(this::save);
  }

  private void save(String resource, ResourceSeries series) {
    if (series.changed) {
      store.write(resource, series);
      series.changed = false;
    }
  }

  long bytes() {
    return bytes;
  }
}
