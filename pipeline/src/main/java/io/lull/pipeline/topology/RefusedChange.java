package io.lull.pipeline.topology;

import io.lull.schema.TopologyChange;

/**
 * A change that was not taken, or not whole, or that is not worth much.
 *
 * @param reason what is wrong with it and what was expected, for people
 */
public record RefusedChange(TopologyChange change, String reason) {}
