package io.lull.pipeline.correlate;

import java.util.List;

/**
 * What a node was to the incidents around it as release 0.1 kept it; see {@link Upgrade}.
 * Savepoints hold this name.
 *
 * @param parts its part in each of them
 */
public record NodeState(List<Part> parts) {

  /** The node's part in one incident, counted in sites. */
  public record Part(String incident, int resource, int about, int alone, int near, int above) {}
}
