package io.lull.pipeline.correlate;

import io.lull.schema.ImpactBasis;

/**
 * When a service was told to be hit, the first time that was said.
 *
 * @param basis how that was known, a name of {@link ImpactBasis}
 * @param toldMillis when it was said
 * @param fromMillis after this with 95 %
 * @param toMillis before this with 95 %
 */
public record Foretold(String basis, long toldMillis, long fromMillis, long toMillis) {

  boolean holds(long millis) {
    return millis >= fromMillis && millis <= toMillis;
  }
}
