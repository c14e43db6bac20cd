package io.lull.pipeline.topology;

import io.lull.schema.TopologyChange;

/**
 * A change that was not taken.
 *
 * @param reason what is wrong with it and what was expected, for people
 */
public record RefusedChange(TopologyChange change, String reason) {}
