package io.lull.connector.janusgraph;

import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.janusgraph.core.JanusGraphEdge;
import org.janusgraph.core.JanusGraphTransaction;
import org.jspecify.annotations.Nullable;

/** A relation within one transaction: its edges, and its versions as they are to be. */
final class RelationWork {
  private final String id;
  private final Relation relation;
  private final NodeWork from;
  private final NodeWork to;
  private final Map<Long, Edge> stored = new TreeMap<>();
  private final List<Edge> doubles = new ArrayList<>();
  private final Timeline<String> timeline;

  /**
   * @param edges all edges of the relation that the graph has
   */
  private RelationWork(
      String id, Relation relation, NodeWork from, NodeWork to, Iterable<? extends Edge> edges) {
    this.id = id;
    this.relation = relation;
    this.from = from;
    this.to = to;
    List<Timeline.Interval<String>> intervals = new ArrayList<>();
    for (Edge edge : edges) {
      Timeline.Interval<String> interval = interval(edge);
      intervals.add(interval);
      Edge other = stored.put(interval.from(), edge);
      if (other != null) {
        doubles.add(other);
      }
    }
    timeline = Timeline.of(intervals);
  }

  static RelationWork load(
      JanusGraphTransaction tx, String id, Relation relation, NodeWork from, NodeWork to) {
    return new RelationWork(
        id, relation, from, to, from.isNew() || to.isNew() ? List.of() : edges(tx, id));
  }

  static Iterable<JanusGraphEdge> edges(JanusGraphTransaction tx, String id) {
    return tx.query().has(CmdbSchema.RELATION_ID, id).edges();
  }

  static Timeline.Interval<String> interval(Edge edge) {
    String line = edge.value(CmdbSchema.PAYLOAD);
    return new Timeline.Interval<>(
        edge.<Long>value(CmdbSchema.VALID_FROM),
        edge.<Long>value(CmdbSchema.VALID_TO),
        line.isEmpty() ? null : line);
  }

  /** The ends and the type, of any version. */
  Relation relation() {
    return relation;
  }

  void set(long time, @Nullable String line) {
    timeline.set(time, line);
  }

  /** It ends at the time, if it is then and does not begin then. */
  void endAt(long time) {
    timeline.endAt(time);
  }

  @Nullable String at(long time) {
    return timeline.at(time);
  }

  List<Long> ends() {
    return timeline.ends();
  }

  /** Writes what is not as it is to be. */
  void flush(GraphWriter.Mark mark) {
    // A relation goes with its ends.
    from.ends().forEach(timeline::endAt);
    to.ends().forEach(timeline::endAt);
    doubles.forEach(Edge::remove);
    for (Timeline.Interval<String> wanted : timeline.intervals()) {
      Edge before = stored.remove(wanted.from());
      Timeline.Interval<String> is = before == null ? null : interval(before);
      if (wanted.equals(is)) {
        continue;
      }
      if (before != null && is != null && Objects.equals(is.value(), wanted.value())) {
        before.property(CmdbSchema.VALID_TO, wanted.to());
        mark.put(before);
        continue;
      }
      if (before != null) {
        before.remove();
      }
      add(wanted, mark);
    }
    stored.values().forEach(Edge::remove);
  }

  private void add(Timeline.Interval<String> version, GraphWriter.Mark mark) {
    String label = CmdbSchema.label(relation.getType());
    Edge edge = from.vertex().addEdge(label, to.vertex());
    edge.property(CmdbSchema.RELATION_ID, id);
    edge.property(CmdbSchema.VALID_FROM, version.from());
    edge.property(CmdbSchema.VALID_TO, version.to());
    edge.property(CmdbSchema.PAYLOAD, Objects.requireNonNullElse(version.value(), ""));
    mark.put(edge);
    if (label.equals(CmdbSchema.RELATED_TO)) {
      edge.property(CmdbSchema.RELATION_TYPE, relation.getType());
    }
    Double share = share(version);
    if (share != null) {
      edge.property(CmdbSchema.SHARE, share);
    }
  }

  private static @Nullable Double share(Timeline.Interval<String> version) {
    if (version.value() == null) {
      return null;
    }
    TopologyChange change = VersionLine.read(version.value(), version.from());
    String share = change.getRelation().getAttributes().get("share");
    try {
      double value = share == null ? Double.NaN : Double.parseDouble(share);
      return Double.isFinite(value) ? value : null;
    } catch (NumberFormatException e) {
      return null; // The attribute stands as it was written in the version.
    }
  }
}
