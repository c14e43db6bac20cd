package io.lull.pipeline.model;

import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * What tells relations apart: from, type and to, and for one of several parallel links the
 * interface at either end, joined by '|'. A relation that does not name both interfaces stands,
 * where it is deleted, for all of its ends and type.
 */
public final class RelationIds {
  private static final char SEPARATOR = '|';

  /** The character after the separator: ids that start with a prefix end before it. */
  private static final char AFTER = SEPARATOR + 1;

  private RelationIds() {}

  /** The id. */
  public static String of(Relation relation) {
    String id = ends(relation);
    return hasInterfaces(relation)
        ? id
            + SEPARATOR
            + relation.getAttributes().get("fromInterface")
            + SEPARATOR
            + relation.getAttributes().get("toInterface")
        : id;
  }

  private static String ends(Relation relation) {
    return relation.getFrom() + SEPARATOR + relation.getType() + SEPARATOR + relation.getTo();
  }

  /** Whether the relation names its interface at both ends. */
  public static boolean hasInterfaces(Relation relation) {
    return areInterfaces(
        relation.getAttributes().get("fromInterface"), relation.getAttributes().get("toInterface"));
  }

  static boolean areInterfaces(@Nullable String from, @Nullable String to) {
    return isSet(from) && isSet(to);
  }

  private static boolean isSet(@Nullable String name) {
    return name != null && !name.isBlank();
  }

  /** Those of the ids that the deletion of the relation is about, in their order. */
  public static List<String> deleted(NavigableSet<String> ids, Relation relation) {
    String id = of(relation);
    List<String> deleted = new ArrayList<>();
    if (ids.contains(id)) {
      deleted.add(id);
    }
    if (!hasInterfaces(relation)) {
      deleted.addAll(ids.subSet(id + SEPARATOR, true, id + AFTER, false));
    }
    return deleted;
  }
}
