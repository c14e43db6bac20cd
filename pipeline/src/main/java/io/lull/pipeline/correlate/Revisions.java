package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.ServiceImpact;
import io.lull.schema.Severity;
import java.util.List;
import java.util.Objects;

/** Tells the revisions of incidents, notes what was told, and has teach what is over. */
final class Revisions {
  private final CorrelateOptions options;
  private final Topology topology;
  private final Tables tables;
  private final Territory territory;
  private final Impacts impacts;
  private final Teacher teacher;
  private final Correlator.Sink sink;

  Revisions(
      CorrelateOptions options,
      Topology topology,
      Tables tables,
      Territory territory,
      Teacher teacher,
      Correlator.Sink sink) {
    this.options = options;
    this.topology = topology;
    this.tables = tables;
    this.territory = territory;
    this.impacts = new Impacts(topology, options.model());
    this.teacher = teacher;
    this.sink = sink;
  }

  /** Tells the next revision of an incident that is open, or is over with it. */
  void tell(Findings.OfIncident found, Tally tally, IncidentState state, long now) {
    IncidentLife life = found.life;
    boolean over = state == IncidentState.RESOLVED;
    int alarms = found.alarms.size();
    CauseCandidate cause = found.causes().get(0);
    Report report = new Report(found, found.causes(), topology, options, impacts);
    if (life.passed(now) && !tally.over(options.minSeverity())) {
      life.changes.add("the time of impact that was told has passed");
    }
    List<String> changes = Changes.of(life, alarms, report.cause(), over);
    Incident incident = report.incident(state, tally.severity, now, changes);
    incident.setDomain(territory.ownerOf(life.domain, cause));
    int beyond = alarms - Math.max(life.told, options.maxMembers());
    if (beyond > 0) {
      sink.count(Correlator.Counted.ALARMS_BEYOND_LIMIT, beyond);
    }
    sink.incident(incident);
    report.memberships(sink::membership, alarm -> tables.alarms().put(alarm.key(), alarm));
    life.told(alarms, report.cause(), now);
    times(life, incident, now);
    tables.incidents().put(life.id, life);
    if (over) {
      long lasted = incident.getResolvedMillis() - life.openedMillis;
      String domain = territory.learnsAs(life.domain);
      if (lasted >= options.windowMillis() && cause.score() > Learning.SURE) {
        teacher.membersGone(domain, report.trials(), now);
      }
      teacher.resolved(domain, found.explanation, found.tree, found.alarms, cause, now);
    }
  }

  /** Tells the last revision of an incident that ends as part of another. */
  void merged(Findings.OfIncident past, long now) {
    IncidentLife life = past.life;
    Severity severity = Severity.INDETERMINATE;
    for (AlarmLife alarm : past.alarms) {
      severity = alarm.severity.compareTo(severity) > 0 ? alarm.severity : severity;
    }
    Report report = new Report(past, past.causes(), topology, options, impacts);
    List<String> changes = List.of("merged into " + life.mergedInto);
    Incident merged = report.incident(IncidentState.MERGED, severity, now, changes);
    merged.setMergedInto(life.mergedInto);
    merged.setDomain(territory.ownerOf(life.domain, past.causes().get(0)));
    sink.incident(merged);
    life.told(past.alarms.size(), report.cause(), now);
    tables.incidents().put(life.id, life);
  }

  /**
   * Notes the times of impact that are told, and has what became of them teach. That the one in the
   * title passes is told then: once when it is as likely to have passed as not, once when it is as
   * good as sure.
   */
  private void times(IncidentLife life, Incident incident, long now) {
    boolean over = incident.getState() == IncidentState.RESOLVED;
    life.passesMillis = AlarmLife.NEVER;
    for (ServiceImpact service : incident.getServices()) {
      Long at = service.getImpactMillis();
      if (at == null || service.getBasis() == ImpactBasis.OBSERVED) {
        Foretold told = life.foretold.get(service.getId());
        if (over && at != null && told != null && told.toldMillis() < at) {
          teacher.foretold(
              territory.learnsAs(life.domain),
              ImpactBasis.valueOf(told.basis()),
              told.holds(at),
              now);
        }
        continue;
      }
      long from = Objects.requireNonNullElse(service.getImpactFromMillis(), at);
      long to = Objects.requireNonNullElse(service.getImpactToMillis(), at);
      life.foretell(service.getId(), new Foretold(service.getBasis().name(), now, from, to));
      if (!over && service == incident.getServices().get(0)) {
        life.passesMillis = at > now ? at : to > now ? to : AlarmLife.NEVER;
      }
    }
  }
}
