package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.CauseRanking.Candidate;
import io.lull.pipeline.correlate.CauseRanking.Evidence;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.Topology;
import io.lull.schema.AlarmRole;
import io.lull.schema.Cause;
import io.lull.schema.CauseKind;
import io.lull.schema.Incident;
import io.lull.schema.IncidentCounts;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Writes one revision of an incident from its alarms and the topology as it is now. */
final class Report {

  private static final Comparator<AlarmState> BY_TIME =
      Comparator.comparingLong(AlarmState::raisedMillis).thenComparing(AlarmState::event);

  private final GroupState group;
  private final CorrelateOptions options;
  private final Topology topology;
  private final List<AlarmState> alarms;
  private final Map<String, Evidence> sites = new TreeMap<>();
  private final List<Candidate> causes;
  private final Candidate cause;

  Report(GroupState group, List<AlarmState> members, Topology topology, CorrelateOptions options) {
    this.group = group;
    this.options = options;
    this.topology = topology;
    this.alarms = members.stream().sorted(BY_TIME).toList();
    Upstream upstream = new Upstream(topology, options);
    Set<String> alarming = new HashSet<>();
    alarms.forEach(alarm -> alarming.add(alarm.resource()));
    for (AlarmState alarm : alarms) {
      sites
          .computeIfAbsent(alarm.site().key(), k -> evidence(alarm.site(), upstream, alarming))
          .alarms()
          .add(alarm);
    }
    this.causes = new CauseRanking(topology, List.copyOf(sites.values())).rank(options.maxCauses());
    this.cause = causes.get(0);
  }

  private static Evidence evidence(Site site, Upstream upstream, Set<String> alarming) {
    Map<String, Upstream.Reach> above = upstream.of(site);
    return new Evidence(site, above, Screening.weights(site, above, alarming), new ArrayList<>());
  }

  /** Id of the first cause. */
  String cause() {
    return cause.id();
  }

  /** The incident at its next revision. */
  Incident incident(IncidentState state, long now, List<String> changes) {
    Wording wording = new Wording(topology);
    Set<String> resources = new TreeSet<>();
    alarms.forEach(alarm -> resources.add(alarm.resource()));
    ServiceWalk.Hit hit = new ServiceWalk(topology).from(failed(resources), resources);
    List<Cause> ranked = causes.stream().map(c -> cause(c, wording)).toList();
    return Incident.newBuilder()
        .setId(group.id)
        .setRevision(group.revision + 1)
        .setState(state)
        .setDomain(group.domain)
        .setOpenedMillis(group.openedMillis)
        .setUpdatedMillis(now)
        .setResolvedMillis(state == IncidentState.RESOLVED ? lastCleared() : null)
        .setSeverity(group.severity)
        .setTitle(wording.title(cause, hit.services(), alarms.size(), resources.size()))
        .setSummary(wording.summary(cause, ranked.get(0).getWhy(), hit, group))
        .setCauses(ranked)
        .setAlarms(alarms.stream().limit(options.maxMembers()).map(this::member).toList())
        .setResources(List.copyOf(resources))
        .setServices(hit.business())
        .setChanges(changes)
        .setCounts(
            IncidentCounts.newBuilder()
                .setRawEvents(alarms.stream().mapToLong(AlarmState::count).sum())
                .setAlarms(alarms.size())
                .build())
        .build();
  }

  /** What services are looked for above: the cause, and for a link what alarms because of it. */
  private Set<String> failed(Set<String> resources) {
    return cause.link() == null ? Set.of(cause.id()) : resources;
  }

  private Long lastCleared() {
    long last = group.openedMillis;
    for (AlarmState alarm : alarms) {
      last = alarm.clearedMillis() == null ? last : Math.max(last, alarm.clearedMillis());
    }
    return last;
  }

  private Cause cause(Candidate candidate, Wording wording) {
    return Cause.newBuilder()
        .setResource(candidate.id())
        .setKind(candidate.link() == null ? CauseKind.NODE : CauseKind.LINK)
        .setScore(candidate.score())
        .setSilent(candidate.silent())
        .setWhy(wording.why(candidate, alarms.size(), group.openedMillis))
        .build();
  }

  private MemberAlarm member(AlarmState alarm) {
    List<String> path = path(alarm);
    return MemberAlarm.newBuilder()
        .setEvent(alarm.event())
        .setResource(alarm.resource())
        .setType(alarm.type())
        .setQualifier(alarm.qualifier())
        .setSeverity(alarm.severity())
        .setMessage(alarm.message())
        .setTimeMillis(alarm.raisedMillis())
        .setClearedMillis(alarm.clearedMillis())
        .setRole(role(alarm, path))
        .setPath(path)
        .setLagMillis(alarm.raisedMillis() - causeMillis())
        .setCount(alarm.count())
        .setFlapping(alarm.flapping())
        .build();
  }

  private long causeMillis() {
    AlarmState first = cause.first();
    return first == null ? group.openedMillis : first.raisedMillis();
  }

  private List<String> path(AlarmState alarm) {
    Evidence evidence = sites.get(alarm.site().key());
    return evidence == null ? List.of() : cause.path(evidence);
  }

  private AlarmRole role(AlarmState alarm, List<String> path) {
    if (cause.owns(alarm)) {
      return AlarmRole.CAUSE;
    }
    return path.isEmpty() ? AlarmRole.RELATED : AlarmRole.SYMPTOM;
  }

  /** Writes the membership of every event that was not told yet; returns those alarms. */
  List<AlarmState> memberships(Consumer<Membership> out) {
    List<AlarmState> told = new ArrayList<>();
    for (AlarmState alarm : alarms) {
      if (alarm.unreported().isEmpty()) {
        continue;
      }
      List<String> path = path(alarm);
      AlarmRole role = role(alarm, path);
      for (EventRef event : alarm.unreported()) {
        out.accept(
            new Membership(
                group.id,
                event.id(),
                event.timeMillis(),
                alarm.resource(),
                alarm.type(),
                role,
                path));
      }
      told.add(alarm.reported());
    }
    return told;
  }
}
