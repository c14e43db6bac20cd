package io.lull.standalone.simulate;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What happens to an estate while it runs: pods come and go, hosts are renamed and replaced. */
public final class EstateChurn {
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;

  private final Random random;

  public EstateChurn(long seed) {
    random = new Random(seed);
  }

  /** Some pods are replaced by others, elsewhere. */
  public Estate pods(Estate estate, double part) {
    List<String> hosts =
        estate.nodes().values().stream()
            .filter(node -> node.getType().equals("POD"))
            .flatMap(node -> estate.to(node.getId(), "RUNS_ON").stream())
            .distinct()
            .toList();
    Map<String, String> renamed = new TreeMap<>();
    Map<String, String> places = new TreeMap<>();
    for (Node node : estate.nodes().values()) {
      if (node.getType().equals("POD") && random.nextDouble() < part) {
        String name = node.getId();
        String next = name.substring(0, name.length() - SUFFIX) + suffix();
        renamed.put(name, next);
        places.put(next, hosts.get(random.nextInt(hosts.size())));
      }
    }
    return changed(
        estate,
        node -> {
          String next = renamed.get(node.getId());
          return next == null
              ? node
              : new Node(next, "POD", next, List.of(next), null, node.getAttributes());
        },
        places);
  }

  private String suffix() {
    return random
        .ints(SUFFIX, 0, LETTERS.length())
        .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
        .collect(Collectors.joining());
  }

  /** A host is called otherwise; it stays the same machine. */
  public Estate rename(Estate estate, String host, String name) {
    return changed(
        estate,
        node -> {
          if (!node.getId().equals(host)) {
            return node;
          }
          List<String> aliases = new ArrayList<>(node.getAliases());
          aliases.set(0, name + ".renamed.example");
          return new Node(host, node.getType(), name, aliases, null, node.getAttributes());
        },
        Map.of());
  }

  /** A host is scrapped with all that runs on it, and another one gets its address. */
  public Estate replace(Estate estate, String host, String by) {
    return changed(
        estate,
        node -> {
          if (!node.getId().equals(host)) {
            return node;
          }
          List<String> aliases = new ArrayList<>(node.getAliases());
          aliases.set(0, by + ".example");
          return new Node(by, node.getType(), by, aliases, null, node.getAttributes());
        },
        Map.of());
  }

  private interface Change {
    Node of(Node node);
  }

  /** Nodes as changed, relations between them, and where the pods given run. */
  private static Estate changed(Estate estate, Change change, Map<String, String> places) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    Map<String, String> ids = new TreeMap<>();
    for (Node node : estate.nodes().values()) {
      Node next = change.of(node);
      nodes.put(next.getId(), next);
      ids.put(node.getId(), next.getId());
    }
    List<Relation> relations = new ArrayList<>();
    for (Relation relation : estate.relations()) {
      String from = ids.getOrDefault(relation.getFrom(), relation.getFrom());
      String to = ids.getOrDefault(relation.getTo(), relation.getTo());
      String place = relation.getType().equals("RUNS_ON") ? places.get(from) : null;
      relations.add(
          new Relation(
              from, place == null ? to : place, relation.getType(), relation.getAttributes()));
    }
    return new Estate(nodes, relations);
  }
}
