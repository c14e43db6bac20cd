package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;

/**
 * Some keys, in the order they came.
 *
 * @param keys the keys
 */
public record KeyPage(List<String> keys) {

  KeyPage plus(String key) {
    List<String> all = new ArrayList<>(keys.size() + 1);
    all.addAll(keys);
    all.add(key);
    return new KeyPage(all);
  }
}
