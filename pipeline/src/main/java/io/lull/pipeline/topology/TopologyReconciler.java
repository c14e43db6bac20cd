package io.lull.pipeline.topology;

import io.lull.pipeline.model.Containment;
import io.lull.pipeline.model.RelationIds;
import io.lull.pipeline.model.Topology;
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
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The graph as the last word on each node and relation has it, and the domain of each node ({@link
 * DomainAssigner}).
 *
 * <p>A relation may come before its ends; it is passed on and waits with whoever uses the graph. A
 * PART_OF that would close a circle is refused: containment is a hierarchy, and walks along it must
 * end. The check costs O(ancestors).
 */
public final class TopologyReconciler {
  private static final String PART_OF = "PART_OF";

  private final Map<String, TopologyChange> current = new HashMap<>();
  private final Map<String, NavigableSet<String>> relationsOfNode = new HashMap<>();
  private final Containment containment = new Containment();
  private final DomainAssigner domains;
  private final BusinessCheck business = new BusinessCheck();

  /**
   * @param domainSize CIs of a domain at most
   */
  public TopologyReconciler(int domainSize) {
    domains = new DomainAssigner(new View(), domainSize);
  }

  /**
   * What a change comes to.
   *
   * @param changes what is new, in the order to apply it; empty if nothing is
   * @param refusal why the change is refused; null if it is not
   * @param remark what is wrong with it all the same; null if nothing is
   */
  public record Outcome(
      List<TopologyChange> changes, @Nullable String refusal, @Nullable String remark) {
    Outcome(List<TopologyChange> changes, @Nullable String refusal) {
      this(changes, refusal, null);
    }
  }

  /** Takes back what was accepted before a restore, with its placement where it is a node. */
  public void restore(TopologyChange accepted, @Nullable Placement placement) {
    put(Topology.idOf(accepted), accepted);
    Node node = accepted.getNode();
    if (node != null) {
      String domain = Objects.requireNonNullElse(node.getDomain(), Topology.DEFAULT_DOMAIN);
      domains.restore(
          node.getId(),
          domain,
          placement == null ? new Placement(Placement.SETTLED, Placement.NEVER) : placement);
    }
  }

  /**
   * Takes a change. The change is not mutated.
   *
   * @param time stream time of the change, milliseconds since the epoch
   */
  public Outcome take(TopologyChange change, long time) {
    String problem = ChangeCheck.problem(change);
    if (problem != null) {
      return new Outcome(List.of(), problem);
    }
    if (Topology.isDelete(change)) {
      return delete(change, time);
    }
    Map<String, String> wrong = AttributeCheck.problems(change);
    TopologyChange readable =
        wrong.isEmpty() ? change : AttributeCheck.without(change, wrong.keySet());
    double before = business.sum();
    Outcome outcome = upsert(readable, time);
    if (outcome.refusal() != null) {
      return outcome;
    }
    List<String> remarks = new ArrayList<>(wrong.values());
    if (!wrong.isEmpty()) {
      remarks.add("left out, the rest holds");
    }
    if (BusinessCheck.isBusiness(change.getNode()) && !outcome.changes().isEmpty()) {
      business.came(change);
      String over = business.problem(before);
      if (over != null) {
        remarks.add(over);
      }
    }
    return remarks.isEmpty()
        ? outcome
        : new Outcome(outcome.changes(), null, String.join("; ", remarks));
  }

  /** Business services of the next batch that map to nothing; to be asked before it is settled. */
  List<RefusedChange> unmapped() {
    return business.unmapped(domains.nextNodes(), id -> !idsOf(relationsOfNode, id).isEmpty());
  }

  /** Stream time of nodes that wait for their domain; {@link Long#MAX_VALUE} if none do. */
  public long nextBatch() {
    return domains.nextBatch();
  }

  /**
   * Gives the nodes of the next batch the domains they stay in. To be called when all changes of
   * that time have been taken.
   *
   * @return the nodes that have another domain now
   */
  public List<TopologyChange> settleNext() {
    long time = nextBatch();
    List<TopologyChange> changes = new ArrayList<>();
    domains
        .settleNext()
        .forEach(
            (id, domain) -> {
              TopologyChange before = Objects.requireNonNull(current.get(id), id);
              TopologyChange moved = TopologyChange.newBuilder(before).build();
              moved.getNode().setDomain(domain);
              Long since = before.getTimeMillis();
              moved.setTimeMillis(since == null || since >= time ? since : Long.valueOf(time));
              current.put(id, moved);
              changes.add(moved);
            });
    return changes;
  }

