package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.RelationIds;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people are told of identity and contradictions, in sentences. */
final class Notes {
  private static final int MAX_LISTED = 8;

  private Notes() {}

  /** What became of ids. */
  static void ofIdentity(
      CiTable.Lineage lineage, FactIndex index, long time, List<DiscoveryNote> out) {
    lineage.merged().forEach((old, ci) -> out.add(merged(old, ci, index.members(ci), time)));
    lineage.split().forEach((ci, old) -> out.add(split(ci, old, index.members(ci), time)));
  }

  /**
   * What a fact wants that another has, and says otherwise than another.
   *
   * @param before what its source said before; of the same CI it was told then, or when the other
   *     was said
   */
  static void ofFact(
      @Nullable Entry before,
      Entry now,
      Collection<Clustering.Conflict> conflicts,
      FactIndex index,
      ReconcileOptions options,
      long time,
      List<DiscoveryNote> out) {
    Entry told = before != null && before.isLive() && before.ci.equals(now.ci) ? before : null;
    conflicts.stream()
        .filter(conflict -> conflict.claims().contains(now))
        .filter(conflict -> told == null || !told.keys.contains(conflict.keyOf(now)))
        .forEach(conflict -> out.add(conflict(conflict, now, time)));
    NavigableSet<Entry> facts =
        now.ci.isEmpty() ? Collections.emptyNavigableSet() : index.members(now.ci);
    Believed.contradictions(now, facts, options)
        .forEach(
            (attribute, other) -> {
              if (told == null || !told.saysOf(attribute, now)) {
                out.add(contradiction(attribute, now, other, options, time));
              }
            });
  }

  static DiscoveryNote full(Fact fact, long time, int limit) {
    return new DiscoveryNote(
        time,
        "REFUSED",
        "",
        List.of(),
        List.of(Entry.keyOf(fact)),
        "there are " + limit + " facts, and no room for more (discovery.max-facts)");
  }

  static DiscoveryNote silent(String source, long untilMillis, long time) {
    return new DiscoveryNote(
        time,
        "SILENT",
        "",
        List.of(),
        List.of(),
        "nothing has been heard of the source "
            + source
            + " for as long as what it says holds: all of it is kept until "
            + Instant.ofEpochMilli(untilMillis)
            + " (discovery.silence)");
  }

  private static DiscoveryNote merged(String old, String ci, Collection<Entry> facts, long time) {
    return new DiscoveryNote(
        time,
        "MERGED",
        ci,
        List.of(old),
        keys(facts),
        old + " and " + ci + " are one CI; to part them: DISTINCT_FROM between two of the facts");
  }

  private static DiscoveryNote split(String ci, String old, Collection<Entry> facts, long time) {
    return new DiscoveryNote(
        time, "SPLIT", old, List.of(ci), keys(facts), ci + " is no longer one CI with " + old);
  }

  private static DiscoveryNote conflict(Clustering.Conflict conflict, Entry now, long time) {
    TreeSet<String> cis = new TreeSet<>();
    conflict.claims().forEach(entry -> cis.add(entry.ci));
    cis.remove(now.ci);
    String claims =
        conflict.claims().stream()
            .sorted()
            .limit(MAX_LISTED)
            .map(entry -> entry.key + where(entry))
            .collect(Collectors.joining(", "));
    return new DiscoveryNote(
        time,
        "CONFLICT",
        now.ci,
        List.copyOf(cis),
        keys(conflict.claims()),
        conflict.key().text() + " is claimed by what cannot be one CI: " + claims);
  }

  private static DiscoveryNote contradiction(
      String attribute, Entry now, Entry other, ReconcileOptions options, long time) {
    boolean newWins = Believed.trust(attribute, options).compare(now, other) < 0;
    Entry believed = newWins ? now : other;
    Entry doubted = newWins ? other : now;
    return new DiscoveryNote(
        time,
        "CONTRADICTION",
        now.ci,
        List.of(),
        List.of(believed.key, doubted.key),
        "attribute "
            + attribute
            + ": '"
            + believed.fact.getAttributes().get(attribute)
            + "' of "
            + believed.source()
            + where(believed)
            + " is believed, '"
            + doubted.fact.getAttributes().get(attribute)
            + "' of "
            + doubted.source()
            + where(doubted)
            + " is not");
  }

  static DiscoveryNote contradiction(RelationBook.Contradiction found, long time) {
    RelationBook.Side believed = found.believed();
    RelationBook.Side doubted = found.doubted();
    return new DiscoveryNote(
        time,
        "CONTRADICTION",
        doubted.relation().getFrom(),
        List.of(doubted.relation().getTo()),
        List.of(believed.by().key, doubted.by().key),
        side(believed) + " is believed, " + side(doubted) + " is not");
  }

  private static String side(RelationBook.Side side) {
    return RelationIds.of(side.relation()) + " of " + side.by().source() + where(side.by());
  }

  /** Where it was read: file:line, or topic-partition-offset as dead letters have it. */
  private static String where(Entry entry) {
    Origin origin = entry.fact.getOrigin();
    if (origin == null) {
      return "";
    }
    return origin.getPartition() < 0
        ? " (" + origin.getSource() + ':' + origin.getPosition() + ')'
        : " ("
            + origin.getSource()
            + '-'
            + origin.getPartition()
            + '-'
            + origin.getPosition()
            + ')';
  }

  static DiscoveryNote circle(PartCircles.LeftOut found, RelationBook relations, long time) {
    PartCircles.Part part = found.part();
    List<Entry> facts = new ArrayList<>(relations.speakers(part.id()));
    List<String> way = new ArrayList<>(List.of(part.from(), part.to()));
    for (PartCircles.Part other : found.circle()) {
      facts.addAll(relations.speakers(other.id()));
      way.add(other.to());
    }
    List<String> others = way.stream().filter(ci -> !ci.equals(part.from())).distinct().toList();
    return new DiscoveryNote(
        time,
        "CIRCLE",
        part.from(),
        others,
        facts.stream().map(entry -> entry.key).distinct().limit(MAX_LISTED).toList(),
        others.isEmpty()
            ? part.from() + " is PART_OF itself; left out"
            : part.id() + " closes a circle: " + text(way) + "; left out");
  }

  private static String text(List<String> way) {
    return way.size() <= MAX_LISTED
        ? String.join(" -> ", way)
        : String.join(" -> ", way.subList(0, MAX_LISTED - 1)) + " -> … -> " + way.get(0);
  }

  private static List<String> keys(Collection<Entry> facts) {
    return facts.stream().map(entry -> entry.key).sorted().limit(MAX_LISTED).toList();
  }
}
