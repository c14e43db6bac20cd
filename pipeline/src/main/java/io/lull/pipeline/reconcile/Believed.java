package io.lull.pipeline.reconcile;

import io.lull.schema.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is believed of a CI: of each attribute what the most trusted fact says that has it, the
 * latest where one source says two things. So what a less trusted source says changes nothing.
 */
final class Believed {
  /** Attribute: only telemetry has spoken of the CI. */
  static final String DISCOVERED = "discovered";

  /** Attribute: sources that know the CI, the most trusted first. */
  static final String SOURCES = "sources";

  private static final Comparator<Entry> TRUST =
      Comparator.<Entry>comparingInt(entry -> entry.rank)
          .thenComparing(Comparator.<Entry>comparingLong(e -> e.changedMillis).reversed())
          .thenComparing(entry -> entry.key);

  private Believed() {}

  /** The live facts, the most trusted first; where none is live, those that linger. */
  static List<Entry> order(Collection<Entry> facts) {
    List<Entry> live = new ArrayList<>(facts.stream().filter(Entry::isLive).toList());
    List<Entry> order = live.isEmpty() ? new ArrayList<>(facts) : live;
    order.sort(TRUST);
    return order;
  }

  /**
   * Whether a fact says more of its subject than what it selects: what a budget or a workload says
   * is of a service, and no CI as long as nobody names that.
   */
  static boolean names(Entry entry) {
    return !entry.fact.getType().isEmpty()
        || !entry.fact.getName().isEmpty()
        || entry.keys.isEmpty()
        || entry.keys.stream().anyMatch(key -> key.kind() != Kind.SELECTOR);
  }

  /** The CI as it is to be told. */
  static Node node(
      StoredCi ci, NavigableSet<Entry> facts, FactIndex index, ReconcileOptions options) {
    List<Entry> order = order(facts);
    String type = "UNKNOWN";
    for (Entry entry : order) {
      String said = entry.fact.getType();
      if (type.equals("UNKNOWN") && !said.isEmpty()) {
        type = said;
      }
    }
    String name = name(order);
    Map<String, String> attributes = attributes(order, options);
    String domain = attributes.get("domain");
    return new Node(
        ci.id(),
        type,
        name.isEmpty() ? ci.id() : name,
        aliases(ci, order, index),
        domain == null || domain.isBlank() ? null : domain,
        attributes);
  }

  /**
   * The name that the most trusted fact gives; where that is a domain name and somebody writes its
   * first label by itself, that.
   */
  static String name(List<Entry> order) {
    String name = "";
    for (Entry entry : order) {
      String said = entry.fact.getName();
      if (name.isEmpty()) {
        name = said;
      } else if (IdentityKey.isDomainName(name)
          && said.equalsIgnoreCase(name.substring(0, name.indexOf('.')))) {
        return said;
      }
    }
    return name;
  }

  private static Map<String, String> attributes(List<Entry> order, ReconcileOptions options) {
    Map<String, String> attributes = new TreeMap<>();
    Map<String, Integer> ranks = new TreeMap<>();
    Set<String> sources = new LinkedHashSet<>();
    for (Entry entry : order) {
      // That telemetry speaks of it too is no news: it would change all CIs of an alarm storm.
      if (sources.isEmpty() || !entry.source().equals(ReconcileOptions.SEEN)) {
        sources.add(entry.source());
      }
      entry
          .fact
          .getAttributes()
          .forEach(
              (attribute, value) -> {
                int rank = options.rank(attribute, entry.source());
                if (rank < ranks.getOrDefault(attribute, Integer.MAX_VALUE)) {
                  attributes.put(attribute, value);
                  ranks.put(attribute, rank);
                }
              });
    }
    boolean onlyDeclared = sources.size() == 1 && sources.contains(ReconcileOptions.DECLARED);
    if (!onlyDeclared) {
      attributes.put(SOURCES, String.join(",", sources));
    }
    if (sources.size() == 1 && sources.contains(ReconcileOptions.SEEN)) {
      attributes.put(DISCOVERED, "true");
    }
    return attributes;
  }

  /** What the CI is reported under; a name or an address that means another CI is left out. */
  private static List<String> aliases(StoredCi ci, List<Entry> order, FactIndex index) {
    Set<String> aliases = new TreeSet<>();
    for (Entry entry : order) {
      if (!entry.fact.getName().isEmpty()) {
        aliases.add(entry.fact.getName());
      }
      for (IdentityKey key : entry.keys) {
        boolean shown = key.kind() != Kind.SELECTOR && key.kind() != Kind.ID;
        if (shown && ci.id().equals(Claims.owner(index, key))) {
          aliases.add(key.value());
        }
      }
    }
    aliases.addAll(ci.formerIds());
    aliases.remove(ci.id());
    return List.copyOf(aliases);
  }

  /**
   * What facts say otherwise than is believed, by attribute; of the fact given, or of others where
   * the fact given is the one that is believed. Of sources that are trusted alike inventories
   * contradict each other, and service maps, each a document by itself; others see one thing from
   * several sides.
   */
  static Map<String, Entry> contradictions(
      Entry news, NavigableSet<Entry> facts, ReconcileOptions options) {
    Map<String, Entry> against = new LinkedHashMap<>();
    for (Map.Entry<String, String> said : new TreeMap<>(news.fact.getAttributes()).entrySet()) {
      String attribute = said.getKey();
      Comparator<Entry> trust = trust(attribute, options);
      for (Entry other : facts) {
        String value = other.fact.getAttributes().get(attribute);
        if (other.isLive()
            && value != null
            && !value.equals(said.getValue())
            && contradict(attribute, news, other, options)) {
          against.merge(attribute, other, (a, b) -> trust.compare(a, b) <= 0 ? a : b);
        }
      }
    }
    return against;
  }

  private static boolean contradict(String attribute, Entry a, Entry b, ReconcileOptions options) {
    if (options.rank(attribute, a.source()) != options.rank(attribute, b.source())) {
      return true;
    }
    return a.source().equals(b.source())
        ? a.source().equals(ReconcileOptions.MAP)
        : ReconcileOptions.isInventory(a.source()) && ReconcileOptions.isInventory(b.source());
  }

  /** Of two facts that say two things of an attribute the one that is believed comes first. */
  static Comparator<Entry> trust(String attribute, ReconcileOptions options) {
    return Comparator.<Entry>comparingInt(entry -> options.rank(attribute, entry.source()))
        .thenComparing(TRUST);
  }
}
