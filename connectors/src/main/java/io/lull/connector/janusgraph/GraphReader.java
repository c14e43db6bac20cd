package io.lull.connector.janusgraph;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.LongStream;
import org.apache.tinkerpop.gremlin.structure.Direction;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.janusgraph.core.JanusGraph;
import org.janusgraph.core.JanusGraphEdge;
import org.janusgraph.core.JanusGraphQuery;
import org.janusgraph.core.JanusGraphTransaction;
import org.janusgraph.core.JanusGraphVertex;
import org.janusgraph.core.TransactionBuilder;
import org.janusgraph.core.attribute.Contain;
import org.jspecify.annotations.Nullable;

/**
 * Reads the estate as it was at a time. A relation is part of it while both of its ends are.
 *
 * <p>Readers see what was committed and wait for nobody; a writer may go on meanwhile, and a long
 * scan may then see some of what it writes.
 */
final class GraphReader {
  private final JanusGraph graph;

  GraphReader(JanusGraph graph) {
    this.graph = graph;
  }

  /** A transaction that reads; to be rolled back in the end. */
  JanusGraphTransaction begin() {
    TransactionBuilder builder =
        graph
            .buildTransaction()
            .readOnly()
            .checkExternalVertexExistence(false)
            // Else the embedded store keeps a lock on everything that was read.
            .customOption("storage.berkeleyje.isolation-level", "READ_COMMITTED");
    return builder.start();
  }

  /** Runs something on a transaction that reads. */
  <T> T read(Function<JanusGraphTransaction, T> reading) {
    JanusGraphTransaction tx = begin();
    try {
      return reading.apply(tx);
    } finally {
      tx.rollback();
    }
  }

  /** Every CI and then every relation that is there at the time, see {@link EstateScan}. */
  void at(long time, Consumer<TopologyChange> out) {
    read(
        tx -> {
          new EstateScan(tx, time).forEachRemaining(out);
          return true;
        });
  }

  /** All versions of everything: UPSERTs, and DELETEs where one ended without another. */
  void history(Consumer<TopologyChange> out) {
    read(
        tx -> {
          for (JanusGraphVertex vertex : tx.query().vertices()) {
            nodeHistory(vertex).forEach(out);
          }
          for (JanusGraphVertex vertex : tx.query().vertices()) {
            Map<String, List<Edge>> versions = new TreeMap<>();
            for (JanusGraphEdge edge : vertex.query().direction(Direction.OUT).edges()) {
              String id = edge.value(CmdbSchema.RELATION_ID);
              versions.computeIfAbsent(id, key -> new ArrayList<>()).add(edge);
            }
            versions.values().forEach(edges -> relationHistory(edges).forEach(out));
          }
          return true;
        });
  }

  /**
   * What each CI and relation that was written in some slots came to: its last version, or its end,
   * and the last slot of these in which it was written. CIs come before relations.
   *
   * <p>Cost: two look-ups in an index a slot, full or empty.
   *
   * @param from the first slot
   * @param through the last slot
   * @param except what this writer wrote last is left out; null: nothing is
   */
  void changedIn(
      long from, long through, @Nullable Writer except, ObjLongConsumer<TopologyChange> out) {
    List<Long> slots = LongStream.rangeClosed(from, through).boxed().toList();
    if (slots.isEmpty()) {
      return;
    }
    read(
        tx -> {
          // Relations are found first: what is committed meanwhile must not show without its ends.
          Map<String, Long> relations = new TreeMap<>();
          for (JanusGraphEdge edge : changed(tx, slots).edges()) {
            if (!isBy(edge, except)) {
              long slot = edge.<Long>value(CmdbSchema.CHANGED_IN);
              relations.merge(edge.value(CmdbSchema.RELATION_ID), slot, Math::max);
            }
          }
          for (JanusGraphVertex vertex : changed(tx, slots).vertices()) {
            if (!isBy(vertex, except)) {
              long slot = vertex.<Long>value(CmdbSchema.CHANGED_IN);
              last(nodeHistory(vertex), change -> out.accept(change, slot));
            }
          }
          relations.forEach(
              (id, slot) -> {
                List<JanusGraphEdge> versions = new ArrayList<>();
                RelationWork.edges(tx, id).forEach(versions::add);
                last(relationHistory(versions), change -> out.accept(change, slot));
              });
          return true;
        });
  }

  private static JanusGraphQuery<?> changed(JanusGraphTransaction tx, List<Long> slots) {
    return tx.query().has(CmdbSchema.CHANGED_IN, Contain.IN, slots);
  }

  private static void last(List<TopologyChange> history, Consumer<TopologyChange> out) {
    if (!history.isEmpty()) {
      out.accept(history.get(history.size() - 1));
    }
  }

