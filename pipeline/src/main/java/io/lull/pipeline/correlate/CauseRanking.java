package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ranks what may have caused an incident: the most upstream comes first.
 *
 * <p>A node is weighed by the mean, over the incident's sites, of how well it explains the site
 * ({@link Screening}; 0 where there is no path). So a router that names all its neighbours as down
 * and is named by each of them explains every site, and each neighbour only its own. A site counts
 * once, however many alarms it raised.
 *
 * <p>A link is a candidate where alarms lie between its two ends. If neither end has trouble with
 * anybody else the link explains it better than either end, and the ends are marked down.
 *
 * <p>A node that neither raised an alarm nor was named is a candidate only if it explains every
 * site and most of what depends on it fails ({@link Dependants}); it counts half.
 *
 * <p>The score is that mean in proportion to what the best explanation of each site from outside it
 * would reach: 1 is a cause that explains every alarm as well as anything can, 0.5 one that does so
 * for half of the sites. Cost: the sum of the sites' upstream searches, and pairs of links and
 * sites.
 */
final class CauseRanking {

  private static final double LINK_END = 0.8;
  private static final double END_OF_LINK = 0.9;
  private static final double BEYOND_LINK = 0.95;
  private static final double SILENT = 0.5;

  /** Links of one incident that are weighed. */
  private static final int MOST_LINKS = 64;

  /**
   * What an incident knows of one site.
   *
   * @param upstream what can explain it
   * @param weights how well each of these does
   * @param alarms the alarms there, first raised first
   */
  record Evidence(
      Site site,
      Map<String, Upstream.Reach> upstream,
      Map<String, Double> weights,
      List<AlarmState> alarms) {
    double weight(String node) {
      return weights.getOrDefault(node, 0.0);
    }

    /** How well the best node elsewhere explains the site; 1 where there is none. */
    double bestFromOutside(Set<String> candidates) {
      double best = 0;
      for (Map.Entry<String, Double> weight : weights.entrySet()) {
        if (!weight.getKey().equals(site.resource()) && candidates.contains(weight.getKey())) {
          best = Math.max(best, weight.getValue());
        }
      }
      return best == 0 ? 1 : best;
    }
  }

  /**
   * A possible cause.
   *
   * @param node CI id; null for a link
   * @param link the link; null for a node
   * @param alarms member alarms it explains
   * @param first the first alarm on it, or the first that names it; null if there is none
   */
  record Candidate(
      @Nullable String node,
      @Nullable Link link,
      double score,
      boolean silent,
      int alarms,
      @Nullable AlarmState first) {

    Candidate scored(double other) {
      return new Candidate(node, link, other, silent, alarms, first);
    }

    String id() {
      return link != null ? link.id() : String.valueOf(node);
    }

    /** Whether the alarm is one of the cause itself. */
    boolean owns(AlarmState alarm) {
      return link != null ? link.equals(alarm.site().link()) : alarm.resource().equals(node);
    }

    /** The CI ids from the cause to the site's resource; empty where no path is known. */
    List<String> path(Evidence evidence) {
      if (link == null) {
        return Upstream.path(evidence.upstream(), id());
      }
      String end = evidence.weight(link.a()) >= evidence.weight(link.b()) ? link.a() : link.b();
      return Upstream.path(evidence.upstream(), end);
    }
  }

  private static final Comparator<Candidate> BEST =
      Comparator.comparingDouble(Candidate::score)
          .reversed()
          .thenComparing(Candidate::silent)
          .thenComparingLong(c -> c.first() == null ? Long.MAX_VALUE : c.first().raisedMillis())
          .thenComparing(
              c -> c.first() == null ? Severity.INDETERMINATE : c.first().severity(),
              Comparator.reverseOrder())
          .thenComparing(Candidate::id);

  private final Topology topology;
  private final List<Evidence> sites;
  private final Map<String, Set<String>> peers = new HashMap<>();
  private final Map<String, AlarmState> firstOn = new HashMap<>();
  private final Map<String, AlarmState> firstAbout = new HashMap<>();

  CauseRanking(Topology topology, List<Evidence> sites) {
    this.topology = topology;
    this.sites = sites;
    for (Evidence evidence : sites) {
      Site site = evidence.site();
      AlarmState alarm = evidence.alarms().get(0);
      firstOn.merge(site.resource(), alarm, CauseRanking::earlier);
      firstAbout.merge(site.resource(), alarm, CauseRanking::earlier);
      String peer = site.peer();
      if (peer != null) {
        firstAbout.merge(peer, alarm, CauseRanking::earlier);
        peers.computeIfAbsent(site.resource(), k -> new HashSet<>()).add(peer);
        peers.computeIfAbsent(peer, k -> new HashSet<>()).add(site.resource());
      }
    }
  }

