package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.RelationIds;
import io.lull.schema.FactRelation;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Relations between CIs, each with the facts that say so.
 *
 * <p>Facts name ends by identifiers; an end that nobody knows yet is looked for again when somebody
 * does. A link is one, whichever end tells it. Where only one of several can be so (a CI runs on
 * one other, a port leads to one other) it is that of the most trusted source, then of most facts,
 * then the latest. What is part of itself by a circle of others is left out ({@link PartCircles}).
 */
final class RelationBook {
  /** Relation type of links, which have no direction. */
  static final String CONNECTED_TO = "CONNECTED_TO";

  private static final String RUNS_ON = "RUNS_ON";
  private static final String PART_OF = "PART_OF";
  private static final String FROM_INTERFACE = "fromInterface";
  private static final String TO_INTERFACE = "toInterface";

  /** The port at the other end, where only one end has been told. */
  private static final String UNKNOWN_PORT = "?";

  /** A relation and the fact that says so. */
  private record Said(Entry by, Relation relation) {}

  /** A relation, and the most trusted fact that says so. */
  record Side(Relation relation, Entry by) {}

  /** Two relations that exclude each other. */
  record Contradiction(Side believed, Side doubted) {}

  private static final Comparator<Said> TRUST =
      Comparator.<Said>comparingInt(said -> said.by().rank)
          .thenComparing(Comparator.<Said>comparingLong(said -> said.by().changedMillis).reversed())
          .thenComparing(said -> said.by().key);

  private final FactIndex index;
  private final Map<String, NavigableMap<String, Said>> support = new HashMap<>();
  private final Map<String, NavigableSet<String>> bySpeaker = new HashMap<>();
  private final Map<String, NavigableSet<String>> bySlot = new HashMap<>();
  private final PartCircles circles = new PartCircles();

  /** Relations that are not believed, each with the one that is so in its place. */
  private final Map<String, String> doubted = new HashMap<>();

  private final NavigableMap<String, Relation> renewedParts = new TreeMap<>();

  RelationBook(FactIndex index) {
    this.index = index;
  }

  int size() {
    return support.size();
  }

  /** Looks again at what a fact says of relations. Adds those that may be others now. */
  void renew(String speaker, @Nullable Entry entry, NavigableSet<String> touched) {
    for (String id : bySpeaker.getOrDefault(speaker, Collections.emptyNavigableSet())) {
      withdraw(id, speaker, touched);
    }
    bySpeaker.remove(speaker);
    if (entry == null || isSilent(entry)) {
      return;
    }
    for (Entry.Ends told : entry.ends) {
      Relation relation = resolve(entry, told);
      if (relation != null) {
        String id = idOf(relation);
        support.computeIfAbsent(id, k -> new TreeMap<>()).put(speaker, new Said(entry, relation));
        bySpeaker.computeIfAbsent(speaker, k -> new TreeSet<>()).add(id);
        slots(relation).forEach(slot -> bySlot.computeIfAbsent(slot, s -> new TreeSet<>()).add(id));
        touch(relation, id, touched);
      }
    }
  }

  /** What lingers says nothing any more once something live is about the same CI. */
  private boolean isSilent(Entry entry) {
    return !entry.isLive()
        && (entry.ci.isEmpty() || index.members(entry.ci).stream().anyMatch(Entry::isLive));
  }

  private void withdraw(String id, String speaker, NavigableSet<String> touched) {
    NavigableMap<String, Said> all = support.get(id);
    Said said = all == null ? null : all.remove(speaker);
    if (all == null || said == null) {
      return;
    }
    touch(said.relation(), id, touched);
    if (all.isEmpty()) {
      support.remove(id);
      for (String slot : slots(said.relation())) {
        NavigableSet<String> ids = bySlot.get(slot);
        if (ids != null && ids.remove(id) && ids.isEmpty()) {
          bySlot.remove(slot);
        }
      }
    }
  }

