package io.lull.pipeline.topology;

import io.lull.pipeline.model.RelationIds;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The graph as the last word on each node and relation has it.
 *
 * <p>A relation may come before its ends; it is passed on and waits with whoever uses the graph. A
 * PART_OF that would close a circle is refused: containment is a hierarchy, and walks along it must
 * end. The check costs O(ancestors).
 */
public final class TopologyReconciler {
  private static final String PART_OF = "PART_OF";

  private final Map<String, TopologyChange> current = new HashMap<>();
  private final Map<String, NavigableSet<String>> relationsOfNode = new HashMap<>();
  private final Map<String, NavigableSet<String>> wholes = new HashMap<>();

  /**
   * What a change comes to.
   *
   * @param changes what is new, in the order to apply it; empty if nothing is
   * @param refusal why the change is refused; null if it is not
   */
  public record Outcome(List<TopologyChange> changes, @Nullable String refusal) {}

  /** Takes back what was accepted before a restore. */
  public void restore(TopologyChange accepted) {
    put(Topology.idOf(accepted), accepted);
  }

  /** Takes a change. The change is not mutated. */
  public Outcome take(TopologyChange change) {
    String problem = ChangeCheck.problem(change);
    if (problem != null) {
      return new Outcome(List.of(), problem);
    }
    return Topology.isDelete(change) ? delete(change) : upsert(change);
  }

  private Outcome upsert(TopologyChange change) {
    Relation relation = change.getRelation();
    if (relation != null) {
      List<String> circle = circle(relation);
      if (!circle.isEmpty()) {
        return new Outcome(List.of(), "PART_OF in a circle: " + String.join(" -> ", circle));
      }
    }
    TopologyChange assigned = withDomain(change);
    String id = Topology.idOf(assigned);
    TopologyChange before = current.get(id);
    if (before != null && sameSubject(before, assigned)) {
      return new Outcome(List.of(), null);
    }
    put(id, assigned);
    return new Outcome(List.of(assigned), null);
  }

  private Outcome delete(TopologyChange change) {
    Relation relation = change.getRelation();
    List<TopologyChange> changes =
        relation == null
            ? deleteNode(change)
            : deleteRelations(
                RelationIds.deleted(idsOf(relationsOfNode, relation.getFrom()), relation), change);
    return new Outcome(changes, null);
  }

  /** A node takes its relations with it, one by one: a compacted topic must forget them too. */
  private List<TopologyChange> deleteNode(TopologyChange change) {
    String node = change.getNode().getId();
    List<TopologyChange> changes =
        deleteRelations(List.copyOf(idsOf(relationsOfNode, node)), change);
    if (remove(node)) {
      changes.add(change);
    }
    return changes;
  }

  private List<TopologyChange> deleteRelations(List<String> ids, TopologyChange cause) {
    List<TopologyChange> changes = new ArrayList<>();
    for (String id : ids) {
      TopologyChange relation = current.get(id);
      if (relation != null) {
        remove(id);
        changes.add(deletionOf(relation.getRelation(), cause));
      }
    }
    return changes;
  }

  private static NavigableSet<String> idsOf(Map<String, NavigableSet<String>> index, String key) {
    return index.getOrDefault(key, Collections.emptyNavigableSet());
  }

  private static TopologyChange deletionOf(Relation relation, TopologyChange cause) {
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.DELETE)
        .setTimeMillis(cause.getTimeMillis())
        .setRelation(relation)
        .setSource(cause.getSource())
        .build();
  }

  private static TopologyChange withDomain(TopologyChange change) {
    if (change.getNode() == null) {
      return change;
    }
    Node node =
        Node.newBuilder(change.getNode()).setDomain(ChangeCheck.domainOf(change.getNode())).build();
    return TopologyChange.newBuilder(change).setNode(node).build();
  }

  private static boolean sameSubject(TopologyChange a, TopologyChange b) {
    return a.getNode() != null
        ? a.getNode().equals(b.getNode())
        : a.getRelation().equals(b.getRelation());
  }

  private void put(String id, TopologyChange change) {
    current.put(id, change);
    Relation relation = change.getRelation();
    if (relation != null) {
      relationsOfNode.computeIfAbsent(relation.getFrom(), k -> new TreeSet<>()).add(id);
      relationsOfNode.computeIfAbsent(relation.getTo(), k -> new TreeSet<>()).add(id);
      if (relation.getType().equals(PART_OF)) {
        wholes.computeIfAbsent(relation.getFrom(), k -> new TreeSet<>()).add(relation.getTo());
      }
    }
  }

  private boolean remove(String id) {
    TopologyChange before = current.remove(id);
    if (before == null) {
      return false;
    }
    Relation relation = before.getRelation();
    if (relation != null) {
      removeFrom(relationsOfNode, relation.getFrom(), id);
      removeFrom(relationsOfNode, relation.getTo(), id);
      if (relation.getType().equals(PART_OF) && isLast(relation)) {
        removeFrom(wholes, relation.getFrom(), relation.getTo());
      }
    }
    return true;
  }

  /** Whether no parallel relation is left. */
  private boolean isLast(Relation relation) {
    return idsOf(relationsOfNode, relation.getFrom()).stream()
        .map(current::get)
        .filter(Objects::nonNull)
        .map(TopologyChange::getRelation)
        .noneMatch(
            other ->
                other.getType().equals(relation.getType())
                    && other.getFrom().equals(relation.getFrom())
                    && other.getTo().equals(relation.getTo()));
  }

  private static void removeFrom(
      Map<String, NavigableSet<String>> index, String key, String value) {
    NavigableSet<String> values = index.get(key);
    if (values != null && values.remove(value) && values.isEmpty()) {
      index.remove(key);
    }
  }

  /** The circle that the relation would close, from its start to its start; empty if none. */
  private List<String> circle(Relation relation) {
    if (!relation.getType().equals(PART_OF)) {
      return List.of();
    }
    Map<String, String> cameFrom = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Deque<String> queue = new ArrayDeque<>();
    queue.add(relation.getTo());
    seen.add(relation.getTo());
    while (!queue.isEmpty()) {
      String part = queue.remove();
      for (String whole : wholes.getOrDefault(part, Collections.emptyNavigableSet())) {
        if (seen.add(whole)) {
          cameFrom.put(whole, part);
          queue.add(whole);
        }
      }
    }
    return seen.contains(relation.getFrom()) ? path(relation, cameFrom) : List.of();
  }

  private static List<String> path(Relation relation, Map<String, String> cameFrom) {
    List<String> path = new ArrayList<>();
    for (String at = relation.getFrom(); at != null; at = cameFrom.get(at)) {
      path.add(at);
    }
    path.add(relation.getFrom());
    Collections.reverse(path);
    return path;
  }

  /** Number of nodes and relations. */
  public int size() {
    return current.size();
  }
}
