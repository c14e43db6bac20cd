package io.lull.pipeline.model;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The topology as it is known at one moment: CIs, their relations, and the names they are reported
 * under. Not thread-safe; the caller applies changes in the order of their time.
 *
 * <p>Changes of different nodes and relations commute: a relation may come before its ends and is
 * not seen until both are there. The view is the same at whatever order the changes of one moment
 * are applied, and every collection is sorted, relations by their id in the order of Unicode.
 *
 * <p><b>Memory.</b> Nodes and relations are packed into pages of bytes ({@link RecordStore}) and
 * found over arrays of ints: besides its texts a node takes about 50 bytes and 30 a name, a
 * relation 50 and its attributes. {@link Node} and {@link Relation} are made anew at each reading.
 * The pages are what a snapshot keeps ({@link #chunks}), so they are held once.
 *
 * <p><b>Cost.</b> A change takes O(its size + log degree) amortised, however many neighbours its
 * CIs have; the deletion of a node, and its coming after its relations, O(degree). Now and then
 * (amortised O(1)) a table is doubled, a matter of tens of milliseconds at a million CIs.
 *
 * <p><b>Indexes.</b> Reading by index allocates nothing. An index is that of a CI until the CI is
 * deleted, a handle that of a relation until the topology changes, a type's code until the last
 * relation of the type is gone; all of them depend on the history, differ from subtask to subtask,
 * and are neither kept in state nor compared.
 */
public final class Topology {
  /** Domain of CIs that no domain was assigned to, and of unknown ones. */
  public static final String DEFAULT_DOMAIN = "default";

  /** Instead of an index: no CI. */
  public static final int UNKNOWN = -1;

  /** Instead of an index: several CIs have the name. */
  public static final int AMBIGUOUS = -2;

  private final Graph graph = new Graph();
  private final NodeTable nodes = graph.nodes;
  private final NodeRecords records = graph.records;
  private final RelationTable relations = graph.relations;
  private final NameIndex names = graph.names;
  private long version;
  private long wiring;

  /**
   * Whom a reported name means.
   *
   * @param node the CI; null if no CI has the name, or several have
   * @param ambiguous whether several CIs have the name
   */
  public record Match(@Nullable Node node, boolean ambiguous) {
    static final Match NONE = new Match(null, false);
    static final Match AMBIGUOUS = new Match(null, true);
  }

  /**
   * Id of what a change is about: the node's id, or the relation's.
   *
   * @throws IllegalArgumentException if not exactly one of node and relation is set
   */
  public static String idOf(TopologyChange change) {
    check(change);
    return change.getNode() != null ? change.getNode().getId() : idOf(change.getRelation());
  }

  /** Id of a relation, see {@link RelationIds}. */
  public static String idOf(Relation relation) {
    return RelationIds.of(relation);
  }

  /** Whether the change removes its subject. */
  public static boolean isDelete(TopologyChange change) {
    return change.getOp() == ChangeOp.DELETE;
  }

  private static void check(TopologyChange change) {
    if ((change.getNode() == null) == (change.getRelation() == null)) {
      throw new IllegalArgumentException(
          "a topology change is about exactly one of a node and a relation: " + change);
    }
  }

  /**
   * Applies a change. What it holds is copied.
   *
   * @throws IllegalArgumentException if not exactly one of node and relation is set
   */
  public void apply(TopologyChange change) {
    apply(change, true);
  }

  /**
   * Applies a change that holds since ever, which has no place in time among the others: it
   * concerns exactly its id. The relations of a node that is deleted wait for it to come back, and
   * of parallel links the one that is named goes. So the last change of each id decides, in
   * whatever order those of different ids come. (Reconciliation deletes a node's relations by
   * name.)
   *
   * @throws IllegalArgumentException if not exactly one of node and relation is set
   */
  public void applySinceEver(TopologyChange change) {
    apply(change, false);
  }

  private void apply(TopologyChange change, boolean withWhatBelongs) {
    check(change);
    boolean changed;
    boolean rewired;
    if (change.getNode() != null) {
      Node node = change.getNode();
      int before = graph.nodeCount();
      changed = isDelete(change) ? graph.remove(node.getId(), withWhatBelongs) : graph.put(node);
      rewired = changed && (isDelete(change) || graph.nodeCount() != before);
    } else {
      Relation relation = change.getRelation();
      changed = isDelete(change) ? graph.remove(relation, withWhatBelongs) : graph.put(relation);
      rewired = changed;
    }
    version += changed ? 1 : 0;
    wiring += rewired ? 1 : 0;
  }

  /** Number of changes applied so far that altered anything. Not kept over a restore. */
  public long version() {
    return version;
  }

  /**
   * Number of changes applied so far that altered which CIs there are or how they are related; what
   * merely tells of a CI is not among them. Not kept over a restore.
   */
  public long wiring() {
    return wiring;
  }

  /** Index of the CI; {@link #UNKNOWN} if there is none. */
  public int indexOf(String id) {
    int index = nodes.find(id);
    return index >= 0 && nodes.isPresent(index) ? index : UNKNOWN;
  }

  /** Id of the CI. The text is made anew. */
  public String id(int index) {
    return nodes.id(index);
  }

  /** Type of the CI, such as HOST. */
  public String type(int index) {
    return records.type(index);
  }

  /** Domain of the CI; {@link #DEFAULT_DOMAIN} where none is assigned. */
  public String domain(int index) {
    String domain = records.domain(index);
    return domain == null ? DEFAULT_DOMAIN : domain;
  }

  /** Whether all CIs are in {@link #DEFAULT_DOMAIN}. */
  public boolean isUndivided() {
    return graph.hasNoDomainBut(DEFAULT_DOMAIN);
  }

  /** An attribute of the CI; null if it is not set. */
  public @Nullable String nodeAttribute(int index, String key) {
    return records.attribute(index, key);
  }

  /** The CI of the index. */
  public Node node(int index) {
    return records.node(index);
  }

  /** Number of CIs. */
  public int nodeCount() {
    return graph.nodeCount();
  }

  /** All indexes of CIs are below. */
  public int indexLimit() {
    return nodes.limit();
  }

  /** Number of relations at the CI whose ends are both known; one to itself has two ends here. */
  public int degree(int index) {
    return relations.outgoing.complete(index) + relations.incoming.complete(index);
  }

  /**
   * Visits the relations at the CI whose ends are both known: first those that start there, then
   * those that end there, each in the order of their ids. A relation of a CI to itself is visited
   * both times. Costs O(relations visited + log degree); those that wait for an end are passed over
   * one by one. The topology must not be changed meanwhile; visits may be nested.
   *
   * @return whether no visit said to stop
   */
  public boolean forEachRelation(int index, RelationVisitor visitor) {
    return forEachRelationFrom(index, visitor) && forEachRelationTo(index, visitor);
  }

  /** The first half of {@link #forEachRelation}: relations that start at the CI. */
  public boolean forEachRelationFrom(int index, RelationVisitor visitor) {
    return relations.outgoing.complete(index) == 0
        || relations.outgoing.forEach(
            index,
            relation ->
                !relations.isComplete(relation)
                    || visitor.visit(
                        relations.to(relation), relations.type(relation), true, relation));
  }

  /** The second half of {@link #forEachRelation}: relations that end at the CI. */
  public boolean forEachRelationTo(int index, RelationVisitor visitor) {
    return relations.incoming.complete(index) == 0
        || relations.incoming.forEach(
            index,
            relation ->
                !relations.isComplete(relation)
                    || visitor.visit(
                        relations.from(relation), relations.type(relation), false, relation));
  }

  /** The type of a code. The same text object for as long as the code has the type. */
  public String relationType(int code) {
    return graph.types.text(code);
  }

  /** An attribute of a relation; null if it is not set. */
  public @Nullable String attribute(int relation, String key) {
    return relations.attribute(relation, key);
  }

  /** The relation of a handle. */
  public Relation relation(int relation) {
    return relations.relation(relation);
  }

  /**
   * Index of the CI that a reported name means: its id, else an alias, else its name, without
   * regard to case and to the spelling of addresses; failing that the host of a URL or of {@code
   * host:port}, and of an FQDN the host with fewer labels. The longest form that is known decides;
   * one that several CIs share at the same rank is {@link #AMBIGUOUS}.
   */
  public int find(String reported) {
    int exact = indexOf(reported);
    if (exact >= 0) {
      return exact;
    }
    for (String candidate : Names.candidates(reported)) {
      int found = names.find(candidate);
      if (found != NameIndex.NONE) {
        return found == NameIndex.AMBIGUOUS ? AMBIGUOUS : found;
      }
    }
    return UNKNOWN;
  }

  /** The CI that a reported name means, see {@link #find}. */
  public Match match(String reported) {
    int found = find(reported);
    if (found < 0) {
      return found == AMBIGUOUS ? Match.AMBIGUOUS : Match.NONE;
    }
    return new Match(node(found), false);
  }

  /** The CI that a reported name means; null if there is none, or no single one. */
  public @Nullable Node resolve(String reported) {
    int found = find(reported);
    return found < 0 ? null : node(found);
  }

  /** The CI of the id; null if there is none. */
  public @Nullable Node node(String id) {
    int index = indexOf(id);
    return index < 0 ? null : node(index);
  }

  /** All CIs, in no particular order. A view. */
  public Collection<Node> nodes() {
    return new NodeView(graph);
  }

  /** Number of relations with both ends known. */
  public int relationCount() {
    return graph.completeCount();
  }

  /** Number of relations that wait for an end. */
  public int danglingCount() {
    return relations.size() - graph.completeCount();
  }

  /** Relations that start at the CI and whose ends are both known, by id. A view. */
  public Collection<Relation> relationsFrom(String id) {
    int index = indexOf(id);
    return index < 0 ? List.of() : new RelationView(relations, relations.outgoing, index);
  }

  /** Relations that end at the CI and whose ends are both known, by id. A view. */
  public Collection<Relation> relationsTo(String id) {
    int index = indexOf(id);
    return index < 0 ? List.of() : new RelationView(relations, relations.incoming, index);
  }

  /** Ids of the CIs at the other end of any relation, sorted, the CI itself left out. */
  public SortedSet<String> neighbours(String id) {
    int index = indexOf(id);
    if (index < 0) {
      return Collections.emptySortedSet();
    }
    SortedSet<String> ids = new TreeSet<>();
    forEachRelation(
        index,
        (other, type, outgoing, relation) -> {
          if (other != index) {
            ids.add(id(other));
          }
          return true;
        });
    return ids;
  }

  /** Domain of the CI; {@link #DEFAULT_DOMAIN} where none is assigned or the CI is unknown. */
  public String domain(String id) {
    int index = indexOf(id);
    return index < 0 ? DEFAULT_DOMAIN : domain(index);
  }

  /**
   * What a snapshot keeps: pages by number. They go on being the topology's own, see {@link Chunk};
   * a snapshot keeps their {@linkplain Chunk#frozen frozen} views.
   */
  public Map<Integer, Chunk> chunks() {
    return graph.chunks();
  }

  /**
   * Takes over the pages of a snapshot. Costs about what applying the changes would, without
   * decoding and sorting them by time.
   *
   * @throws IllegalStateException if anything was applied before
   * @throws IllegalArgumentException if a page is of an unknown layout
   */
  public void restore(Map<Integer, Chunk> chunks) {
    if (version > 0 || relations.size() > 0 || graph.nodeCount() > 0) {
      throw new IllegalStateException("only an empty topology can be restored");
    }
    graph.restore(chunks);
  }

  /** Bytes of the packed nodes and relations, gaps included. */
  public long packedBytes() {
    return graph.packedBytes();
  }
}
