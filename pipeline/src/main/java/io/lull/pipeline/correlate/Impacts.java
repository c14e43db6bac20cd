package io.lull.pipeline.correlate;

import io.lull.pipeline.impact.Arrival;
import io.lull.pipeline.impact.Losses;
import io.lull.pipeline.impact.ServiceMap;
import io.lull.pipeline.impact.Times;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Effect;
import io.lull.schema.ImpactBasis;
import io.lull.schema.ServiceImpact;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an incident does to services. What each loses is found twice, if it is not the same: once
 * were all that fails or suffers to fail wholly ({@code exposed}: the share that is hit), once with
 * what is lost alone ({@code certain}: the effect). Both are kept for as long as topology and model
 * stay, by what they follow from, so that a revision that brings no other failing CI costs the
 * times only.
 *
 * <p>DOWN: all of the service needs what is lost. DEGRADED: part of it does, or it alarms itself,
 * or what it directly needs does. AT_RISK: neither, or redundancy protects it.
 */
final class Impacts {

  /** Findings that are kept. */
  private static final int MOST_KEPT = 256;

  private static final double PARTS = 1e6;

  private static final Comparator<ServiceImpact> WORST_FIRST =
      Comparator.comparing((ServiceImpact s) -> s.getGuardedBy() != null)
          .thenComparing(Comparator.comparingDouble(ServiceImpact::getRevenueShare).reversed())
          .thenComparing(Comparator.comparingDouble(ServiceImpact::getShare).reversed())
          .thenComparing(ServiceImpact::getId);

