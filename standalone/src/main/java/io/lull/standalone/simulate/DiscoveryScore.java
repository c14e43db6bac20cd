package io.lull.standalone.simulate;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much of an estate was discovered, and how much of what was discovered is there.
 *
 * <p>A CI stands for the node whose name or alias is among its own. One that stands for none, for
 * several, or for one that another stands for already is wrong. A relation is right if its ends
 * stand for the ends of one of the estate of its type; links have no direction, and the uplink of a
 * host, which the estate has as a dependency, is a link.
 *
 * @param nodes CIs found, right ones, and those there are
 * @param relations the same of relations
 * @param wrong what is wrong or missing, in words, the first of each kind
 */
public record DiscoveryScore(Count nodes, Count relations, List<String> wrong) {
  private static final int MOST_WRONG = 40;

  /** Found, right, and to be found. */
  public record Count(int found, int right, int there) {
    public double precision() {
      return found == 0 ? 0 : right / (double) found;
    }

    public double recall() {
      return there == 0 ? 0 : right / (double) there;
    }
  }

  /** Compares what was discovered with what there is. */
  public static DiscoveryScore of(
      Estate estate, Collection<Node> nodes, Collection<Relation> relations) {
    Map<String, Set<String>> byName = new HashMap<>();
    for (Node node : estate.nodes().values()) {
      for (String name : names(node)) {
        byName.computeIfAbsent(name, n -> new TreeSet<>()).add(node.getId());
      }
    }
    List<String> wrong = new ArrayList<>();
    Map<String, String> standsFor = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (Node node : nodes) {
      Set<String> meant = new TreeSet<>();
      names(node).forEach(name -> meant.addAll(byName.getOrDefault(name, Set.of())));
      if (meant.size() == 1 && taken.add(meant.iterator().next())) {
        standsFor.put(node.getId(), meant.iterator().next());
      } else if (wrong.size() < MOST_WRONG) {
        wrong.add("CI " + node.getId() + " means " + meant + ": " + node.getAttributes());
      }
    }
    estate.nodes().keySet().stream()
        .filter(id -> !taken.contains(id))
        .limit(MOST_WRONG)
        .forEach(id -> wrong.add("no CI for " + id));
    Count ofNodes = new Count(nodes.size(), taken.size(), estate.nodes().size());
    return new DiscoveryScore(ofNodes, relations(estate, relations, standsFor, wrong), wrong);
  }

  private static Count relations(
      Estate estate,
      Collection<Relation> relations,
      Map<String, String> standsFor,
      List<String> wrong) {
    Set<String> there = new TreeSet<>();
    for (Relation relation : estate.relations()) {
      boolean uplink = relation.getAttributes().containsKey("link");
      there.add(
          key(relation.getFrom(), uplink ? "CONNECTED_TO" : relation.getType(), relation.getTo()));
    }
    Set<String> right = new TreeSet<>();
    for (Relation relation : relations) {
      String from = standsFor.getOrDefault(relation.getFrom(), "?" + relation.getFrom());
      String to = standsFor.getOrDefault(relation.getTo(), "?" + relation.getTo());
      String key = key(from, relation.getType(), to);
      if (!there.contains(key) || !right.add(key)) {
        if (wrong.size() < 3 * MOST_WRONG) {
          wrong.add("relation " + key + ' ' + relation.getAttributes());
        }
      }
    }
    there.stream()
        .filter(key -> !right.contains(key))
        .limit(MOST_WRONG)
        .forEach(key -> wrong.add("no relation " + key));
    return new Count(relations.size(), right.size(), there.size());
  }

  private static String key(String from, String type, String to) {
    boolean swap = type.equals("CONNECTED_TO") && from.compareTo(to) > 0;
    return (swap ? to : from) + ' ' + type + ' ' + (swap ? from : to);
  }

  private static Set<String> names(Node node) {
    Set<String> names = new HashSet<>();
    names.add(node.getId().toLowerCase(Locale.ROOT));
    names.add(node.getName().toLowerCase(Locale.ROOT));
    node.getAliases().forEach(alias -> names.add(alias.toLowerCase(Locale.ROOT)));
    return names;
  }
}
