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
 * <p>A node's score is the mean, over the incident's sites, of how well it explains the site (the
 * weight of the best path, 0 where there is none). So a router that names all its neighbours as
 * down and is named by each of them explains every site, and each neighbour only its own. A site
 * counts once, however many alarms it raised.
 *
 * <p>A link is a candidate where alarms lie between its two ends. If neither end has trouble with
 * anybody else the link explains it better than either end, and the ends are marked down.
 *
 * <p>A node that neither raised an alarm nor was named is a candidate only if it explains every
 * site, and counts half. Cost: the sum of the sites' upstream searches, and pairs of links and
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
   * @param alarms the alarms there, first raised first
   */
  record Evidence(Site site, Map<String, Upstream.Reach> upstream, List<AlarmState> alarms) {
    double weight(String node) {
      Upstream.Reach reach = upstream.get(node);
      return reach == null ? 0 : reach.weight();
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
      for (Upstream.Reach reach : evidence.upstream().values()) {
        double[] sum = sums.computeIfAbsent(reach.node(), k -> new double[3]);
        sum[0] += reach.weight();
        sum[1] += evidence.alarms().size();
        sum[2]++;
      }
    }
    sums.forEach(
        (node, sum) -> {
          boolean named = firstAbout.containsKey(node);
          if (named || (sum[2] == sites.size() && sites.size() > 1)) {
            double factor = !named ? SILENT : isEnd(node, links) ? END_OF_LINK : 1;
            candidates.add(candidate(node, factor * sum[0] / sites.size(), (int) sum[1]));
          }
        });
    return candidates.stream().sorted(BEST).limit(most).toList();
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
