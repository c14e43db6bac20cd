package io.lull.pipeline.reconcile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is right where several claim one identifier: most sources, then the most trusted, then the
 * latest. What a source says of two subjects of its inventory, it says of the later one: an address
 * is given to somebody else.
 */
final class Claims {
  /**
   * How much speaks for a claimant.
   *
   * @param sources how many sources say so
   * @param rank place of the most trusted of them
   * @param latestMillis when one of them last began to
   */
  record Weight(int sources, int rank, long latestMillis) implements Comparable<Weight> {
    private static final Comparator<Weight> ORDER =
        Comparator.comparingInt(Weight::sources)
            .thenComparing(Comparator.comparingInt(Weight::rank).reversed())
            .thenComparingLong(Weight::latestMillis);

    @Override
    public int compareTo(Weight other) {
      return ORDER.compare(this, other);
    }
  }

  private Claims() {}

  /** The claims that count: the live ones, and of an address one of each inventory. */
  static List<Entry> valid(Collection<Entry> claims, Kind kind) {
    if (kind != Kind.IP) {
      return List.copyOf(claims);
    }
    Map<String, Entry> last = new HashMap<>();
    for (Entry entry : claims) {
      if (entry.isLive() && ReconcileOptions.isInventory(entry.source())) {
        last.merge(entry.source(), entry, Claims::later);
      }
    }
    List<Entry> valid = new ArrayList<>();
    for (Entry entry : claims) {
      Entry holder = last.get(entry.source());
      if (holder == null ? entry.isLive() : holder.equals(entry)) {
        valid.add(entry);
      }
    }
    return valid;
  }

  private static Entry later(Entry a, Entry b) {
    return a.changedMillis != b.changedMillis
        ? (a.changedMillis > b.changedMillis ? a : b)
        : (a.compareTo(b) <= 0 ? a : b);
  }

  static Weight weight(Collection<Entry> claims) {
    TreeSet<String> sources = new TreeSet<>();
    int rank = Integer.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    for (Entry entry : claims) {
      if (entry.isLive()) {
        sources.add(entry.source());
        rank = Math.min(rank, entry.rank);
        latest = Math.max(latest, entry.changedMillis);
      }
    }
    return new Weight(sources.size(), rank, latest);
  }

  /**
   * The CI that an identifier means.
   *
   * @return null if there is none, or several with the same right
   */
  static @Nullable String owner(FactIndex index, IdentityKey key) {
    if (index.isCommon(key)) {
      return null;
    }
    Map<String, List<Entry>> byCi = new HashMap<>();
    for (Entry entry : valid(index.claims(key.index()), key.kind())) {
      if (!entry.ci.isEmpty() && inScope(entry, key)) {
        byCi.computeIfAbsent(entry.ci, ci -> new ArrayList<>()).add(entry);
      }
    }
    String best = null;
    Weight most = null;
    boolean tied = false;
    for (Map.Entry<String, List<Entry>> claim : byCi.entrySet()) {
      Weight weight = weight(claim.getValue());
      int order = most == null ? 1 : weight.compareTo(most);
      if (order > 0) {
        best = claim.getKey();
        most = weight;
        tied = false;
      } else if (order == 0) {
        tied = true;
      }
    }
    return tied ? null : best;
  }

  /** What an identifier means: without a scope, and in each scope in which it is claimed. */
  static List<String> meanings(FactIndex index, IdentityKey key) {
    TreeSet<String> scopes = new TreeSet<>();
    scopes.add("");
    for (Entry entry : index.claims(key.index())) {
      for (IdentityKey own : entry.keys) {
        if (own.index().equals(key.index())) {
          scopes.add(own.scope());
        }
      }
    }
    List<String> meanings = new ArrayList<>();
    for (String scope : scopes) {
      String owner = owner(index, new IdentityKey(key.kind(), key.value(), scope));
      meanings.add(scope + '\0' + (owner == null ? "" : owner));
    }
    return meanings;
  }

  private static boolean inScope(Entry entry, IdentityKey key) {
    return key.scope().isEmpty()
        || entry.keys.stream()
            .anyMatch(
                own ->
                    own.index().equals(key.index())
                        && (own.scope().isEmpty() || own.scope().equals(key.scope())));
  }
}
