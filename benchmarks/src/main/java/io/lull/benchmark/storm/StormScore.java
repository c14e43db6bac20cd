package io.lull.benchmark.storm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How well one storm was understood, by its raises. Pairs and V-measure (Rosenberg and Hirschberg,
 * 2007) are over alarms that come from a fault; one in no incident is an incident of its own.
 *
 * @param bothPairs pairs of alarms of one fault in one incident
 * @param truePairs pairs of one fault
 * @param foundPairs pairs in one incident
 * @param vMeasure how far the grouping is the true one
 * @param faults one for each fault with an alarm that survived
 * @param relatedPairs pairs of identifiable faults under one ancestor
 * @param relatedApart those of them whose best incidents differ and are not mostly another fault's
 * @param falseIncidents incidents that are no fault's best, other than single alarms of noise
 * @param noise alarms of noise
 * @param noiseKept those in no incident, or in one without alarms of a fault
 */
record StormScore(
    long bothPairs,
    long truePairs,
    long foundPairs,
    VMeasure vMeasure,
    List<FaultScore> faults,
    int relatedPairs,
    int relatedApart,
    int falseIncidents,
    int noise,
    int noiseKept) {

  /**
   * How well one fault was understood.
   *
   * @param fault the fault
   * @param alarms how many of its raises survived
   * @param incident the one that holds most of them
   * @param overlap F1 of the fault's alarms in that incident
   * @param pure whether at least half of that incident's alarms are this fault's
   * @param identifiable whether anybody could name the root
   * @param unheard whether the root says nothing
   * @param named whether the incident's first cause is the root
   * @param strict whether it is, and no larger fault has the same incident
   */
  record FaultScore(
      Fault fault,
      int alarms,
      String incident,
      double overlap,
      boolean pure,
      boolean identifiable,
      boolean unheard,
      boolean named,
      boolean strict) {}

  static StormScore of(GeneratedStorm storm, Grouping grouping) {
    Map<Integer, Integer> byFault = new HashMap<>();
    Map<String, Integer> byIncident = new HashMap<>();
    Map<Integer, Map<String, Integer>> joint = new HashMap<>();
    for (Alert alert : storm.scored()) {
      if (alert.fault() != Alert.NOISE) {
        String incident = incidentOf(alert, grouping);
        byFault.merge(alert.fault(), 1, Integer::sum);
        byIncident.merge(incident, 1, Integer::sum);
        joint.computeIfAbsent(alert.fault(), f -> new HashMap<>()).merge(incident, 1, Integer::sum);
      }
    }
    List<Integer> cells = joint.values().stream().flatMap(m -> m.values().stream()).toList();
    List<FaultScore> faults = faults(storm, grouping, byIncident, joint);
    int related = 0;
    int apart = 0;
    for (int i = 0; i < faults.size(); i++) {
      for (int j = 0; j < i; j++) {
        FaultScore one = faults.get(i);
        FaultScore other = faults.get(j);
        if (related(one, other)) {
          related++;
          boolean differ = !one.incident().equals(other.incident());
          apart += differ && one.pure() && other.pure() ? 1 : 0;
        }
      }
    }
    Set<String> best = new HashSet<>(faults.stream().map(FaultScore::incident).toList());
    List<Alert> noise = storm.scored().stream().filter(a -> a.fault() == Alert.NOISE).toList();
    int kept =
        (int) noise.stream().filter(a -> !byIncident.containsKey(incidentOf(a, grouping))).count();
    return new StormScore(
        pairs(cells),
        pairs(byFault.values()),
        pairs(byIncident.values()),
        VMeasure.of(byFault.values(), byIncident.values(), cells),
        faults,
        related,
        apart,
        falseIncidents(byIncident.keySet(), best, noise, grouping),
        noise.size(),
        kept);
  }

  private static String incidentOf(Alert alert, Grouping grouping) {
    return grouping.incidents().getOrDefault(alert.id(), "single:" + alert.id());
  }

  private static boolean related(FaultScore one, FaultScore other) {
    Fault a = one.fault();
    Fault b = other.fault();
    boolean meant = a.siblings().contains(b.number()) || b.siblings().contains(a.number());
    return meant && one.identifiable() && other.identifiable();
  }

  private static List<FaultScore> faults(
      GeneratedStorm storm,
      Grouping grouping,
      Map<String, Integer> byIncident,
      Map<Integer, Map<String, Integer>> joint) {
    Map<Integer, Map.Entry<String, Integer>> best = new HashMap<>();
    joint.forEach((fault, found) -> best.put(fault, largest(found)));
    List<Fault> faults =
        new ArrayList<>(storm.faults().stream().filter(f -> best.containsKey(f.number())).toList());
    faults.sort(Comparator.comparing((Fault f) -> -overlap(best, f)).thenComparing(Fault::number));
    Set<String> used = new HashSet<>();
    List<FaultScore> scores = new ArrayList<>();
    for (Fault fault : faults) {
      Map.Entry<String, Integer> found = java.util.Objects.requireNonNull(best.get(fault.number()));
      String incident = found.getKey();
      int alarms = storm.raises(fault).size();
      int held = byIncident.getOrDefault(incident, 0);
      List<String> causes = grouping.causes().getOrDefault(incident, List.of());
      boolean named = !causes.isEmpty() && names(fault, causes.get(0));
      scores.add(
          new FaultScore(
              fault,
              alarms,
              incident,
              2.0 * found.getValue() / (alarms + held),
              2 * found.getValue() >= held,
              storm.identifiable(fault),
              fault.silent(),
              named,
              named && !used.contains(incident)));
      used.add(incident);
    }
    return scores;
  }

  private static int overlap(Map<Integer, Map.Entry<String, Integer>> best, Fault fault) {
    Map.Entry<String, Integer> found = best.get(fault.number());
    return found == null ? 0 : found.getValue();
  }

  /** A link is named by its two ends in either order. */
  private static boolean names(Fault fault, String cause) {
    int middle = cause.indexOf("--");
    String turned =
        middle < 0 ? cause : cause.substring(middle + 2) + "--" + cause.substring(0, middle);
    return fault.answers().contains(cause) || fault.answers().contains(turned);
  }

  private static Map.Entry<String, Integer> largest(Map<String, Integer> found) {
    return found.entrySet().stream()
        .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
        .orElseThrow();
  }

  private static int falseIncidents(
      Set<String> withFaults, Set<String> best, List<Alert> noise, Grouping grouping) {
    Map<String, Integer> ofNoise = new HashMap<>();
    for (Alert alert : noise) {
      String incident = grouping.incidents().get(alert.id());
      if (incident != null && !withFaults.contains(incident)) {
        ofNoise.merge(incident, 1, Integer::sum);
      }
    }
    long fragments =
        withFaults.stream().filter(i -> !best.contains(i) && !i.startsWith("single:")).count();
    return (int) (fragments + ofNoise.values().stream().filter(n -> n > 1).count());
  }

  private static long pairs(Collection<Integer> sizes) {
    return sizes.stream().mapToLong(n -> (long) n * (n - 1) / 2).sum();
  }
}
