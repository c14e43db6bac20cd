/**
 * Impact: which services are hit by what failed, how much of each, how much revenue that is, and
 * when. Pure algorithms over a {@link io.lull.pipeline.model.Topology}, which correlation (impact
 * of an incident) and health (services from their parts) have in common; no stage of its own.
 *
 * <p>The semantics are in {@code docs/impact.md}; nothing is kept but look-ups of the topology as
 * it is now.
 */
@NullMarked
package io.lull.pipeline.impact;

import org.jspecify.annotations.NullMarked;
