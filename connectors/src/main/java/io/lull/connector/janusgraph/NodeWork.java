package io.lull.connector.janusgraph;

import io.lull.schema.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.structure.VertexProperty.Cardinality;
import org.janusgraph.core.JanusGraphTransaction;
import org.janusgraph.core.JanusGraphVertex;
import org.jspecify.annotations.Nullable;

/** A CI within one transaction: its vertex, and its versions as they are to be. */
final class NodeWork {
  private final JanusGraphTransaction tx;
  private final String id;
  private final boolean isNew;

  /** Whether the graph knows no version of it, and so has none of its properties. */
  private final boolean isBare;

  private final Map<Long, VertexProperty<String>> stored = new TreeMap<>();
  private final List<VertexProperty<String>> doubles = new ArrayList<>();
  private final Timeline<String> timeline;
  private @Nullable JanusGraphVertex vertex;
  private boolean touched;

  private NodeWork(JanusGraphTransaction tx, String id, @Nullable JanusGraphVertex vertex) {
    this.tx = tx;
    this.id = id;
    this.vertex = vertex;
    this.isNew = vertex == null;
    List<Timeline.Interval<String>> intervals = new ArrayList<>();
    if (vertex != null) {
      vertex
          .<String>properties(CmdbSchema.VERSION)
          .forEachRemaining(
              version -> {
                Timeline.Interval<String> interval = interval(version);
                intervals.add(interval);
                VertexProperty<String> other = stored.put(interval.from(), version);
                if (other != null) {
                  doubles.add(other);
                }
              });
    }
    timeline = Timeline.of(intervals);
    isBare = intervals.isEmpty();
  }

  /**
   * The CI of an id. One that the graph does not have gets a vertex when something is written:
   * JanusGraph looks through all that a transaction has added with each look-up.
   */
  static NodeWork load(JanusGraphTransaction tx, String id) {
    for (JanusGraphVertex found : tx.query().has(CmdbSchema.ID, id).vertices()) {
      return new NodeWork(tx, id, found);
    }
    return new NodeWork(tx, id, null);
  }

  static Timeline.Interval<String> interval(VertexProperty<String> version) {
    String line = version.value();
    return new Timeline.Interval<>(
        version.<Long>value(CmdbSchema.VALID_FROM),
        version.<Long>value(CmdbSchema.VALID_TO),
        line.isEmpty() ? null : line);
  }

  /** The vertex, which is made here where there was none. */
  JanusGraphVertex vertex() {
    JanusGraphVertex known = vertex;
    if (known == null) {
      known = tx.addVertex(CmdbSchema.CI);
      known.property(CmdbSchema.ID, id);
      vertex = known;
    }
    return known;
  }

  /** Whether the graph did not have the CI before this transaction. */
  boolean isNew() {
    return isNew;
  }

  @Nullable String at(long time) {
    return timeline.at(time);
  }

  List<Long> ends() {
    return timeline.ends();
  }

  void set(long time, @Nullable String line) {
    touched = true;
    timeline.set(time, line);
  }

  /** Writes what is not as it is to be. */
  void flush(GraphWriter.Mark mark) {
    if (touched && (writeVersions() || isNew)) {
      project(timeline.last());
      mark.put(vertex());
    }
  }

  private boolean writeVersions() {
    boolean changed = !doubles.isEmpty();
    doubles.forEach(VertexProperty::remove);
    for (Timeline.Interval<String> wanted : timeline.intervals()) {
      VertexProperty<String> before = stored.remove(wanted.from());
      Timeline.Interval<String> is = before == null ? null : interval(before);
      if (wanted.equals(is)) {
        continue;
      }
      changed = true;
      if (before != null && is != null && Objects.equals(is.value(), wanted.value())) {
        before.property(CmdbSchema.VALID_TO, wanted.to());
        continue;
      }
      if (before != null) {
        before.remove();
      }
      vertex()
          .property(
              Cardinality.list,
              CmdbSchema.VERSION,
              Objects.requireNonNullElse(wanted.value(), ""),
              CmdbSchema.VALID_FROM,
              wanted.from(),
              CmdbSchema.VALID_TO,
              wanted.to());
    }
    changed |= !stored.isEmpty();
    stored.values().forEach(VertexProperty::remove);
    return changed;
  }

  /** What is current, as plain properties. */
  private void project(@Nullable String line) {
    Node node = line == null ? null : VersionLine.read(line, Timeline.SINCE_EVER).getNode();
    if (node == null) {
      one(CmdbSchema.TYPE, null);
      one(CmdbSchema.NAME, null);
      one(CmdbSchema.DOMAIN, null);
      all(CmdbSchema.ALIAS, Set.of());
      all(CmdbSchema.ATTRIBUTE, Set.of());
      return;
    }
    one(CmdbSchema.TYPE, node.getType());
    one(CmdbSchema.NAME, node.getName().isEmpty() ? node.getId() : node.getName());
    one(CmdbSchema.DOMAIN, node.getDomain());
    all(CmdbSchema.ALIAS, new HashSet<>(node.getAliases()));
    Set<String> attributes = new HashSet<>();
    node.getAttributes().forEach((key, value) -> attributes.add(key + "=" + value));
    all(CmdbSchema.ATTRIBUTE, attributes);
  }

  private void one(String key, @Nullable String value) {
    String cut = value == null || value.isEmpty() ? null : cut(value);
    if (isBare && cut == null) {
      return;
    }
    Object before = isBare ? null : vertex().property(key).orElse(null);
    if (cut == null) {
      vertex().properties(key).forEachRemaining(VertexProperty::remove);
    } else if (!cut.equals(before)) {
      vertex().property(Cardinality.single, key, cut);
    }
  }

  private void all(String key, Set<String> values) {
    Set<String> missing = new HashSet<>();
    values.forEach(value -> missing.add(cut(value)));
    if (!isBare) {
      vertex()
          .<String>properties(key)
          .forEachRemaining(
              property -> {
                if (!missing.remove(property.value())) {
                  property.remove();
                }
              });
    }
    missing.forEach(value -> ((Vertex) vertex()).property(Cardinality.set, key, value));
  }

  private static String cut(String text) {
    return text.length() <= CmdbSchema.INDEXED_CHARS
        ? text
        : text.substring(0, CmdbSchema.INDEXED_CHARS);
  }
}