  private final Topology topology;
  private final FailureModel model;
  private final ServiceMap map;
  private final Map<List<Set<String>>, Losses> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Set<String>>, Losses> eldest) {
          return size() > MOST_KEPT;
        }
      };
  private long keptAt = -1;

  Impacts(Topology topology, FailureModel model) {
    this.topology = topology;
    this.model = model;
    this.map = new ServiceMap(topology, new ModelBonds(model));
  }

  /**
   * What was found.
   *
   * @param business the business services, the most revenue first, then those that are protected
   * @param services ids of plain services that lose something
   * @param carrier the last CI on the way to the first business service that loses all; null if
   *     there is none but the cause
   * @param revenue share of the estate's revenue that is hit
   * @param trials services that show how many of their members they need, once it is over
   */
  record Found(
      List<ServiceImpact> business,
      List<String> services,
      @Nullable String carrier,
      double revenue,
      List<Losses.Trial> trials) {

    /** The business services that are hit, or will be. */
    List<ServiceImpact> hit() {
      return business.stream().filter(s -> s.getGuardedBy() == null).toList();
    }

    /** Whether there are business services, and redundancy protects them all. */
    boolean isGuarded() {
      return !business.isEmpty() && hit().isEmpty();
    }
  }

  /**
   * Looks what is hit.
   *
   * @param pathTo ids from the cause to a CI that alarms; empty where none is known
   */
  Found of(Signs signs, Function<String, List<String>> pathTo, boolean over, long now) {
    Losses exposed = losses(signs.causes, signs.suffering, signs.broken);
    Losses certain =
        signs.lost.containsAll(signs.causes) && signs.lost.equals(signs.suffering)
            ? exposed
            : losses(lostOf(signs.causes, signs.lost), signs.lost, signs.broken);
    Times times = exposed.times(signs.felt);
    List<ServiceImpact> business = new ArrayList<>();
    for (Losses.Business service : exposed.business()) {
      Arrival arrival = times.of(service.id());
      ServiceImpact impact = impact(service, arrival, signs, now);
      impact.setEffect(effect(service.id(), exposed, certain, signs));
      impact.setVia(whole(service.via(), signs.causes, pathTo));
      business.add(impact);
    }
    for (Losses.Business service : exposed.guarded()) {
      ServiceImpact impact = impact(service, null, signs, now);
      impact.setEffect(signs.raised.containsKey(service.id()) ? Effect.DEGRADED : Effect.AT_RISK);
      impact.setVia(whole(service.via(), signs.causes, pathTo));
      business.add(impact);
    }
    if (over) {
      business.forEach(impact -> close(impact, exposed, signs));
    }
    business.sort(WORST_FIRST);
    double revenue = business.stream().mapToDouble(ServiceImpact::getRevenueShare).sum();
    return new Found(
        business,
        exposed.services(),
        carrier(business, exposed),
        rounded(Math.min(1, revenue)),
        over ? certain.trials(signs.raised.keySet()) : List.of());
  }

  private static Set<String> lostOf(Set<String> causes, Set<String> lost) {
    Set<String> both = new TreeSet<>(causes);
    both.retainAll(lost);
    return both;
  }

  /**
   * What is lost when the causes fail; with them what alarms and does not follow from them, as
   * where failure travels over connections; and what is broken itself though less of it would
   * follow.
   */
  private Losses losses(Set<String> causes, Set<String> alarming, Set<String> broken) {
    if (topology.version() != keptAt) {
      kept.clear();
      keptAt = topology.version();
    }
    Losses ofCauses = kept(causes, Set.of());
    Set<String> more = new TreeSet<>();
    for (String id : alarming) {
      boolean follows =
          (isBusiness(id) || !broken.contains(id)) && (ofCauses.reaches(id) || ofCauses.serves(id));
      if (!follows && !causes.contains(id)) {
        more.add(id);
      }
    }
    return more.isEmpty() ? ofCauses : kept(causes, more);
  }

  private Losses kept(Set<String> causes, Set<String> more) {
    List<Set<String>> key = List.of(causes, more);
    Losses known = kept.get(key);
    if (known == null) {
      known = new Losses(map);
      known.fail(causes);
      known.fail(more);
      kept.put(List.of(Set.copyOf(causes), Set.copyOf(more)), known);
    }
    return known;
  }

  /** Whether services of either kind are among CIs. */
  boolean anyService(Collection<String> ids) {
    for (String id : ids) {
      int index = topology.indexOf(id);
      if (index >= 0 && topology.type(index).endsWith("SERVICE")) {
        return true;
      }
    }
    return false;
  }

  private boolean isBusiness(String id) {
    int index = topology.indexOf(id);
    return index >= 0 && topology.type(index).equals("BUSINESS_SERVICE");
  }

  private ServiceImpact impact(
      Losses.Business service, @Nullable Arrival arrival, Signs signs, long now) {
    ServiceImpact.Builder impact =
        ServiceImpact.newBuilder()
            .setId(service.id())
            .setShare(rounded(service.share()))
            .setEffect(Effect.AT_RISK)
            .setGuardedBy(service.guardedBy());
    Long raised = signs.raised.getOrDefault(service.id(), signs.past.get(service.id()));
    long at = now;
    if (raised != null) {
      impact.setBasis(ImpactBasis.OBSERVED).setImpactMillis(raised);
      impact.setImpactFromMillis(raised).setImpactToMillis(raised);
      at = raised;
    } else if (arrival != null) {
      ImpactBasis basis = isForetold(service, signs) ? ImpactBasis.FORECAST : ImpactBasis.LAGS;
      Arrival told = arrival.spread(model.spread(basis));
      at = told.medianMillis();
      impact.setBasis(basis).setImpactMillis(at);
      impact.setImpactFromMillis(told.fromMillis()).setImpactToMillis(told.toMillis());
    }
    return impact.setRevenueShare(rounded(service.revenueAt(at))).build();
  }

  /** Whether the nearest on the way to it of which anything is known is only foretold. */
  private static boolean isForetold(Losses.Business service, Signs signs) {
    List<String> via = service.via();
    for (int i = via.size() - 1; i >= 0; i--) {
      if (signs.foretold.contains(via.get(i))) {
        return true;
      }
      if (signs.suffering.contains(via.get(i))) {
        return false;
      }
    }
    return false;
  }

  private static Effect effect(String id, Losses exposed, Losses certain, Signs signs) {
    if (certain.of(id) >= Losses.WHOLE) {
      return Effect.DOWN;
    }
    boolean felt =
        certain.of(id) > Losses.NEGLIGIBLE
            || signs.raised.containsKey(id)
            || exposed.isBeneath(id, signs.suffering);
    return felt ? Effect.DEGRADED : Effect.AT_RISK;
  }

  /** What really happened, now that it is over. */
  private static void close(ServiceImpact impact, Losses exposed, Signs signs) {
    Set<String> felt = new HashSet<>();
    if (signs.raised.containsKey(impact.getId())) {
      felt.add(impact.getId());
    } else {
      felt.addAll(exposed.beneath(impact.getId(), signs.suffering));
    }
    if (felt.isEmpty()) {
      impact.setActualEffect(Effect.AT_RISK);
      return;
    }
    impact.setActualEffect(impact.getEffect());
    impact.setActualFromMillis(
        felt.stream()
            .mapToLong(id -> signs.raised.getOrDefault(id, Long.MAX_VALUE))
            .min()
            .orElse(0));
    long last = felt.stream().mapToLong(id -> signs.cleared.getOrDefault(id, 0L)).max().orElse(0);
    impact.setActualToMillis(last == 0 ? null : last);
  }

  /** The path to a CI that failed apart from the cause begins at the cause. */
  private static List<String> whole(
      List<String> via, Set<String> causes, Function<String, List<String>> pathTo) {
    if (via.isEmpty() || causes.contains(via.get(0))) {
      return via;
    }
    List<String> before = pathTo.apply(via.get(0));
    List<String> all = new ArrayList<>(before);
    all.addAll(before.isEmpty() ? via : via.subList(1, via.size()));
    return all;
  }

  private @Nullable String carrier(List<ServiceImpact> business, Losses exposed) {
    if (business.isEmpty()) {
      return null;
    }
    ServiceImpact first = business.get(0);
    if (first.getGuardedBy() != null) {
      return first.getGuardedBy();
    }
    String carrier = null;
    for (String id : first.getVia()) {
      if (!id.equals(first.getId()) && exposed.of(id) >= Losses.WHOLE) {
        carrier = id;
      }
    }
    return carrier;
  }

  /**
   * X.733's severities by what they are defined by: CRITICAL where a business service is down or
   * much revenue is hit; at least MAJOR where one is degraded; at most MINOR, which does not affect
   * service, where redundancy protects all there are; else what the alarms say.
   *
   * @param critical share of the estate's revenue from which on it is much
   */
  static Severity severity(Severity ofAlarms, Found found, boolean serviceAlarms, double critical) {
    double hit = 0;
    boolean down = false;
    boolean degraded = false;
    for (ServiceImpact service : found.business()) {
      down |= service.getEffect() == Effect.DOWN;
      degraded |= service.getEffect() == Effect.DEGRADED;
      hit += service.getEffect() == Effect.AT_RISK ? 0 : service.getRevenueShare();
    }
    if (down || hit >= critical) {
      return Severity.CRITICAL;
    }
    if (degraded) {
      return larger(ofAlarms, Severity.MAJOR);
    }
    boolean harmless = found.isGuarded() && found.services().isEmpty() && !serviceAlarms;
    return harmless && ofAlarms.compareTo(Severity.MINOR) > 0 ? Severity.MINOR : ofAlarms;
  }

  private static Severity larger(Severity a, Severity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static double rounded(double share) {
    return Math.rint(share * PARTS) / PARTS;
  }
}