  private void touch(Relation relation, String id, NavigableSet<String> touched) {
    touched.add(id);
    if (relation.getType().equals(PART_OF)) {
      renewedParts.put(id, relation);
    }
    for (String slot : slots(relation)) {
      touched.addAll(bySlot.getOrDefault(slot, Collections.emptyNavigableSet()));
    }
  }

  private @Nullable Relation resolve(Entry entry, Entry.Ends ends) {
    FactRelation told = ends.told();
    String from = told.getFrom().isEmpty() ? entry.ci : find(ends.from());
    String to = told.getTo().isEmpty() ? entry.ci : find(ends.to());
    if (from == null || to == null || from.isEmpty() || to.isEmpty()) {
      return null;
    }
    if (from.equals(to) && !told.getType().equals(PART_OF)) {
      return null;
    }
    Map<String, String> attributes = new TreeMap<>(told.getAttributes());
    for (String end : List.of(FROM_INTERFACE, TO_INTERFACE)) {
      attributes.computeIfPresent(end, (k, port) -> port.replace('|', '/').strip());
      attributes.remove(end, "");
    }
    if (attributes.containsKey(FROM_INTERFACE) != attributes.containsKey(TO_INTERFACE)) {
      // The port is one of a known link, or of a link of its own; never of all between the two.
      attributes.putIfAbsent(FROM_INTERFACE, UNKNOWN_PORT);
      attributes.putIfAbsent(TO_INTERFACE, UNKNOWN_PORT);
    }
    if (told.getType().equals(CONNECTED_TO) && from.compareTo(to) > 0) {
      return new Relation(to, from, told.getType(), swapped(attributes));
    }
    return new Relation(from, to, told.getType(), attributes);
  }

  private static Map<String, String> swapped(Map<String, String> attributes) {
    Map<String, String> swapped = new TreeMap<>(attributes);
    swapped.remove(FROM_INTERFACE);
    swapped.remove(TO_INTERFACE);
    String from = attributes.get(FROM_INTERFACE);
    String to = attributes.get(TO_INTERFACE);
    if (to != null) {
      swapped.put(FROM_INTERFACE, to);
    }
    if (from != null) {
      swapped.put(TO_INTERFACE, from);
    }
    return swapped;
  }

  /** The CI that the best of the identifiers means that means one. */
  private @Nullable String find(List<IdentityKey> reference) {
    String declared = null;
    for (IdentityKey key : reference) {
      String ci = Claims.owner(index, key);
      if (ci != null) {
        return ci;
      }
      declared = key.kind() == Kind.ID ? key.value() : declared;
    }
    // What people declare may name CIs that only they know of.
    return declared;
  }

  private static String idOf(Relation relation) {
    String id = relation.getFrom() + '|' + relation.getType() + '|' + relation.getTo();
    String from = relation.getAttributes().getOrDefault(FROM_INTERFACE, "");
    String to = relation.getAttributes().getOrDefault(TO_INTERFACE, "");
    return from.isEmpty() && to.isEmpty()
        ? id
        : id + '|' + PortNames.canonical(from) + '|' + PortNames.canonical(to);
  }

  /** Of the relations in one slot only one can be so. */
  private static List<String> slots(Relation relation) {
    List<String> slots = new ArrayList<>(2);
    if (relation.getType().equals(RUNS_ON)) {
      slots.add(relation.getFrom() + "|runs");
    }
    if (relation.getType().equals(CONNECTED_TO)) {
      String from = relation.getAttributes().getOrDefault(FROM_INTERFACE, "");
      String to = relation.getAttributes().getOrDefault(TO_INTERFACE, "");
      if (!from.isEmpty() && !from.equals(UNKNOWN_PORT)) {
        slots.add(relation.getFrom() + "|port|" + PortNames.canonical(from));
      }
      if (!to.isEmpty() && !to.equals(UNKNOWN_PORT)) {
        slots.add(relation.getTo() + "|port|" + PortNames.canonical(to));
      }
    }
    return slots;
  }