  /** Returns the causes, best first. */
  List<Candidate> rank(int most) {
    Set<Link> links = links();
    List<Candidate> candidates = new ArrayList<>();
    links.stream().limit(MOST_LINKS).forEach(link -> candidates.add(weigh(link)));
    Map<String, double[]> sums = new TreeMap<>();
    for (Evidence evidence : sites) {
      for (String node : evidence.upstream().keySet()) {
        double[] sum = sums.computeIfAbsent(node, k -> new double[3]);
        sum[0] += evidence.weight(node);
        sum[1] += evidence.alarms().size();
        sum[2]++;
      }
    }
    Dependants dependants = new Dependants(topology, firstOn.keySet());
    Set<String> nodes = new HashSet<>();
    sums.forEach(
        (node, sum) -> {
          boolean everything = sum[2] == sites.size() && sites.size() > 1;
          double factor = factor(node, everything, links, dependants);
          if (factor > 0) {
            nodes.add(node);
            candidates.add(candidate(node, factor * sum[0] / sites.size(), (int) sum[1]));
          }
        });
    double best = sites.stream().mapToDouble(e -> e.bestFromOutside(nodes)).sum() / sites.size();
    return candidates.stream()
        .sorted(BEST)
        .limit(most)
        .map(candidate -> candidate.scored(Math.min(1, candidate.score() / best)))
        .toList();
  }

  /** What the node's explanation counts; 0 where it is no candidate. */
  private double factor(String node, boolean everything, Set<Link> links, Dependants dependants) {
    if (firstAbout.containsKey(node)) {
      return isEnd(node, links) ? END_OF_LINK : 1;
    }
    return everything && dependants.failing(node) >= Dependants.QUORUM ? SILENT : 0;
  }

  private Candidate candidate(String node, double score, int alarms) {
    AlarmState own = firstOn.get(node);
    return new Candidate(
        node, null, score, own == null, alarms, own != null ? own : firstAbout.get(node));
  }

  /** Links that alarms lie between: known to the topology, or reported from both ends. */
  private Set<Link> links() {
    Set<Site> seen = new HashSet<>();
    sites.forEach(evidence -> seen.add(evidence.site()));
    Set<Link> links = new TreeSet<>();
    for (Site site : seen) {
      Link link = site.link();
      if (link != null) {
        List<Relation> known = relations(link);
        boolean connected =
            known.stream().anyMatch(r -> RelationKind.of(r.getType()) == RelationKind.CONNECTION);
        if (connected || (known.isEmpty() && seen.contains(site.reversed()))) {
          links.add(link);
        }
      }
    }
    return links;
  }

  private List<Relation> relations(Link link) {
    return Stream.concat(
            topology.relationsFrom(link.a()).stream().filter(r -> r.getTo().equals(link.b())),
            topology.relationsFrom(link.b()).stream().filter(r -> r.getTo().equals(link.a())))
        .toList();
  }

  private boolean isEnd(String node, Set<Link> links) {
    Set<String> others = peers.getOrDefault(node, Set.of());
    if (others.size() != 1) {
      return false;
    }
    String other = others.iterator().next();
    return links.contains(Link.of(node, other)) && peers.getOrDefault(other, Set.of()).size() == 1;
  }

  private Candidate weigh(Link link) {
    double sum = 0;
    int alarms = 0;
    AlarmState first = null;
    for (Evidence evidence : sites) {
      double weight = weight(link, evidence);
      if (weight > 0) {
        sum += weight;
        alarms += evidence.alarms().size();
      }
      if (link.equals(evidence.site().link())) {
        AlarmState alarm = evidence.alarms().get(0);
        first = first == null ? alarm : earlier(first, alarm);
      }
    }
    return new Candidate(null, link, sum / sites.size(), first == null, alarms, first);
  }

  private static double weight(Link link, Evidence evidence) {
    Site site = evidence.site();
    if (site.peer() != null && (site.touches(link.a()) || site.touches(link.b()))) {
      return link.equals(site.link()) ? 1 : 0;
    }
    if (link.has(site.resource())) {
      return LINK_END;
    }
    return BEYOND_LINK * Math.max(evidence.weight(link.a()), evidence.weight(link.b()));
  }

  private static AlarmState earlier(AlarmState one, AlarmState other) {
    int byTime = Long.compare(one.raisedMillis(), other.raisedMillis());
    return byTime < 0 || (byTime == 0 && one.event().compareTo(other.event()) <= 0) ? one : other;
  }
}
