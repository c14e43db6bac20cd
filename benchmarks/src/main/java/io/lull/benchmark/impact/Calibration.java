package io.lull.benchmark.impact;

import io.lull.schema.Cause;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.ServiceImpact;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was told with what was true.
 *
 * <p>Of each outage all its incidents count together: what any of them says of a service. "At
 * first" is each incident's first revision; "before" what stood when the first business service
 * felt it (or, if none did, at the end).
 */
final class Calibration {
  private static final double POINTS = 0.05;

  private final @Nullable PrintStream complaints;
  private final Map<String, int[]> counts = new LinkedHashMap<>();
  private final List<Double> widths = new ArrayList<>();
  private int outages;
  private int harmless;
  private int early;
  private int late;

  Calibration(@Nullable PrintStream complaints) {
    this.complaints = complaints;
  }

  void take(String name, Outage outage, Estate estate, List<Incident> revisions) {
    outages++;
    harmless += outage.share.isEmpty() ? 1 : 0;
    long felt = outage.feltMillis.values().stream().mapToLong(t -> t).min().orElse(Long.MAX_VALUE);
    boolean named =
        revisions.stream()
            .filter(r -> r.getState() != IncidentState.MERGED)
            .map(Incident::getCauses)
            .filter(causes -> !causes.isEmpty())
            .map(causes -> causes.get(0))
            .map(Cause::getResource)
            .anyMatch(outage.root::equals);
    count("cause named", named);
    Map<String, Double> first = shares(revisions, Long.MIN_VALUE);
    Map<String, Double> before = shares(revisions, felt);
    Map<String, Double> last = shares(revisions, Long.MAX_VALUE);
    boolean right = Math.abs(revenue(before, estate) - revenue(outage.share, estate)) <= POINTS;
    count(
        "revenue share within 5 points, at first",
        Math.abs(revenue(first, estate) - revenue(outage.share, estate)) <= POINTS);
    count("revenue share within 5 points, before it was felt", right);
    count(
        "revenue share within 5 points, at last",
        Math.abs(revenue(last, estate) - revenue(outage.share, estate)) <= POINTS);
    for (String service : estate.all("BUSINESS_SERVICE")) {
      double truth = outage.share.getOrDefault(service, 0.0);
      double told = before.getOrDefault(service, 0.0);
      if (truth > 0 || told > 0) {
        count("share of a service within 5 points", Math.abs(truth - told) <= POINTS);
      }
      if (outage.guarded.contains(service)) {
        boolean claimed = claimed(service, revisions);
        count("protected, and no impact claimed in any revision", !claimed);
        if (claimed) {
          complain(name, outage, service + " is protected");
        }
      }
    }
    times(name, outage, revisions);
    if (!right) {
      complain(name, outage, "told " + before + ", true " + outage.share);
    }
  }

  private static double revenue(Map<String, Double> shares, Estate estate) {
    double sum = 0;
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      sum += share.getValue() * estate.ci(share.getKey()).revenueShare;
    }
    return sum;
  }

  /** The largest share of any incident as it stood at a time; of each its first at least. */
  private static Map<String, Double> shares(List<Incident> revisions, long atMillis) {
    Map<String, Incident> stood = new LinkedHashMap<>();
    for (Incident revision : revisions) {
      Incident known = stood.get(revision.getId());
      if (known == null || revision.getUpdatedMillis() < atMillis) {
        stood.put(revision.getId(), revision);
      }
    }
    Map<String, Double> shares = new TreeMap<>();
    for (Incident incident : stood.values()) {
      if (incident.getState() != IncidentState.MERGED) {
        for (ServiceImpact service : incident.getServices()) {
          if (service.getShare() > 0) {
            shares.merge(service.getId(), service.getShare(), Math::max);
          }
        }
      }
    }
    return shares;
  }

  private static boolean claimed(String service, List<Incident> revisions) {
    return revisions.stream()
        .flatMap(r -> r.getServices().stream())
        .anyMatch(s -> s.getId().equals(service) && s.getShare() > 0);
  }

  /** Each time that was told before it was there counts once for each service: the first. */
  private void times(String name, Outage outage, List<Incident> revisions) {
    Set<String> told = new HashSet<>();
    Map<String, ServiceImpact> last = new HashMap<>();
    for (Incident revision : revisions) {
      for (ServiceImpact service : revision.getServices()) {
        Long truth = outage.feltMillis.get(service.getId());
        boolean dated =
            service.getImpactMillis() != null && service.getBasis() != ImpactBasis.OBSERVED;
        if (truth == null || !dated || revision.getUpdatedMillis() >= truth) {
          continue;
        }
        last.put(service.getId(), service);
        if (told.add(service.getId())) {
          boolean inside = inside(service, truth);
          count("first time told, inside its interval", inside);
          count("… by " + service.getBasis().name().toLowerCase(Locale.ROOT), inside);
          long from = service.getImpactFromMillis();
          early += truth < from ? 1 : 0;
          late += truth > service.getImpactToMillis() ? 1 : 0;
          widths.add((service.getImpactToMillis() - from) / 1000.0);
          if (!inside) {
            complain(
                name,
                outage,
                service.getId()
                    + " felt after "
                    + (truth - revision.getUpdatedMillis()) / 1000
                    + " s, told "
                    + (from - revision.getUpdatedMillis()) / 1000
                    + " to "
                    + (service.getImpactToMillis() - revision.getUpdatedMillis()) / 1000
                    + " via "
                    + service.getVia());
          }
        }
      }
    }
    last.forEach(
        (service, impact) ->
            count(
                "last time told, inside its interval",
                inside(impact, outage.feltMillis.getOrDefault(service, 0L))));
  }

  private static boolean inside(ServiceImpact service, long truth) {
    return truth >= service.getImpactFromMillis() && truth <= service.getImpactToMillis();
  }

  private void count(String what, boolean right) {
    int[] both = counts.computeIfAbsent(what, w -> new int[2]);
    both[0] += right ? 1 : 0;
    both[1]++;
  }

  private void complain(String name, Outage outage, String what) {
    if (complaints != null) {
      complaints.println(name + ", " + outage.root + ": " + what);
    }
  }

  void report(PrintStream out, String of) {
    out.printf(
        Locale.ROOT,
        "%d outages in %s; %d of them hit no business service%n%n",
        outages,
        of,
        harmless);
    counts.forEach(
        (what, both) ->
            out.printf(
                Locale.ROOT, "%-60s %6.1f %% of %d%n", what, 100.0 * both[0] / both[1], both[1]));
    widths.sort(Double::compare);
    if (!widths.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "%nbefore the interval %d, after it %d; half of the intervals are %.0f s wide or less%n",
          early,
          late,
          widths.get(widths.size() / 2));
    }
  }
}
