package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.impact.Losses;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.Topology;
import io.lull.schema.AlarmRole;
import io.lull.schema.Cause;
import io.lull.schema.CauseKind;
import io.lull.schema.Incident;
import io.lull.schema.IncidentCounts;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Writes one revision of an incident from its explanation and the topology as it is now. */
final class Report {

  /** What a score loses where all alarms are joined by names, messages and times only. */
  private static final double INFERRED = 0.5;

  private final IncidentLife life;
  private final CorrelateOptions options;
  private final Topology topology;
  private final List<AlarmLife> alarms;
  private final List<CauseCandidate> causes;
  private final CauseCandidate cause;
  private final Impacts impacts;
  private final Set<String> whole = new HashSet<>();
  private final Map<String, List<String>> paths;
  private final Set<String> own = new HashSet<>();
  private final int inferred;
  private List<Losses.Trial> trials = List.of();

  Report(
      Findings.OfIncident found,
      List<CauseCandidate> causes,
      Topology topology,
      CorrelateOptions options,
      Impacts impacts) {
    this.life = found.life;
    this.options = options;
    this.topology = topology;
    this.impacts = impacts;
    this.alarms = found.alarms;
    this.causes = causes;
    this.cause = causes.get(0);
    this.paths = found.paths();
    for (int v : found.tree.members()) {
      Symptom symptom = found.explanation.vertices().get(v);
      if (symptom.site().isOfWhole()) {
        whole.add(symptom.id());
      }
      if (cause.link() != null && cause.owns(symptom.site())) {
        own.add(symptom.id());
      }
    }
    this.inferred = (int) alarms.stream().filter(alarm -> role(alarm) == AlarmRole.RELATED).count();
  }

  /** Id of the first cause. */
  String cause() {
    return cause.id();
  }

  /**
   * The incident at its next revision.
   *
   * @param ofAlarms highest severity of its alarms
   */
  Incident incident(IncidentState state, Severity ofAlarms, long now, List<String> changes) {
    boolean over = state == IncidentState.RESOLVED;
    Wording wording = new Wording(topology);
    Set<String> resources = new TreeSet<>();
    alarms.forEach(alarm -> resources.add(alarm.resource));
    Signs signs =
        Signs.of(cause, alarms, whole, life.openedMillis, over, topology, options.model());
    Impacts.Found hit = impacts.of(signs, this::pathTo, over, now);
    trials = hit.trials();
    List<Cause> ranked = causes.stream().map(c -> cause(c, wording)).toList();
    Wording.Extent extent = new Wording.Extent(alarms.size(), resources.size(), inferred);
    return Incident.newBuilder()
        .setId(life.id)
        .setRevision(life.revision + 1)
        .setState(state)
        .setDomain(life.domain)
        .setOpenedMillis(life.openedMillis)
        .setUpdatedMillis(now)
        .setResolvedMillis(over ? lastCleared() : null)
        .setSeverity(
            Impacts.severity(
                ofAlarms, hit, impacts.anyService(resources), options.criticalRevenue()))
        .setTitle(wording.title(cause, hit, extent, now, over))
        .setSummary(wording.summary(cause, ranked.get(0).getWhy(), hit, active(), alarms.size()))
        .setCauses(ranked)
        .setAlarms(alarms.stream().limit(options.maxMembers()).map(this::member).toList())
        .setResources(List.copyOf(resources))
        .setServices(hit.business())
        .setRevenueShare(hit.revenue())
        .setChanges(changes)
        .setCounts(
            IncidentCounts.newBuilder()
                .setRawEvents(alarms.stream().mapToLong(AlarmLife::count).sum())
                .setAlarms(alarms.size())
                .build())
        .build();
  }

  /** The services that showed how many of their members they need, after what was told last. */
  List<Losses.Trial> trials() {
    return trials;
  }

