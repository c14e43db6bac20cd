package io.lull.connector.janusgraph;

import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tinkerpop.gremlin.structure.Direction;
import org.janusgraph.core.JanusGraphEdge;
import org.janusgraph.core.JanusGraphTransaction;
import org.janusgraph.core.JanusGraphVertex;
import org.janusgraph.core.JanusGraphVertexProperty;
import org.janusgraph.core.PropertyKey;
import org.jspecify.annotations.Nullable;

/**
 * Breadth first from a CI, in one transaction.
 *
 * <p>Relations and versions are asked for of many CIs at once: of Cassandra that is one round of
 * requests and not one for each CI. Property keys are looked up once, for JanusGraph makes their
 * names anew each time it is asked by name.
 *
 * <p>Cost: all relations of the CIs that are left behind, and all versions of those that are
 * reached; at the limit no more than {@link #AT_ONCE} CIs in vain.
 */
final class NeighbourhoodWalk {
  /** CIs asked for at once. */
  private static final int AT_ONCE = 32;

  // What to look for.
  private final JanusGraphTransaction tx;
  private final long time;
  private final int limit;
  private final PropertyKey validFrom;
  private final PropertyKey validTo;
  private final PropertyKey payload;
  private final PropertyKey relationId;

  // What was found.
  private final Map<Object, Neighbourhood.Neighbour> reached = new LinkedHashMap<>();
  private final Map<String, JanusGraphEdge> relations = new TreeMap<>();
  private boolean cut;

  /**
   * @param limit most CIs to look at
   */
  NeighbourhoodWalk(JanusGraphTransaction tx, long time, int limit) {
    this.tx = tx;
    this.time = time;
    this.limit = limit;
    validFrom = tx.getPropertyKey(CmdbSchema.VALID_FROM);
    validTo = tx.getPropertyKey(CmdbSchema.VALID_TO);
    payload = tx.getPropertyKey(CmdbSchema.PAYLOAD);
    relationId = tx.getPropertyKey(CmdbSchema.RELATION_ID);
  }

  /** What is around a CI that is there at the time. */
  Neighbourhood from(JanusGraphVertex centre, int hops) {
    List<JanusGraphVertex> frontier = new ArrayList<>();
    reach(List.of(centre), 0, frontier);
    for (int hop = 1; hop <= hops && !frontier.isEmpty() && !cut; hop++) {
      frontier = step(frontier, hop);
    }
    List<Neighbourhood.Neighbour> neighbours = new ArrayList<>(reached.values());
    Neighbourhood.Neighbour middle = neighbours.remove(0);
    neighbours.sort(
        Comparator.comparingInt(Neighbourhood.Neighbour::hops)
            .thenComparing(neighbour -> neighbour.node().getId()));
    List<Relation> among = new ArrayList<>();
    for (JanusGraphEdge edge : relations.values()) {
      among.add(
          VersionLine.read(edge.valueOrNull(payload), edge.<Long>valueOrNull(validFrom))
              .getRelation());
    }
    return new Neighbourhood(middle.node(), neighbours, among, cut);
  }

  private List<JanusGraphVertex> step(List<JanusGraphVertex> frontier, int hop) {
    List<JanusGraphVertex> next = new ArrayList<>();
    for (int from = 0; from < frontier.size() && !cut; from += AT_ONCE) {
      List<JanusGraphVertex> some =
          frontier.subList(from, Math.min(frontier.size(), from + AT_ONCE));
      List<JanusGraphEdge> edges = edges(some);
      LinkedHashSet<JanusGraphVertex> ends = new LinkedHashSet<>();
      for (JanusGraphEdge edge : edges) {
        addUnreached(edge.outVertex(), ends);
        addUnreached(edge.inVertex(), ends);
      }
      reach(new ArrayList<>(ends), hop, next);
      for (JanusGraphEdge edge : edges) {
        if (isReached(edge.outVertex()) && isReached(edge.inVertex())) {
          relations.put(edge.valueOrNull(relationId), edge);
        }
      }
    }
    return next;
  }

  private void addUnreached(JanusGraphVertex vertex, LinkedHashSet<JanusGraphVertex> vertices) {
    if (!isReached(vertex)) {
      vertices.add(vertex);
    }
  }

  private boolean isReached(JanusGraphVertex vertex) {
    return reached.containsKey(vertex.id());
  }

  /** The relations of CIs that are there at the time. */
  private List<JanusGraphEdge> edges(List<JanusGraphVertex> vertices) {
    int most = 2 * limit;
    List<JanusGraphEdge> valid = new ArrayList<>();
    Map<JanusGraphVertex, Iterable<JanusGraphEdge>> found =
        tx.multiQuery(vertices).direction(Direction.BOTH).limit(most).edges();
    for (JanusGraphVertex vertex : vertices) {
      int before = valid.size();
      int seen = addValid(found.getOrDefault(vertex, List.of()), valid);
      if (seen >= most && valid.size() - before < limit) {
        // So many of its relations are of the past.
        valid.subList(before, valid.size()).clear();
        addValid(vertex.query().direction(Direction.BOTH).edges(), valid);
      }
    }
    return valid;
  }

  private int addValid(Iterable<JanusGraphEdge> edges, List<JanusGraphEdge> valid) {
    int seen = 0;
    for (JanusGraphEdge edge : edges) {
      seen++;
      if (edge.<Long>valueOrNull(validFrom) <= time && time < edge.<Long>valueOrNull(validTo)) {
        valid.add(edge);
      }
    }
    return seen;
  }

  /** Takes up those of the CIs that are there at the time, until there are as many as may be. */
  private void reach(List<JanusGraphVertex> candidates, int hop, List<JanusGraphVertex> next) {
    for (int from = 0; from < candidates.size() && !cut; from += AT_ONCE) {
      List<JanusGraphVertex> some =
          candidates.subList(from, Math.min(candidates.size(), from + AT_ONCE));
      Map<JanusGraphVertex, Iterable<JanusGraphVertexProperty>> versions =
          tx.multiQuery(some).keys(CmdbSchema.VERSION).properties();
      for (JanusGraphVertex vertex : some) {
        TopologyChange node = valid(versions.getOrDefault(vertex, List.of()));
        if (node == null) {
          continue;
        }
        if (reached.size() >= limit) {
          cut = true;
          return;
        }
        reached.put(vertex.id(), new Neighbourhood.Neighbour(node.getNode(), hop));
        next.add(vertex);
      }
    }
  }

  private @Nullable TopologyChange valid(Iterable<JanusGraphVertexProperty> versions) {
    for (JanusGraphVertexProperty<?> version : versions) {
      long from = version.<Long>valueOrNull(validFrom);
      if (from <= time && time < version.<Long>valueOrNull(validTo)) {
        return VersionLine.read((String) version.value(), from);
      }
    }
    return null;
  }
}
