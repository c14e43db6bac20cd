package io.lull.benchmark.storm;

import io.lull.pipeline.model.Topology;
import io.lull.pipeline.topology.TopologyReconciler;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A place where faults happen: CIs and their relations, in the order in which they were built. */
final class World {
  /** Correlation domain of all CIs. */
  static final String DOMAIN = "storm";

  private final String kind;
  private final String name;
  private final boolean routed;
  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, List<Tie>> ties = new HashMap<>();
  private final List<Tie> all = new ArrayList<>();
  private final Set<String> linked = new LinkedHashSet<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<Double, Topology> topologies = new HashMap<>();
  private final Map<Integer, Topology> divided = new HashMap<>();

  /**
   * A relation.
   *
   * @param from CI id
   * @param type of the topology's vocabulary
   * @param to CI id
   * @param attributes such as the interfaces of a link
   */
  record Tie(String from, String type, String to, Map<String, String> attributes) {
    boolean link() {
      return type.equals("CONNECTED_TO");
    }

    String other(String end) {
      return from.equals(end) ? to : from;
    }

    /** The interface of a link at one of its ends. */
    String port(String end) {
      String at = from.equals(end) ? "fromInterface" : "toInterface";
      return attributes.getOrDefault(at, "");
    }

    /** The name under which a link is a root. */
    String linkId() {
      return from.compareTo(to) <= 0 ? from + "--" + to : to + "--" + from;
    }

    double share() {
      return Double.parseDouble(attributes.getOrDefault("share", "1"));
    }
  }

  /**
   * @param kind for the table
   * @param name of this one
   * @param routed whether network devices that are connected hold a BGP session
   */
  World(String kind, String name, boolean routed) {
    this.kind = kind;
    this.name = name;
    this.routed = routed;
  }

  World node(String id, String type) {
    types.put(id, type);
    return this;
  }

  World tie(String from, String type, String to) {
    return add(new Tie(from, type, to, Map.of()));
  }

  World depends(String from, String to, double share) {
    String text = Double.toString(Math.round(share * 100) / 100.0);
    return add(new Tie(from, "DEPENDS_ON", to, share < 1 ? Map.of("share", text) : Map.of()));
  }

  /** Connects the two through the next free port of either. */
  World connect(String from, String to) {
    Map<String, String> attributes = Map.of("fromInterface", port(from), "toInterface", port(to));
    return add(new Tie(from, "CONNECTED_TO", to, attributes));
  }

  private String port(String node) {
    int number = ports.merge(node, 1, Integer::sum) - 1;
    return switch (type(node)) {
      case "ROUTER" -> "HundredGigE0/0/0/" + number;
      case "SWITCH" -> "Ethernet1/" + (number + 1);
      default -> "eth" + number;
    };
  }

  private World add(Tie tie) {
    if (!types.containsKey(tie.from()) || !types.containsKey(tie.to())) {
      throw new IllegalArgumentException("an end is missing: " + tie);
    }
    all.add(tie);
    if (tie.link()) {
      linked.add(tie.from());
      linked.add(tie.to());
    }
    ties.computeIfAbsent(tie.from(), k -> new ArrayList<>()).add(tie);
    ties.computeIfAbsent(tie.to(), k -> new ArrayList<>()).add(tie);
    return this;
  }

  String kind() {
    return kind;
  }

  String name() {
    return name;
  }

  Set<String> nodes() {
    return types.keySet();
  }

  List<String> nodes(String type) {
    return types.keySet().stream().filter(id -> type(id).equals(type)).toList();
  }

  String type(String node) {
    return types.getOrDefault(node, "");
  }

  /** Whether it forwards traffic of others. */
  boolean forwards(String node) {
    return type(node).equals("ROUTER") || type(node).equals("SWITCH");
  }

  /** Whether the ends of the link speak BGP with each other. */
  boolean session(Tie link) {
    return routed && forwards(link.from()) && forwards(link.to());
  }

  List<Tie> ties() {
    return all;
  }

  List<Tie> ties(String node) {
    return ties.getOrDefault(node, List.of());
  }

  List<Tie> links(String node) {
    return ties(node).stream().filter(Tie::link).toList();
  }

