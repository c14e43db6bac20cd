package io.lull.standalone.simulate;

import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ends of an estate's relations, by the other end and the type. */
final class EstateIndex {
  private final Map<String, List<String>> ends = new HashMap<>();

  EstateIndex(Estate estate) {
    for (Relation relation : estate.relations()) {
      String type = relation.getType();
      add(relation.getFrom() + ">" + type, relation.getTo());
      add(relation.getTo() + "<" + type, relation.getFrom());
    }
  }

  private void add(String key, String end) {
    ends.computeIfAbsent(key, k -> new ArrayList<>()).add(end);
  }

  /** What {@code id} relates to by {@code type}. */
  List<String> to(String id, String type) {
    return ends.getOrDefault(id + ">" + type, List.of());
  }

  /** What relates to {@code id} by {@code type}. */
  List<String> from(String id, String type) {
    return ends.getOrDefault(id + "<" + type, List.of());
  }
}
