package io.lull.connector.janusgraph;

import io.lull.schema.TopologyChange;

/** A change that cannot be written, and why. */
public record Refusal(TopologyChange change, String reason) {}
