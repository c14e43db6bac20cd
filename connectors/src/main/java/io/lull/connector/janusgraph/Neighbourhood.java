package io.lull.connector.janusgraph;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.List;

/**
 * What is around a CI at one time.
 *
 * @param centre the CI
 * @param neighbours the CIs within so many hops along any relation, the nearest first
 * @param relations those among all of them, by id
 * @param isCut whether there was more than the limit
 */
public record Neighbourhood(
    Node centre, List<Neighbour> neighbours, List<Relation> relations, boolean isCut) {

  /** A CI, and how far away it is. */
  public record Neighbour(Node node, int hops) {}
}