  /** Ids from the cause to a CI that alarms. */
  private List<String> pathTo(String resource) {
    for (AlarmLife alarm : alarms) {
      if (alarm.resource.equals(resource) && whole.contains(alarm.symptom)) {
        return path(alarm);
      }
    }
    return List.of();
  }

  private Long lastCleared() {
    long last = life.openedMillis;
    for (AlarmLife alarm : alarms) {
      last = alarm.active() ? last : Math.max(last, alarm.clearedMillis);
    }
    return last;
  }

  private Cause cause(CauseCandidate candidate, Wording wording) {
    return Cause.newBuilder()
        .setResource(candidate.id())
        .setKind(candidate.link() == null ? CauseKind.NODE : CauseKind.LINK)
        .setScore(candidate.score() * (1 - INFERRED * inferred / Math.max(1, alarms.size())))
        .setSilent(candidate.silent())
        .setWhy(why(candidate, wording))
        .build();
  }

  private String why(CauseCandidate candidate, Wording wording) {
    CauseCandidate next = causes.size() > 1 ? causes.get(1) : null;
    CauseCandidate other = candidate == cause ? next : cause;
    return wording.why(candidate, other, alarms.size(), inferred, life.openedMillis);
  }

  private int active() {
    return (int) alarms.stream().filter(AlarmLife::active).count();
  }

  private MemberAlarm member(AlarmLife alarm) {
    // A builder would copy and check each of them again.
    return new MemberAlarm(
        alarm.event,
        alarm.resource,
        alarm.type,
        alarm.qualifier,
        alarm.severity,
        alarm.message,
        alarm.raisedMillis,
        alarm.active() ? null : alarm.clearedMillis,
        role(alarm),
        path(alarm),
        alarm.raisedMillis - causeMillis(),
        alarm.count(),
        alarm.flapping);
  }

  private long causeMillis() {
    AlarmLife first = cause.first();
    return first == null ? life.openedMillis : first.raisedMillis;
  }

  /** The path from the cause to the alarm's resource; the ends of a link share a symptom. */
  private List<String> path(AlarmLife alarm) {
    List<String> path = Objects.requireNonNull(paths.get(alarm.symptom), alarm.symptom);
    if (path.isEmpty() || path.get(path.size() - 1).equals(alarm.resource)) {
      return path;
    }
    List<String> whole = new ArrayList<>(path);
    int before = whole.size() - 2;
    if (before >= 0 && whole.get(before).equals(alarm.resource)) {
      whole.remove(before + 1);
    } else {
      whole.add(alarm.resource);
    }
    return whole;
  }

  private AlarmRole role(AlarmLife alarm) {
    boolean causes =
        cause.link() == null ? alarm.resource.equals(cause.node()) : own.contains(alarm.symptom);
    if (causes) {
      return AlarmRole.CAUSE;
    }
    return path(alarm).isEmpty() ? AlarmRole.RELATED : AlarmRole.SYMPTOM;
  }

  /**
   * Writes the membership of every event that was not told yet, and again of those whose alarm went
   * to another incident, plays another part or is reached another way now.
   *
   * @param told hears of each alarm of which something was written
   */
  void memberships(Consumer<Membership> out, Consumer<AlarmLife> told) {
    for (AlarmLife alarm : alarms) {
      AlarmRole role = role(alarm);
      List<String> path = path(alarm);
      boolean moved =
          !alarm.toldIncident.equals(life.id)
              || alarm.toldRole != role
              || alarm.toldPathHash != path.hashCode();
      if (moved || !alarm.unreported.isEmpty()) {
        if (moved) {
          alarm.reported.forEach(event -> out.accept(membership(alarm, event, role, path)));
        }
        alarm.unreported.forEach(event -> out.accept(membership(alarm, event, role, path)));
        alarm.told(life.id, role, path);
        told.accept(alarm);
      }
    }
  }

  private Membership membership(
      AlarmLife alarm, EventRef event, AlarmRole role, List<String> path) {
    return new Membership(
        life.id, event.id(), event.timeMillis(), alarm.resource, alarm.type, role, path);
  }
}
