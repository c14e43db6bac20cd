package io.lull.benchmark.storm;

import java.util.List;
import java.util.Map;

/**
 * What somebody made of a storm.
 *
 * @param incidents the final incident of each event that has one
 * @param causes the causes of each incident, best first
 */
public record Grouping(Map<String, String> incidents, Map<String, List<String>> causes) {}
