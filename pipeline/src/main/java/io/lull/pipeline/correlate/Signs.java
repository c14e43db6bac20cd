package io.lull.pipeline.correlate;

import io.lull.pipeline.impact.Arrival;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the alarms of an incident say of which CIs failed, which suffer, and since when. Alarms that
 * are over count in an incident that is resolved: it says what was.
 *
 * <p>A CI <em>suffers</em> if it raises an alarm about itself as a whole of at least the severity
 * that opens incidents; it is <em>lost</em> if that is of a type that does not merely suffer, and
 * <em>broken</em> if of one that breaks by itself, or if it is the cause and silent.
 */
final class Signs {
  /** The CIs that stand for the cause. */
  final Set<String> causes = new TreeSet<>();

  final Set<String> suffering = new TreeSet<>();
  final Set<String> lost = new TreeSet<>();
  final Set<String> broken = new TreeSet<>();

  /** When CIs were hit, or will be. */
  final Map<String, Arrival> felt = new HashMap<>();

  /** CIs of which that is only foretold. */
  final Set<String> foretold = new TreeSet<>();

  /** When the first alarm of a CI was raised, and when the last was cleared. */
  final Map<String, Long> raised = new TreeMap<>();

  final Map<String, Long> cleared = new HashMap<>();

  /** When the first alarm was raised of those that are over though the incident is not. */
  final Map<String, Long> past = new HashMap<>();

  private final Map<String, Long> lostMillis = new HashMap<>();
  private final FailureModel model;
  private final boolean over;

  Signs(FailureModel model, boolean over) {
    this.model = model;
    this.over = over;
  }

  /**
   * Reads the alarms.
   *
   * @param whole ids of the symptoms that are about a CI as a whole
   * @param over whether the incident is resolved
   */
  static Signs of(
      CauseCandidate cause,
      List<AlarmLife> alarms,
      Set<String> whole,
      long openedMillis,
      boolean over,
      Topology topology,
      FailureModel model) {
    Signs signs = new Signs(model, over);
    Map<String, Arrival> forecasts = new TreeMap<>();
    for (AlarmLife alarm : alarms) {
      signs.take(alarm, whole.contains(alarm.symptom));
      if (alarm.foretells()) {
        forecasts.merge(
            alarm.resource,
            alarm.crossing(),
            (a, b) -> a.medianMillis() <= b.medianMillis() ? a : b);
      }
    }
    signs.takeCause(cause, openedMillis, topology);
    forecasts.forEach(
        (resource, crossing) -> {
          Long since = signs.lostMillis.get(resource);
          if (since != null) {
            // Until then it was slow at most, and did its work.
            signs.felt.put(resource, Arrival.at(since));
          } else if (isForetold(resource, alarms)) {
            signs.felt.put(resource, crossing);
            signs.foretold.add(resource);
          }
        });
    return signs;
  }

  /** Whether a forecast for a CI stands. */
  private static boolean isForetold(String resource, List<AlarmLife> alarms) {
    return alarms.stream()
        .anyMatch(a -> a.foretells() && a.active() && a.resource.equals(resource));
  }

  private void take(AlarmLife alarm, boolean ofWhole) {
    if (!alarm.active()) {
      cleared.merge(alarm.resource, alarm.clearedMillis, Math::max);
      if (!over) {
        if (ofWhole && !alarm.foretells()) {
          past.merge(alarm.resource, alarm.raisedMillis, Math::min);
        }
        return;
      }
    }
    if (!ofWhole || alarm.foretells()) {
      return;
    }
    raised.merge(alarm.resource, alarm.raisedMillis, Math::min);
    if (!alarm.grave()) {
      return;
    }
    suffering.add(alarm.resource);
    felt.merge(
        alarm.resource,
        Arrival.at(alarm.raisedMillis),
        (a, b) -> a.sinceMillis() <= b.sinceMillis() ? a : b);
    double cost = model.typeCost(alarm.type);
    if (cost <= 0) {
      lost.add(alarm.resource);
      lostMillis.merge(alarm.resource, alarm.raisedMillis, Math::min);
    }
    if (cost < 0) {
      broken.add(alarm.resource);
    }
  }

  private void takeCause(CauseCandidate cause, long openedMillis, Topology topology) {
    AlarmLife first = cause.first();
    Arrival since = Arrival.at(first == null ? openedMillis : first.raisedMillis);
    Link link = cause.link();
    if (link == null) {
      String node = cause.id();
      causes.add(node);
      felt.putIfAbsent(node, since);
      if (cause.silent()) {
        lost.add(node);
        broken.add(node);
      }
      return;
    }
    boolean dead = first != null && model.typeCost(first.type) <= 0 && (over || first.active());
    for (String end : List.of(link.a(), link.b())) {
      if (isOnlyLink(end, link, topology)) {
        causes.add(end);
        felt.putIfAbsent(end, since);
        if (dead) {
          lost.add(end);
          broken.add(end);
        }
      }
    }
  }

  /** Whether a CI is connected to nothing but the other end of the link, so is cut off by it. */
  private boolean isOnlyLink(String end, Link link, Topology topology) {
    String other = end.equals(link.a()) ? link.b() : link.a();
    List<Relation> relations =
        new ArrayList<>(topology.relationsFrom(end).stream().limit(64).toList());
    relations.addAll(topology.relationsTo(end).stream().limit(64).toList());
    boolean any = false;
    for (Relation relation : relations) {
      if (model.travel(relation.getType()) == Travel.CONNECTION) {
        any = true;
        String neighbour = relation.getFrom().equals(end) ? relation.getTo() : relation.getFrom();
        if (!neighbour.equals(other)) {
          return false;
        }
      }
    }
    return any;
  }
}
