package io.lull.pipeline.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives the CIs their ids and keeps them: through renaming, through a source that goes or comes,
 * and where CIs are merged or split. An id is what a person would call the CI; it is taken from the
 * most trusted fact when the CI is found, and from then on it is only a key. While only telemetry
 * speaks of a CI it is provisional, and an inventory that knows it names it.
 */
final class CiTable {
  /**
   * What became of ids.
   *
   * @param merged ids that are no more, and into which
   * @param split ids that came to be, and from which
   */
  record Lineage(Map<String, String> merged, Map<String, String> split) {}

  private final FactIndex index;
  private final Map<String, StoredCi> cis = new HashMap<>();
  private final Set<String> dirty = new TreeSet<>();

  CiTable(FactIndex index) {
    this.index = index;
  }

  void restore(StoredCi ci) {
    cis.put(ci.id(), ci);
  }

  @Nullable StoredCi get(String id) {
    return cis.get(id);
  }

  int size() {
    return cis.size();
  }

  void remove(String id) {
    if (cis.remove(id) != null) {
      dirty.add(id);
    }
  }

  /** Ids whose CIs are other than at the last call. */
  Set<String> drain() {
    Set<String> all = new TreeSet<>(dirty);
    dirty.clear();
    return all;
  }

  /** Gives each group an id; all facts that had one of the ids concerned are in a group. */
  Lineage assign(List<NavigableSet<Entry>> groups, long time) {
    Map<String, Integer> keeper = keepers(groups);
    Lineage lineage = new Lineage(new TreeMap<>(), new TreeMap<>());
    List<Set<String>> kept = new ArrayList<>();
    groups.forEach(group -> kept.add(new TreeSet<>()));
    keeper.forEach((id, place) -> kept.get(place).add(id));
    List<Integer> fresh = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      if (kept.get(i).isEmpty()) {
        fresh.add(i);
      } else {
        merge(groups.get(i), kept.get(i), time, lineage);
      }
    }
    for (int i : fresh) {
      Set<String> before = idsOf(groups.get(i));
      String id = create(groups.get(i), List.of(), time);
      if (!before.isEmpty()) {
        lineage.split().put(id, before.iterator().next());
      }
      give(groups.get(i), id);
    }
    return lineage;
  }

  private static Set<String> idsOf(NavigableSet<Entry> group) {
    Set<String> ids = new TreeSet<>();
    group.stream().map(entry -> entry.ci).filter(ci -> !ci.isEmpty()).forEach(ids::add);
    return ids;
  }

  /** Which group keeps an id: the one that has most of what had it. */
  private Map<String, Integer> keepers(List<NavigableSet<Entry>> groups) {
    Map<String, Integer> keeper = new TreeMap<>();
    Map<String, Keep> best = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      Map<String, List<Entry>> byId = new TreeMap<>();
      for (Entry entry : groups.get(i)) {
        if (!entry.ci.isEmpty() && cis.containsKey(entry.ci)) {
          byId.computeIfAbsent(entry.ci, ci -> new ArrayList<>()).add(entry);
        }
      }
      for (Map.Entry<String, List<Entry>> had : byId.entrySet()) {
        Keep keep = Keep.of(had.getKey(), had.getValue());
        Keep before = best.get(had.getKey());
        if (before == null || keep.compareTo(before) > 0) {
          best.put(had.getKey(), keep);
          keeper.put(had.getKey(), i);
        }
      }
    }
    return keeper;
  }

  /** How much right a group has to an id. */
  private record Keep(boolean declared, int live, int rank, String first)
      implements Comparable<Keep> {
    private static final Comparator<Keep> ORDER =
        Comparator.comparing(Keep::declared)
            .thenComparing(Comparator.comparingInt(Keep::rank).reversed())
            .thenComparingInt(Keep::live)
            .thenComparing(Comparator.comparing(Keep::first).reversed());

    static Keep of(String id, List<Entry> members) {
      boolean declared =
          members.stream()
              .flatMap(entry -> entry.keys.stream())
              .anyMatch(key -> key.kind() == Kind.ID && key.value().equals(id));
      int live = (int) members.stream().filter(Entry::isLive).count();
      int rank = members.stream().mapToInt(entry -> entry.rank).min().orElse(Integer.MAX_VALUE);
      return new Keep(declared, live, rank, members.get(0).key);
    }

    @Override
    public int compareTo(Keep other) {
      return ORDER.compare(this, other);
    }
  }

  private void merge(NavigableSet<Entry> group, Set<String> ids, long time, Lineage lineage) {
    if (ids.stream().allMatch(id -> ci(id).createdMillis() == time)) {
      // Nobody has heard of it: of facts of one time the order does not choose the id.
      ids.forEach(this::remove);
      give(group, create(group, List.of(), time));
      return;
    }
    String declared = declared(group);
    String stays =
        ids.stream()
            .min(
                Comparator.comparing((String id) -> !id.equals(declared))
                    .thenComparing(id -> ci(id).provisional())
                    .thenComparing(id -> ci(id).createdMillis())
                    .thenComparing(id -> id))
            .orElseThrow();
    boolean named = !isProvisional(group);
    boolean renamed =
        ci(stays).provisional() && named
            || declared != null && !declared.equals(stays) && !cis.containsKey(declared);
    List<String> former = new ArrayList<>(ci(stays).formerIds());
    for (String id : ids) {
      if (!id.equals(stays) || renamed) {
        former.add(id);
        former.addAll(id.equals(stays) ? List.of() : ci(id).formerIds());
      }
    }
    if (renamed) {
      ids.forEach(this::remove);
      String id = create(group, former, time);
      ids.stream().filter(old -> !old.equals(id)).forEach(old -> lineage.merged().put(old, id));
      give(group, id);
      return;
    }
    for (String id : ids) {
      if (!id.equals(stays)) {
        lineage.merged().put(id, stays);
        remove(id);
      }
    }
    if (!former.equals(ci(stays).formerIds())) {
      put(new StoredCi(stays, ci(stays).createdMillis(), ci(stays).provisional(), cut(former)));
    }
    give(group, stays);
  }

  /** Whether no inventory has named it yet. */
  private static boolean isProvisional(NavigableSet<Entry> group) {
    return group.stream()
        .allMatch(entry -> entry.source().equals(ReconcileOptions.SEEN) || !Believed.names(entry));
  }

  private StoredCi ci(String id) {
    return Objects.requireNonNull(cis.get(id), id);
  }

  private static List<String> cut(List<String> ids) {
    List<String> distinct = ids.stream().distinct().toList();
    return distinct.subList(Math.max(0, distinct.size() - StoredCi.MAX_FORMER), distinct.size());
  }

  private void put(StoredCi ci) {
    cis.put(ci.id(), ci);
    dirty.add(ci.id());
  }

  private void give(NavigableSet<Entry> group, String id) {
    group.stream().filter(entry -> !entry.ci.equals(id)).forEach(entry -> index.assign(entry, id));
  }

  private static @Nullable String declared(NavigableSet<Entry> group) {
    for (Entry entry : Believed.order(group)) {
      for (IdentityKey key : entry.keys) {
        if (key.kind() == Kind.ID) {
          return key.value();
        }
      }
    }
    return null;
  }

  private String create(NavigableSet<Entry> group, List<String> former, long time) {
    List<Entry> order = Believed.order(group);
    Set<String> tried = new HashSet<>();
    String id = null;
    for (String candidate : candidates(group, order)) {
      String name = candidate.replace('|', '/').strip();
      if (!name.isEmpty() && tried.add(name) && !cis.containsKey(name)) {
        id = name;
        break;
      }
    }
    boolean provisional = isProvisional(group);
    String free = id == null ? order.get(0).key.replace('|', '/') : id;
    for (int number = 2; cis.containsKey(free); number++) {
      free = (id == null ? order.get(0).key.replace('|', '/') : id) + "#" + number;
    }
    put(new StoredCi(free, time, provisional, cut(former)));
    return free;
  }

  private static List<String> candidates(NavigableSet<Entry> group, List<Entry> order) {
    List<String> candidates = new ArrayList<>();
    String declared = declared(group);
    if (declared != null) {
      candidates.add(declared);
    }
    candidates.add(Believed.name(order));
    for (Entry entry : order) {
      candidates.add(entry.fact.getName());
    }
    for (Entry entry : order) {
      for (IdentityKey key : entry.keys) {
        if (key.kind() == Kind.KEY || key.kind() == Kind.FQDN || key.kind() == Kind.NAME) {
          candidates.add(key.value());
          if (!key.scope().isEmpty()) {
            candidates.add(key.scope() + '/' + key.value());
          }
        }
      }
    }
    return candidates;
  }
}
