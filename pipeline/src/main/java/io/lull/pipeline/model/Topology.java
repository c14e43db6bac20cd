package io.lull.pipeline.model;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The topology as it is known at one moment: CIs, their relations, and the names they are reported
 * under. Not thread-safe; the caller applies changes in the order of their time.
 *
 * <p>Changes of different nodes and relations commute: a relation may come before its ends and is
 * not seen until both are there. The view is the same at whatever order the changes of one moment
 * are applied, and every collection is sorted. Memory is O(nodes + relations + names); a change
 * costs O(log degree), the deletion of a node O(degree).
 */
public final class Topology {
  /** Domain of CIs that no domain was assigned to, and of unknown ones. */
  public static final String DEFAULT_DOMAIN = "default";

  private final Map<String, Node> nodes = new HashMap<>();
  // Relations by each end, then by id, dangling ones included.
  private final Map<String, NavigableMap<String, Relation>> outgoing = new HashMap<>();
  private final Map<String, NavigableMap<String, Relation>> incoming = new HashMap<>();
  private final NameIndex names = new NameIndex();
  private int relationCount;
  private int danglingCount;
  private long version;

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
    if ((change.getNode() == null) == (change.getRelation() == null)) {
      throw new IllegalArgumentException(
          "a topology change is about exactly one of a node and a relation: " + change);
    }
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

  /**
   * Applies a change. Nodes and relations are kept, not copied: the caller does not mutate them
   * afterwards.
   *
   * @throws IllegalArgumentException if not exactly one of node and relation is set
   */
  public void apply(TopologyChange change) {
    String id = idOf(change);
    version++;
    if (change.getNode() != null) {
      if (isDelete(change)) {
        removeNode(id);
      } else {
        putNode(change.getNode());
      }
    } else if (isDelete(change)) {
      removeRelation(change.getRelation());
    } else {
      putRelation(change.getRelation());
    }
  }

  /** Number of changes applied. */
  public long version() {
    return version;
  }

  private void putNode(Node node) {
    Node before = nodes.put(node.getId(), node);
    if (before == null) {
      danglingCount -= completeRelations(node.getId());
    } else {
      names.remove(before);
    }
    names.add(node);
  }

  private void removeNode(String id) {
    Node before = nodes.get(id);
    touching(id).forEach(this::removeRelation);
    if (before != null) {
      nodes.remove(id);
      names.remove(before);
    }
  }

  private void putRelation(Relation relation) {
    String id = idOf(relation);
    Relation before =
        outgoing.computeIfAbsent(relation.getFrom(), k -> new TreeMap<>()).put(id, relation);
    incoming.computeIfAbsent(relation.getTo(), k -> new TreeMap<>()).put(id, relation);
    if (before == null) {
      relationCount++;
      danglingCount += isComplete(relation) ? 0 : 1;
    }
  }

  /** One that names no interfaces stands for all of its ends and type. */
  private void removeRelation(Relation relation) {
    NavigableMap<String, Relation> known = all(outgoing, relation.getFrom());
    for (String id : RelationIds.deleted(known.navigableKeySet(), relation)) {
      removeRelation(id, relation);
    }
  }

  private void removeRelation(String id, Relation relation) {
    if (removeFrom(outgoing, relation.getFrom(), id)) {
      removeFrom(incoming, relation.getTo(), id);
      relationCount--;
      danglingCount -= isComplete(relation) ? 0 : 1;
    }
  }

  private static boolean removeFrom(
      Map<String, NavigableMap<String, Relation>> index, String end, String id) {
    NavigableMap<String, Relation> relations = index.get(end);
    if (relations == null || relations.remove(id) == null) {
      return false;
    }
    if (relations.isEmpty()) {
      index.remove(end);
    }
    return true;
  }

  private int completeRelations(String id) {
    return (int) touching(id).stream().filter(this::isComplete).count();
  }

  /** Relations at either end of the id, each once. */
  private Collection<Relation> touching(String id) {
    Map<String, Relation> touching = new TreeMap<>(all(outgoing, id));
    touching.putAll(all(incoming, id));
    return new ArrayList<>(touching.values());
  }

  private boolean isComplete(Relation relation) {
    return nodes.containsKey(relation.getFrom()) && nodes.containsKey(relation.getTo());
  }

  /** The CI of the id; null if there is none. */
  public @Nullable Node node(String id) {
    return nodes.get(id);
  }

  /** All CIs, in no particular order. */
  public Collection<Node> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  /** Number of relations with both ends known. */
  public int relationCount() {
    return relationCount - danglingCount;
  }

  /** Number of relations that wait for an end. */
  public int danglingCount() {
    return danglingCount;
  }

  /**
   * The CI that a reported name means: its id, else an alias, else its name, without regard to case
   * and to the spelling of addresses; failing that the host of a URL or of {@code host:port}, and
   * of an FQDN the host with fewer labels. The longest form that is known decides; one that several
   * CIs share at the same rank is ambiguous.
   */
  public Match match(String reported) {
    Node exact = nodes.get(reported);
    if (exact != null) {
      return new Match(exact, false);
    }
    for (String candidate : Names.candidates(reported)) {
      Match match = names.find(candidate);
      if (match != Match.NONE) {
        return match;
      }
    }
    return Match.NONE;
  }

  /** The CI that a reported name means; null if there is none, or no single one. */
  public @Nullable Node resolve(String reported) {
    return match(reported).node();
  }

  /** Relations that start at the CI and whose ends are both known, by id. */
  public Collection<Relation> relationsFrom(String id) {
    return known(all(outgoing, id));
  }

  /** Relations that end at the CI and whose ends are both known, by id. */
  public Collection<Relation> relationsTo(String id) {
    return known(all(incoming, id));
  }

  /** Ids of the CIs at the other end of any relation, sorted, the CI itself left out. */
  public SortedSet<String> neighbours(String id) {
    SortedSet<String> ids = new TreeSet<>();
    collect(relationsFrom(id), Relation::getTo, ids);
    collect(relationsTo(id), Relation::getFrom, ids);
    ids.remove(id);
    return ids;
  }

  private static void collect(
      Collection<Relation> relations, Function<Relation, String> end, Collection<String> into) {
    for (Relation relation : relations) {
      into.add(end.apply(relation));
    }
  }

  /** Domain of the CI; {@link #DEFAULT_DOMAIN} where none is assigned or the CI is unknown. */
  public String domain(String id) {
    Node node = nodes.get(id);
    return node == null || node.getDomain() == null ? DEFAULT_DOMAIN : node.getDomain();
  }

  private static NavigableMap<String, Relation> all(
      Map<String, NavigableMap<String, Relation>> index, String id) {
    return index.getOrDefault(id, Collections.emptyNavigableMap());
  }

  private Collection<Relation> known(NavigableMap<String, Relation> relations) {
    if (danglingCount == 0) {
      return Collections.unmodifiableCollection(relations.values());
    }
    List<Relation> complete = new ArrayList<>(relations.size());
    for (Relation relation : relations.values()) {
      if (isComplete(relation)) {
        complete.add(relation);
      }
    }
    return Collections.unmodifiableList(complete);
  }
}
