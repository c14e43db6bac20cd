package io.lull.connector.janusgraph;

import io.lull.connector.kafka.Contracts;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.tinkerpop.gremlin.structure.Direction;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.janusgraph.core.JanusGraph;
import org.janusgraph.core.JanusGraphEdge;
import org.janusgraph.core.JanusGraphTransaction;

/**
 * Writes changes to the graph, a batch in one transaction, so that none is half applied.
 *
 * <p>What a batch does is worked out before anything is written: the versions of every CI and
 * relation it is about are read, the changes are taken ({@link Timeline}), and what differs is
 * written. So a change that says nothing new writes nothing. A relation whose ends are not known
 * yet gets vertices without versions, which no reader sees.
 *
 * <p>Cost: a look-up in an index for each CI and relation of the batch; the deletion of a CI reads
 * those of its relations that have not ended.
 */
final class GraphWriter implements ChangeStore {
  private final JanusGraph graph;
  private final Writer writer;
  private final Repeats repeats;
  private final LongSupplier clock;
  private final Runnable onClose;
  private long probes;

  /** What becomes of a change that says what is so at its time anyway. */
  enum Repeats {
    /** It is a version, so that the order of changes does not matter. */
    KEPT,
    /** It says nothing; for observations, whose time is that of looking. */
    LEFT_OUT
  }

  /**
   * @param writer who writes
   * @param clock writing time, milliseconds since the epoch
   */
  GraphWriter(
      JanusGraph graph, Writer writer, Repeats repeats, LongSupplier clock, Runnable onClose) {
    this.graph = graph;
    this.writer = writer;
    this.repeats = repeats;
    this.clock = clock;
    this.onClose = onClose;
  }

  @Override
  public void write(List<TopologyChange> changes) {
    CmdbSchema.ensureLabels(
        graph,
        changes.stream()
            .filter(change -> change.getRelation() != null)
            .map(change -> CmdbSchema.label(change.getRelation().getType()))
            .collect(Collectors.toSet()));
    JanusGraphTransaction tx = graph.newTransaction();
    try {
      Batch batch = new Batch(tx, repeats);
      changes.forEach(batch::take);
      batch.flush(new Mark(ChangeSlots.of(clock.getAsLong()), writer.code()));
      tx.commit();
    } catch (RuntimeException e) {
      if (tx.isOpen()) {
        tx.rollback();
      }
      throw e;
    }
  }

  /** Looks for what no cache can hold. */
  @Override
  public void probe() {
    JanusGraphTransaction tx = graph.newTransaction();
    try {
      String id = "probe " + clock.getAsLong() + " " + probes++;
      boolean unused = tx.query().has(CmdbSchema.ID, id).vertices().iterator().hasNext();
    } finally {
      tx.rollback();
    }
  }

  @Override
  public void close() {
    onClose.run();
  }

  /** What is noted on what is written: when, and by whom. */
  record Mark(long slot, String writer) {
    void put(Element element) {
      element.property(CmdbSchema.CHANGED_IN, slot);
      element.property(CmdbSchema.WRITTEN_BY, writer);
    }
  }

  /** The changes of one transaction. */
  private static final class Batch {
    private final JanusGraphTransaction tx;
    private final Repeats repeats;
    private final Map<String, NodeWork> nodes = new HashMap<>();
    private final Map<String, RelationWork> relations = new LinkedHashMap<>();

    Batch(JanusGraphTransaction tx, Repeats repeats) {
      this.tx = tx;
      this.repeats = repeats;
    }

    void take(TopologyChange change) {
      long time =
          change.getTimeMillis() == null ? Timeline.SINCE_EVER : change.getTimeMillis().longValue();
      if (change.getNode() != null) {
        take(change, change.getNode(), time);
      } else {
        take(change, change.getRelation(), time);
      }
    }

    private void take(TopologyChange change, Node node, long time) {
      NodeWork work = node(node.getId());
      String line = VersionLine.of(change);
      if (repeats == Repeats.LEFT_OUT && VersionLine.sayTheSame(work.at(time), line)) {
        return;
      }
      work.set(time, line);
      if (change.getOp() == ChangeOp.DELETE) {
        endRelations(work, time);
      }
    }

    /** Those that the graph has; those of this batch end with {@link RelationWork#flush}. */
    private void endRelations(NodeWork work, long time) {
      if (work.isNew()) {
        return;
      }
      for (JanusGraphEdge edge : work.vertex().query().direction(Direction.BOTH).edges()) {
        if (RelationWork.interval(edge).isValidAt(time)) {
          stored(edge);
        }
      }
    }

    private void take(TopologyChange change, Relation relation, long time) {
      String id = Contracts.topologyKey(change);
      RelationWork work = relation(id, relation);
      String line = VersionLine.of(change);
      if (repeats == Repeats.LEFT_OUT && VersionLine.sayTheSame(work.at(time), line)) {
        return;
      }
      work.set(time, line);
      if (change.getOp() == ChangeOp.DELETE && !isParallel(id, relation)) {
        endParallels(id, relation, time);
      }
    }

    /** A deletion without interfaces is about all parallel links. */
    private void endParallels(String id, Relation relation, long time) {
      NodeWork from = node(relation.getFrom());
      NodeWork to = node(relation.getTo());
      if (!from.isNew() && !to.isNew()) {
        for (JanusGraphEdge edge :
            from.vertex()
                .query()
                .direction(Direction.OUT)
                .labels(CmdbSchema.label(relation.getType()))
                .adjacent(to.vertex())
                .edges()) {
          stored(edge);
        }
      }
      String prefix = id + "|";
      relations.forEach(
          (other, work) -> {
            if (other.startsWith(prefix)) {
              work.endAt(time);
            }
          });
    }

    /** Takes up a relation of which the graph has this edge. */
    private void stored(JanusGraphEdge edge) {
      Timeline.Interval<String> version = RelationWork.interval(edge);
      if (version.value() != null) {
        Relation relation = VersionLine.read(version.value(), version.from()).getRelation();
        RelationWork unused = relation(edge.value(CmdbSchema.RELATION_ID), relation);
      }
    }

    private static boolean isParallel(String id, Relation relation) {
      return !id.equals(base(relation));
    }

    private static String base(Relation relation) {
      return relation.getFrom() + '|' + relation.getType() + '|' + relation.getTo();
    }

    private NodeWork node(String id) {
      return nodes.computeIfAbsent(id, key -> NodeWork.load(tx, key));
    }

    private RelationWork relation(String id, Relation relation) {
      RelationWork known = relations.get(id);
      if (known == null) {
        known = load(id, relation);
        relations.put(id, known);
      }
      return known;
    }

    /** Reads all that has to be read, and then writes. */
    void flush(Mark mark) {
      Map<String, RelationWork> bases = new HashMap<>(relations);
      relations.forEach(
          (id, work) -> {
            if (isParallel(id, work.relation())) {
              // A parallel link goes where all of its ends and type went.
              bases
                  .computeIfAbsent(base(work.relation()), key -> load(key, work.relation()))
                  .ends()
                  .forEach(work::endAt);
            }
          });
      relations.values().forEach(work -> work.flush(mark));
      nodes.values().forEach(node -> node.flush(mark));
    }

    private RelationWork load(String id, Relation relation) {
      return RelationWork.load(tx, id, relation, node(relation.getFrom()), node(relation.getTo()));
    }
  }
}
