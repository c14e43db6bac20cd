package io.lull.pipeline.correlate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A site of an incident as release 0.1 kept it; see {@link Upgrade}. Savepoints hold this name.
 *
 * @param resource CI id
 * @param peer other end, or null
 * @param alarms member alarms at this site
 * @param nodes nodes under which the incident was noted because of this site
 */
public record SiteState(String resource, @Nullable String peer, int alarms, List<String> nodes) {}
