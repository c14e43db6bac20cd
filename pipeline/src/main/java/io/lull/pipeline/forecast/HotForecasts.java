package io.lull.pipeline.forecast;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resources on the heap: those that gave a scrape last, up to a number of bytes. The others, and at
 * a checkpoint all that have changed, are in the store. Which are here makes no difference to any
 * result.
 */
final class HotForecasts {

  /** Where resources are that are not here. */
  interface Store {
    @Nullable ResourceForecasts read();

    void write(String resource, ResourceForecasts forecasts);
  }

  private final long maxBytes;
  private final Store store;
  private final LinkedHashMap<String, Held> here = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  private record Held(ResourceForecasts forecasts, int bytes) {}

  HotForecasts(long maxBytes, Store store) {
    this.maxBytes = maxBytes;
    this.store = store;
  }

  /** The forecasts of the resource, which is the current key; null: there are none. */
  @Nullable ResourceForecasts get(String resource) {
    Held known = here.get(resource);
    if (known != null) {
      return known.forecasts;
    }
    ResourceForecasts stored = store.read();
    if (stored != null) {
      put(resource, stored);
    }
    return stored;
  }

  /** Adds a resource, or one whose series have become more. */
  void put(String resource, ResourceForecasts forecasts) {
    Held now = new Held(forecasts, forecasts.heapBytes());
    Held before = here.put(resource, now);
    bytes += now.bytes - (before == null ? 0 : before.bytes);
    Iterator<Map.Entry<String, Held>> eldest = here.entrySet().iterator();
    while (bytes > maxBytes && here.size() > 1) {
      Map.Entry<String, Held> entry = eldest.next();
      save(entry.getKey(), entry.getValue().forecasts);
      bytes -= entry.getValue().bytes;
      eldest.remove();
    }
  }

  void remove(String resource) {
    Held before = here.remove(resource);
    bytes -= before == null ? 0 : before.bytes;
  }

  /** Writes all that has changed. */
  void flush() {
    here.forEach((resource, held) -> save(resource, held.forecasts));
  }

  private void save(String resource, ResourceForecasts forecasts) {
    if (forecasts.changed) {
      store.write(resource, forecasts);
      forecasts.changed = false;
    }
  }
}