  private static boolean isBy(Element element, @Nullable Writer writer) {
    return writer != null
        && writer.code().equals(element.property(CmdbSchema.WRITTEN_BY).orElse(null));
  }

  static List<TopologyChange> nodeHistory(Vertex vertex) {
    List<Timeline.Interval<String>> intervals = new ArrayList<>();
    vertex
        .<String>properties(CmdbSchema.VERSION)
        .forEachRemaining(version -> intervals.add(NodeWork.interval(version)));
    TopologyChange deletion =
        TopologyChange.newBuilder()
            .setOp(ChangeOp.DELETE)
            .setNode(Node.newBuilder().setId(vertex.value(CmdbSchema.ID)).setType("").build())
            .setSource("cmdb")
            .build();
    return points(intervals, deletion);
  }

  static List<TopologyChange> relationHistory(List<? extends Edge> edges) {
    List<Timeline.Interval<String>> intervals = new ArrayList<>();
    edges.forEach(edge -> intervals.add(RelationWork.interval(edge)));
    TopologyChange deletion =
        TopologyChange.newBuilder()
            .setOp(ChangeOp.DELETE)
            .setRelation(bare(edges.get(0)))
            .setSource("cmdb")
            .build();
    return points(intervals, deletion);
  }

  /** What tells the relation of an edge from others. */
  private static Relation bare(Edge edge) {
    String[] parts = edge.<String>value(CmdbSchema.RELATION_ID).split("\\|", -1);
    Map<String, String> interfaces = new HashMap<>();
    if (parts.length >= 5) {
      interfaces.put("fromInterface", parts[3]);
      interfaces.put("toInterface", parts[4]);
    }
    return new Relation(parts[0], parts[2], parts[1], interfaces);
  }

  private static List<TopologyChange> points(
      List<Timeline.Interval<String>> intervals, TopologyChange deletion) {
    Timeline<String> timeline = Timeline.of(intervals);
    TreeMap<Long, TopologyChange> points = new TreeMap<>();
    for (Timeline.Interval<String> interval : timeline.intervals()) {
      if (interval.value() != null) {
        points.put(interval.from(), VersionLine.read(interval.value(), interval.from()));
      }
    }
    for (long end : timeline.ends()) {
      Long time = end == Timeline.SINCE_EVER ? null : Long.valueOf(end);
      points.put(end, TopologyChange.newBuilder(deletion).setTimeMillis(time).build());
    }
    return new ArrayList<>(points.values());
  }

  /** The CI of an id, an alias or a name, if it is there at the time. */
  Optional<Node> find(String name, long time) {
    return read(tx -> Optional.ofNullable(vertex(tx, name, time)).map(v -> node(v, time)));
  }

  /**
   * What is around a CI.
   *
   * @param limit most CIs to look at
   */
  Optional<Neighbourhood> around(String name, int hops, long time, int limit) {
    return read(
        tx -> {
          JanusGraphVertex centre = vertex(tx, name, time);
          return centre == null
              ? Optional.empty()
              : Optional.of(new NeighbourhoodWalk(tx, time, limit).from(centre, hops));
        });
  }

  private static @Nullable JanusGraphVertex vertex(
      JanusGraphTransaction tx, String name, long time) {
    for (String key : List.of(CmdbSchema.ID, CmdbSchema.ALIAS, CmdbSchema.NAME)) {
      for (JanusGraphVertex vertex : tx.query().has(key, name).vertices()) {
        if (nodeAt(vertex, time) != null) {
          return vertex;
        }
      }
    }
    return null;
  }

  private static Node node(Vertex vertex, long time) {
    TopologyChange change = nodeAt(vertex, time);
    if (change == null) {
      throw new IllegalStateException("no version of " + vertex + " at " + time);
    }
    return change.getNode();
  }

  static @Nullable TopologyChange nodeAt(Vertex vertex, long time) {
    Timeline.Interval<String> version = versionAt(vertex, time);
    return version == null || version.value() == null
        ? null
        : VersionLine.read(version.value(), version.from());
  }

  private static Timeline.@Nullable Interval<String> versionAt(Vertex vertex, long time) {
    Iterator<VertexProperty<String>> versions = vertex.properties(CmdbSchema.VERSION);
    while (versions.hasNext()) {
      Timeline.Interval<String> interval = NodeWork.interval(versions.next());
      if (interval.isValidAt(time)) {
        return interval;
      }
    }
    return null;
  }

  static @Nullable TopologyChange relationAt(Edge edge, long time) {
    Timeline.Interval<String> version = RelationWork.interval(edge);
    return version.value() == null || !version.isValidAt(time)
        ? null
        : VersionLine.read(version.value(), version.from());
  }
}
