package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.RelationIds;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** What people are told of identity and contradictions, in sentences. */
final class Notes {
  private static final int MAX_LISTED = 8;

  private Notes() {}

  static DiscoveryNote full(Fact fact, long time, int limit) {
    return new DiscoveryNote(
        time,
        "REFUSED",
        "",
        List.of(),
        List.of(Entry.keyOf(fact)),
        "there are " + limit + " facts, and no room for more (discovery.max-facts)");
  }

  static DiscoveryNote merged(String old, String ci, Collection<Entry> facts, long time) {
    return new DiscoveryNote(
        time,
        "MERGED",
        ci,
        List.of(old),
        keys(facts),
        old + " and " + ci + " are one CI; to part them: DISTINCT_FROM between two of the facts");
  }

  static DiscoveryNote split(String ci, String old, Collection<Entry> facts, long time) {
    return new DiscoveryNote(
        time, "SPLIT", old, List.of(ci), keys(facts), ci + " is no longer one CI with " + old);
  }

  static DiscoveryNote conflict(Clustering.Conflict conflict, Entry now, long time) {
    TreeSet<String> cis = new TreeSet<>();
    conflict.claims().forEach(entry -> cis.add(entry.ci));
    cis.remove(now.ci);
    return new DiscoveryNote(
        time,
        "CONFLICT",
        now.ci,
        List.copyOf(cis),
        keys(conflict.claims()),
        conflict.key().text() + " is claimed by what cannot be one CI");
  }

  static DiscoveryNote contradiction(
      String attribute, Entry now, Entry other, ReconcileOptions options, long time) {
    boolean newWins =
        options.rank(attribute, now.source()) < options.rank(attribute, other.source());
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
            + " is believed, '"
            + doubted.fact.getAttributes().get(attribute)
            + "' of "
            + doubted.source()
            + " is not");
  }

  static DiscoveryNote contradiction(RelationBook.Contradiction found, long time) {
    return new DiscoveryNote(
        time,
        "CONTRADICTION",
        found.other().getFrom(),
        List.of(found.other().getTo()),
        List.of(found.by().key),
        RelationIds.of(found.believed())
            + " is believed, "
            + RelationIds.of(found.other())
            + " is not");
  }

  private static List<String> keys(Collection<Entry> facts) {
    return facts.stream().map(entry -> entry.key).sorted().limit(MAX_LISTED).toList();
  }
}