  /** Relations that end at the node. */
  List<Tie> into(String node, String type) {
    return ties(node).stream().filter(t -> t.to().equals(node) && t.type().equals(type)).toList();
  }

  /** Relations that start at the node. */
  List<Tie> outOf(String node, String type) {
    return ties(node).stream().filter(t -> t.from().equals(node) && t.type().equals(type)).toList();
  }

  /**
   * Network nodes that lose the rest of it when these fail: all but the largest part that is still
   * connected. The dead nodes are not among them.
   */
  Set<String> cutOff(Set<String> deadNodes, Set<Tie> deadLinks) {
    Set<String> cut = apart(deadNodes, deadLinks);
    cut.removeAll(apart(Set.of(), Set.of()));
    return cut;
  }

  private Set<String> apart(Set<String> deadNodes, Set<Tie> deadLinks) {
    Set<String> largest = Set.of();
    Set<String> seen = new HashSet<>();
    Set<String> apart = new LinkedHashSet<>();
    for (String node : linked) {
      if (!deadNodes.contains(node)) {
        apart.add(node);
        if (forwards(node) && !seen.contains(node)) {
          Set<String> part = part(node, deadNodes, deadLinks);
          seen.addAll(part);
          largest = part.size() > largest.size() ? part : largest;
        }
      }
    }
    apart.removeAll(largest);
    return apart;
  }

  private Set<String> part(String start, Set<String> deadNodes, Set<Tie> deadLinks) {
    Set<String> part = new HashSet<>(List.of(start));
    List<String> open = new ArrayList<>(part);
    for (int i = 0; i < open.size(); i++) {
      for (Tie tie : forwards(open.get(i)) ? ties(open.get(i)) : List.<Tie>of()) {
        String next = tie.other(open.get(i));
        boolean carries = tie.link() && !deadLinks.contains(tie) && !deadNodes.contains(next);
        if (carries && part.add(next)) {
          open.add(next);
        }
      }
    }
    return part;
  }

  /**
   * The topology as the product holds it; built once, never changed.
   *
   * @param unknownShare part of the CIs that it does not know, nor any relation of theirs
   */
  Topology topology(double unknownShare) {
    return topologies.computeIfAbsent(
        unknownShare,
        share -> {
          Topology topology = new Topology();
          changes(
              change -> {
                if (isKnown(change, share)) {
                  topology.apply(change);
                }
              });
          return topology;
        });
  }

  /**
   * The topology cut into domains as the product does it.
   *
   * @param domainSize CIs of a domain at most
   */
  Topology divided(int domainSize) {
    return divided.computeIfAbsent(
        domainSize,
        size -> {
          TopologyReconciler reconciler = new TopologyReconciler(size);
          Topology topology = new Topology();
          changes(
              change -> {
                if (change.getNode() != null) {
                  change.getNode().setDomain(null);
                }
                reconciler.take(change, 0).changes().forEach(topology::apply);
              });
          while (reconciler.nextBatch() != Long.MAX_VALUE) {
            reconciler.settleNext().forEach(topology::apply);
          }
          return topology;
        });
  }

  private static boolean isKnown(TopologyChange change, double unknownShare) {
    if (change.getNode() != null) {
      return isKnown(change.getNode().getId(), unknownShare);
    }
    return isKnown(change.getRelation().getFrom(), unknownShare)
        && isKnown(change.getRelation().getTo(), unknownShare);
  }

  private static boolean isKnown(String node, double unknownShare) {
    return new Dice(node.hashCode()).uniform(0, 1) >= unknownShare;
  }

  /** Tells all nodes and relations. */
  void changes(Consumer<TopologyChange> out) {
    types.forEach(
        (id, type) -> {
          Node node =
              Node.newBuilder()
                  .setId(id)
                  .setType(type)
                  .setAliases(new ArrayList<>())
                  .setDomain(DOMAIN)
                  .build();
          out.accept(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setNode(node).build());
        });
    for (Tie tie : all) {
      Relation relation =
          Relation.newBuilder()
              .setFrom(tie.from())
              .setTo(tie.to())
              .setType(tie.type())
              .setAttributes(tie.attributes())
              .build();
      out.accept(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setRelation(relation).build());
    }
  }
}
