package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.Topology;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Sends an alarm to every domain that holds a possible cause for it, which is what the correlator
 * searches for itself ({@link Upstream}). The ends of a link are both held to be silent here: what
 * is found then contains what is found when either has spoken.
 *
 * <p>By the numbers that are configured. Where those that were learned reach further the alarm is
 * joined with less.
 *
 * <p>Cost: one search for each site, at most {@code search-limit} nodes, as long as the topology
 * stays.
 */
final class DomainRouting implements AlarmRouting {
  private static final long serialVersionUID = 1L;

  /** Sites whose domains are kept at hand: about 20 megabytes. */
  private static final int MOST_KNOWN = 100_000;

  private final CorrelateOptions options;

  DomainRouting(CorrelateOptions options) {
    this.options = options;
  }

  @Override
  public Router over(Topology topology) {
    return new ByUpstream(topology);
  }

  private final class ByUpstream implements Router {
    private final Topology topology;
    private final Upstream upstream;
    private final Map<Site, SortedSet<String>> known = new LinkedHashMap<>(16, 0.75f, true);

    // Of the few different ones each is kept once.
    private final Map<SortedSet<String>, SortedSet<String>> distinct = new HashMap<>();
    private long knownAt = -1;

    ByUpstream(Topology topology) {
      this.topology = topology;
      this.upstream = new Upstream(topology, options.model(), options);
    }

    @Override
    public SortedSet<String> beyond(AlarmChange raised) {
      if (topology.version() != knownAt) {
        known.clear();
        distinct.clear();
        knownAt = topology.version();
      }
      Site site = Site.of(raised, topology, options.model());
      // Places of one CI are reached by the same ways.
      SortedSet<String> beyond =
          new TreeSet<>(
              known.computeIfAbsent(
                  site.place().isEmpty() ? site : new Site(site.resource(), site.peer(), ""),
                  this::domains));
      if (known.size() > MOST_KNOWN) {
        known.remove(known.keySet().iterator().next());
      }
      beyond.remove(raised.domain());
      return beyond;
    }

    private SortedSet<String> domains(Site site) {
      SortedSet<String> domains = new TreeSet<>();
      upstream.of(site, List.of()).keySet().forEach(node -> domains.add(topology.domain(node)));
      return distinct.computeIfAbsent(domains, same -> same);
    }
  }
}
