package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A fact that holds, and what became of it. Mutable, of one {@link Reconciler}. */
final class Entry implements Comparable<Entry> {
  /** No CI: the fact speaks of relations between others only, or has not been looked at. */
  static final String NO_CI = "";

  static final long LIVE = Long.MAX_VALUE;

  final String key;
  final Fact fact;
  final List<IdentityKey> keys;

  /** Relations that the fact tells, with what their ends are told by. */
  final List<Ends> ends;

  final int rank;

  /** When what it says last changed. */
  final long changedMillis;

  /** When it was last said. */
  long seenMillis;

  /** When its source withdrew it; {@link #LIVE}: it has not. */
  long retractedMillis;

  String ci;

  Entry(Fact fact, StoredFact state, int rank) {
    this.key = keyOf(fact);
    this.fact = fact;
    this.keys = IdentityKey.of(fact);
    this.ends =
        fact.getRelations().stream()
            .filter(relation -> !IdentityRules.isRule(relation))
            .map(Ends::of)
            .toList();
    this.rank = rank;
    this.changedMillis = state.changedMillis();
    this.seenMillis = state.seenMillis();
    this.retractedMillis = state.retractedMillis();
    this.ci = state.ci();
  }

  /**
   * A relation that is told, and the keys of its ends; none: the subject itself.
   *
   * @param told as the fact says it
   */
  record Ends(FactRelation told, List<IdentityKey> from, List<IdentityKey> to) {
    static Ends of(FactRelation told) {
      return new Ends(told, IdentityKey.of(told.getFrom()), IdentityKey.of(told.getTo()));
    }
  }

  static String keyOf(Fact fact) {
    return fact.getSource() + ':' + fact.getSubject();
  }

  boolean isLive() {
    return retractedMillis == LIVE;
  }

  String source() {
    return fact.getSource();
  }

  /** Whether the other fact says the same, for as long, whenever it says it. */
  boolean saysTheSame(Fact other) {
    return isLive()
        && other.getOp() == ChangeOp.UPSERT
        && fact.getType().equals(other.getType())
        && fact.getName().equals(other.getName())
        && fact.getIdentifiers().equals(other.getIdentifiers())
        && fact.getAttributes().equals(other.getAttributes())
        && fact.getRelations().equals(other.getRelations())
        && Objects.equals(fact.getTtlMillis(), other.getTtlMillis());
  }

  /** Whether the other fact says the same of an attribute. */
  boolean saysOf(String attribute, Entry other) {
    String value = fact.getAttributes().get(attribute);
    return value != null && value.equals(other.fact.getAttributes().get(attribute));
  }

  StoredFact stored() {
    return new StoredFact(fact, ci, changedMillis, seenMillis, retractedMillis);
  }

  @Override
  public int compareTo(Entry other) {
    return key.compareTo(other.key);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entry entry && entry.key.equals(key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key;
  }
}