  /** What is to be kept of the placement of nodes, of what changed since the last call. */
  Map<String, @Nullable Placement> placements() {
    return domains.drain();
  }

  private Outcome upsert(TopologyChange change, long time) {
    Relation relation = change.getRelation();
    if (relation != null && relation.getType().equals(PART_OF)) {
      List<String> circle = containment.circle(relation.getFrom(), relation.getTo());
      if (!circle.isEmpty()) {
        return new Outcome(List.of(), "PART_OF in a circle: " + String.join(" -> ", circle));
      }
    }
    TopologyChange assigned = withDomain(change, time);
    String id = Topology.idOf(assigned);
    TopologyChange before = current.get(id);
    if (before != null && sameSubject(before, assigned)) {
      return new Outcome(List.of(), null);
    }
    put(id, assigned);
    if (relation != null && before == null) {
      related(relation, time);
    }
    return new Outcome(List.of(assigned), null);
  }

  private void related(Relation relation, long time) {
    domains.related(relation.getFrom(), relation.getTo(), relation.getType().equals(PART_OF), time);
  }

  private Outcome delete(TopologyChange change, long time) {
    Relation relation = change.getRelation();
    List<TopologyChange> changes =
        relation == null
            ? deleteNode(change, time)
            : deleteRelations(
                RelationIds.deleted(idsOf(relationsOfNode, relation.getFrom()), relation),
                change,
                time);
    return new Outcome(changes, null);
  }

  /** A node takes its relations with it, one by one: a compacted topic must forget them too. */
  private List<TopologyChange> deleteNode(TopologyChange change, long time) {
    String node = change.getNode().getId();
    List<TopologyChange> changes =
        deleteRelations(List.copyOf(idsOf(relationsOfNode, node)), change, time);
    if (remove(node)) {
      domains.remove(node);
      changes.add(change);
    }
    return changes;
  }

  private List<TopologyChange> deleteRelations(List<String> ids, TopologyChange cause, long time) {
    List<TopologyChange> changes = new ArrayList<>();
    for (String id : ids) {
      TopologyChange relation = current.get(id);
      if (relation != null) {
        remove(id);
        related(relation.getRelation(), time);
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

  private TopologyChange withDomain(TopologyChange change, long time) {
    if (change.getNode() == null) {
      return change;
    }
    Node node =
        Node.newBuilder(change.getNode()).setDomain(domains.report(change.getNode(), time)).build();
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
    if (relation == null) {
      business.put(change.getNode());
    } else {
      relationsOfNode.computeIfAbsent(relation.getFrom(), k -> new TreeSet<>()).add(id);
      relationsOfNode.computeIfAbsent(relation.getTo(), k -> new TreeSet<>()).add(id);
      if (relation.getType().equals(PART_OF)) {
        containment.add(relation.getFrom(), relation.getTo());
      }
    }
  }

  private boolean remove(String id) {
    TopologyChange before = current.remove(id);
    if (before == null) {
      return false;
    }
    Relation relation = before.getRelation();
    if (relation == null) {
      business.remove(id);
    } else {
      removeFrom(relationsOfNode, relation.getFrom(), id);
      removeFrom(relationsOfNode, relation.getTo(), id);
      if (relation.getType().equals(PART_OF) && isLast(relation)) {
        containment.remove(relation.getFrom(), relation.getTo());
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

  /** Number of nodes and relations. */
  public int size() {
    return current.size();
  }

  /** The graph as the assignment of domains sees it. */
  private final class View implements DomainAssigner.Graph {
    @Override
    public boolean isKnown(String node) {
      return current.containsKey(node);
    }

    @Override
    public void forEachNeighbour(String node, Consumer<String> visitor) {
      for (String id : idsOf(relationsOfNode, node)) {
        Relation relation = Objects.requireNonNull(current.get(id), id).getRelation();
        visitor.accept(relation.getFrom().equals(node) ? relation.getTo() : relation.getFrom());
      }
    }

    @Override
    public Collection<String> wholes(String node) {
      return containment.wholes(node);
    }

    @Override
    public Collection<String> parts(String node) {
      List<String> parts = new ArrayList<>();
      for (String id : idsOf(relationsOfNode, node)) {
        Relation relation = Objects.requireNonNull(current.get(id), id).getRelation();
        if (relation.getTo().equals(node) && relation.getType().equals(PART_OF)) {
          parts.add(relation.getFrom());
        }
      }
      return parts;
    }
  }
}