  /**
   * To be called when all that a change says of relations has been renewed.
   *
   * @param touched takes relations that are left out now, or no longer
   * @return those that are left out from now on, because they close a circle
   */
  List<PartCircles.LeftOut> settle(NavigableSet<String> touched) {
    renewedParts.forEach(
        (id, relation) -> {
          NavigableMap<String, Said> all = support.get(id);
          if (all == null) {
            circles.remove(relation.getFrom(), id);
          } else {
            circles.put(part(id, relation, all.values()));
          }
        });
    renewedParts.clear();
    return circles.renew(touched);
  }

  private static PartCircles.Part part(String id, Relation relation, Collection<Said> all) {
    int rank = all.stream().mapToInt(said -> said.by().rank).min().orElseThrow();
    long since =
        all.stream()
            .filter(said -> said.by().rank == rank)
            .mapToLong(said -> said.by().changedMillis)
            .min()
            .orElseThrow();
    return new PartCircles.Part(id, relation.getFrom(), relation.getTo(), rank, since);
  }

  /** The facts that say a relation, the most trusted first. */
  List<Entry> speakers(String id) {
    return support.getOrDefault(id, Collections.emptyNavigableMap()).values().stream()
        .sorted(TRUST)
        .map(Said::by)
        .toList();
  }

  /**
   * The relation of an id as it is to be told; null if it is not so, or not believed.
   *
   * @param contradictions takes what is not believed from now on
   */
  @Nullable Relation believed(String id, List<Contradiction> contradictions) {
    NavigableMap<String, Said> all = support.get(id);
    if (all == null || circles.isLeftOut(id)) {
      doubted.remove(id);
      return null;
    }
    Relation relation = merged(all);
    for (String slot : slots(relation)) {
      for (String rival : bySlot.getOrDefault(slot, Collections.emptyNavigableSet())) {
        NavigableMap<String, Said> others = support.get(rival);
        if (others != null && !rival.equals(id) && isBehind(all, others, id, rival)) {
          Side believed = side(others);
          boolean news = !rival.equals(doubted.put(id, rival));
          if (news && !sameEnds(relation, believed.relation())) {
            contradictions.add(new Contradiction(believed, side(all)));
          }
          return null;
        }
      }
    }
    doubted.remove(id);
    return relation;
  }

  private static Side side(Map<String, Said> all) {
    return new Side(merged(all), all.values().stream().min(TRUST).orElseThrow().by());
  }

  private static boolean sameEnds(Relation a, Relation b) {
    return a.getFrom().equals(b.getFrom()) && a.getTo().equals(b.getTo());
  }

  private static boolean isBehind(
      Map<String, Said> own, Map<String, Said> rival, String id, String rivalId) {
    Said mine = own.values().stream().min(TRUST).orElseThrow();
    Said theirs = rival.values().stream().min(TRUST).orElseThrow();
    int order = Integer.compare(theirs.by().rank, mine.by().rank);
    if (order == 0) {
      order = Integer.compare(own.size(), rival.size());
    }
    if (order == 0) {
      boolean mineWhole = isWhole(mine.relation());
      boolean theirsWhole = isWhole(theirs.relation());
      order = Boolean.compare(mineWhole, theirsWhole);
    }
    if (order == 0) {
      order = Long.compare(mine.by().changedMillis, theirs.by().changedMillis);
    }
    return order == 0 ? id.compareTo(rivalId) > 0 : order < 0;
  }

  private static boolean isWhole(Relation relation) {
    return RelationIds.hasInterfaces(relation)
        && !relation.getAttributes().containsValue(UNKNOWN_PORT);
  }

  private static Relation merged(Map<String, Said> all) {
    List<Said> order = new ArrayList<>(all.values());
    order.sort(TRUST);
    Relation first = order.get(0).relation();
    Map<String, String> attributes = new TreeMap<>();
    order.forEach(said -> said.relation().getAttributes().forEach(attributes::putIfAbsent));
    return new Relation(first.getFrom(), first.getTo(), first.getType(), attributes);
  }
}
