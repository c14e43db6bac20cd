package io.lull.standalone.simulate;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is: CIs and how they hang together.
 *
 * @param nodes by id, in the order they were added
 * @param relations in the order they were added
 */
public record Estate(Map<String, Node> nodes, List<Relation> relations) {

  public Estate {
    nodes = new LinkedHashMap<>(nodes);
    relations = List.copyOf(relations);
  }

  public Node node(String id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("the estate has no CI " + id);
    }
    return node;
  }

  /** The CIs that relate to {@code id} by {@code type}: its dependants, members, guests. */
  public List<String> from(String id, String type) {
    return relations.stream()
        .filter(relation -> relation.getTo().equals(id) && relation.getType().equals(type))
        .map(Relation::getFrom)
        .toList();
  }

  /** The CIs that {@code id} relates to by {@code type}. */
  public List<String> to(String id, String type) {
    return relations.stream()
        .filter(relation -> relation.getFrom().equals(id) && relation.getType().equals(type))
        .map(Relation::getTo)
        .toList();
  }

  /** The address the CI reports under: the last of its aliases. */
  public String address(String id) {
    List<String> aliases = node(id).getAliases();
    return aliases.get(aliases.size() - 1);
  }
}
