package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.ServiceImpact;
import io.lull.schema.Severity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of incidents: what becomes of the causes that are found.
 *
 * <p>Every cause with all it explains is an incident, or may become one (revision 0): it opens when
 * it deserves to (one alarm of the minimum severity, or slighter ones on a quorum of resources) and
 * the settle time has passed; else it is forgotten when its window has and its alarms are cleared.
 *
 * <p>An incident is named after the event that raised its first alarm of the minimum severity (the
 * first of all, where there is none), goes where that alarm goes, and is remembered as long as that
 * alarm is. When explanations change, two of them may find themselves one: the older survives, the
 * other ends as MERGED; or part of one is found to have a cause of its own: that part opens under
 * the name of its own first alarm, or under the one it had before it was merged.
 */
final class Incidents {

  /** The older survives, one that people know of before one they do not. */
  private static final Comparator<IncidentLife> SENIORITY =
      Comparator.comparing(IncidentLife::open)
          .reversed()
          .thenComparingLong(life -> life.openedMillis)
          .thenComparing(life -> life.id);

  private final CorrelateOptions options;
  private final Topology topology;
  private final Tables tables;
  private final Neighbourhood neighbourhood;
  private final CauseRanking ranking;
  private final Territory territory;
  private final Impacts impacts;
  private final Teacher teacher;
  private final Correlator.Sink sink;

  Incidents(
      CorrelateOptions options,
      Topology topology,
      Tables tables,
      Neighbourhood neighbourhood,
      CauseRanking ranking,
      Borders borders,
      Teacher teacher,
      Correlator.Sink sink) {
    this.options = options;
    this.topology = topology;
    this.tables = tables;
    this.neighbourhood = neighbourhood;
    this.ranking = ranking;
    this.territory = borders.territory();
    this.impacts = new Impacts(topology, options.model());
    this.teacher = teacher;
    this.sink = sink;
  }

  /** Notes that an alarm joined a symptom that is part of an incident. */
  void joined(SymptomState symptom, long now) {
    IncidentLife life = tables.incidents().get(symptom.incident);
    if (life != null) {
      life.dirty(now);
      tables.incidents().put(life.id, life);
    }
  }

  /** How much a change of a member alarm says. */
  enum News {
    /** The alarm got worse. */
    WORSE,
    /** It was cleared, raised again, flaps or has calmed down. */
    ROUTINE,
    /** It was merely told again. */
    REPEAT
  }

  /**
   * Notes that an alarm of a symptom changed.
   *
   * @return when its incident is to be looked at because of that, at the earliest
   */
  long changed(SymptomState symptom, boolean before, boolean after, News news, long now) {
    IncidentLife life = tables.incidents().get(symptom.incident);
    if (life == null) {
      return news == News.REPEAT ? Correlator.after(now, options.repeatIntervalMillis()) : now;
    }
    life.cleared += before && !after ? 1 : 0;
    life.raisedAgain += !before && after ? 1 : 0;
    if (news == News.WORSE) {
      life.dirty(now);
    } else {
      life.repeated(now);
    }
    tables.incidents().put(life.id, life);
    return news == News.WORSE || !life.open() && news == News.ROUTINE ? now : routineMillis(life);
  }

  /** Finds or starts the incident of each tree, in the order of the trees. */
  List<Findings.OfIncident> assign(Explanation explanation, String domain, long now) {
    int[] treeOf = new int[explanation.vertices().size()];
    Map<String, Integer> indexes = new TreeMap<>();
    Map<String, IncidentLife> before = new TreeMap<>();
    for (int tree = 0; tree < explanation.trees().size(); tree++) {
      for (int v : explanation.trees().get(tree).members()) {
        SymptomState symptom = explanation.vertices().get(v).state();
        treeOf[v] = tree;
        indexes.put(symptom.id, v);
        IncidentLife life = tables.incidents().get(symptom.incident);
        if (life != null) {
          before.put(life.id, life);
        }
        for (String id : symptom.absorbed) {
          IncidentLife absorbed = tables.incidents().get(id);
          if (absorbed != null) {
            before.put(id, absorbed);
          }
        }
        symptom.absorbed = new ArrayList<>();
      }
    }
    List<List<IncidentLife>> anchored = new ArrayList<>();
    explanation.trees().forEach(tree -> anchored.add(new ArrayList<>()));
    for (IncidentLife life : before.values()) {
      AlarmLife anchor = tables.alarms().get(life.anchor);
      Integer at = anchor == null ? null : indexes.get(anchor.symptom);
      if (at != null) {
        anchored.get(treeOf[at]).add(life);
      }
    }
    List<Findings.OfIncident> found = new ArrayList<>(anchored.size());
    List<IncidentLife> lives = new ArrayList<>();
    List<Ranked> causes = new ArrayList<>(anchored.size());
    for (int tree = 0; tree < anchored.size(); tree++) {
      List<IncidentLife> candidates = anchored.get(tree);
      Ranked ranked = new Ranked(explanation, explanation.trees().get(tree));
      causes.add(ranked);
      lives.add(candidates.isEmpty() ? null : survivor(candidates, ranked, now));
    }
    for (int tree = 0; tree < lives.size(); tree++) {
      List<Integer> members = explanation.trees().get(tree).members();
      IncidentLife life = lives.get(tree);
      if (life == null) {
        life = start(explanation, members, domain);
        lives.set(tree, life);
      }
      move(explanation, members, life, before, now);
    }
    for (int tree = 0; tree < lives.size(); tree++) {
      found.add(found(causes.get(tree), lives.get(tree)));
    }
    return found;
  }

  /** A tree with its causes, which are ranked when they are asked for, once. */
  private final class Ranked implements Supplier<List<CauseCandidate>> {
    final Explanation explanation;
    final Tree tree;
    private @Nullable List<CauseCandidate> causes;

    Ranked(Explanation explanation, Tree tree) {
      this.explanation = explanation;
      this.tree = tree;
    }

    @Override
    public List<CauseCandidate> get() {
      if (causes == null) {
        causes = ranking.rank(explanation, tree, Incidents.this::known, options.maxCauses());
      }
      return causes;
    }
  }

  private Findings.OfIncident found(Ranked ranked, IncidentLife life) {
    List<List<AlarmLife>> bySymptom = new ArrayList<>(ranked.tree.members().size());
    for (int v : ranked.tree.members()) {
      bySymptom.add(alarms(ranked.explanation.vertices().get(v)));
    }
    return new Findings.OfIncident(ranked.explanation, ranked.tree, life, bySymptom, ranked);
  }

  private IncidentLife survivor(List<IncidentLife> candidates, Ranked ranked, long now) {
    candidates.sort(SENIORITY);
    IncidentLife survivor = candidates.get(0);
    for (IncidentLife other : candidates.subList(1, candidates.size())) {
      if (other.open()) {
        merge(survivor, other, ranked, now);
      } else {
        tables.incidents().remove(other.id);
      }
    }
    return survivor;
  }

  /** Ends an incident as part of another, with the alarms it had, as they are explained now. */
  private void merge(IncidentLife survivor, IncidentLife other, Ranked ranked, long now) {
    List<List<AlarmLife>> bySymptom = new ArrayList<>();
    for (int v : ranked.tree.members()) {
      Symptom symptom = ranked.explanation.vertices().get(v);
      if (symptom.state().incident.equals(other.id)) {
        bySymptom.add(alarms(symptom));
      }
    }
    Findings.OfIncident past =
        new Findings.OfIncident(ranked.explanation, ranked.tree, other, bySymptom, ranked);
    Severity severity = Severity.INDETERMINATE;
    for (AlarmLife alarm : past.alarms) {
      severity = alarm.severity.compareTo(severity) > 0 ? alarm.severity : severity;
    }
    List<CauseCandidate> causes = past.causes();
    Report report = new Report(past, causes, topology, options, impacts);
    Incident merged =
        report.incident(IncidentState.MERGED, severity, now, List.of("merged into " + survivor.id));
    merged.setMergedInto(survivor.id);
    merged.setDomain(territory.ownerOf(other.domain, causes.get(0)));
    sink.incident(merged);
    other.told(past.alarms.size(), report.cause(), now);
    other.mergedInto = survivor.id;
    AlarmLife anchor = tables.alarms().get(other.anchor);
    if (anchor != null && anchor.incident.equals(other.id)) {
      tables.incidents().put(other.id, other);
    } else {
      // Nothing is named after it any more.
      tables.incidents().remove(other.id);
    }
    other.foretold.forEach(survivor::foretell);
    survivor.changes.add("merged " + other.id);
    survivor.dirty(now);
  }

  private IncidentLife start(Explanation explanation, List<Integer> members, String domain) {
    AlarmLife first = null;
    for (int v : members) {
      for (AlarmLife alarm : alarms(explanation.vertices().get(v))) {
        first = first == null || BY_TIME.compare(alarm, first) < 0 ? alarm : first;
      }
    }
    AlarmLife anchor = Objects.requireNonNull(first);
    IncidentLife merged = tables.incidents().get(anchor.incident);
    if (merged != null) {
      merged.mergedInto = null;
      merged.changes.add("parted again");
      return merged;
    }
    IncidentLife life = new IncidentLife();
    life.domain = anchor.domain.isEmpty() ? domain : anchor.domain;
    life.id = incidentId(life.domain, anchor.event);
    life.anchor = anchor.key();
    anchor.incident = life.id;
    tables.alarms().put(life.anchor, anchor);
    return life;
  }

  private void move(
      Explanation explanation,
      List<Integer> members,
      IncidentLife life,
      Map<String, IncidentLife> before,
      long now) {
    Set<String> left = new TreeSet<>();
    for (int v : members) {
      SymptomState symptom = explanation.vertices().get(v).state();
      if (!symptom.incident.equals(life.id)) {
        if (!symptom.incident.isEmpty()) {
          left.add(symptom.incident);
        }
        symptom.incident = life.id;
        life.dirty(now);
      }
      tables.symptoms().put(symptom.id, symptom);
    }
    for (String id : left) {
      IncidentLife other = before.get(id);
      if (other != null && other.open() && other.mergedInto == null) {
        other.changes.add("part of it went to " + life.id);
        other.dirty(now);
        tables.incidents().put(other.id, other);
        life.changes.add("took over part of " + other.id);
      }
    }
    tables.incidents().put(life.id, life);
  }

  static final Comparator<AlarmLife> BY_TIME =
      Comparator.comparingLong((AlarmLife alarm) -> alarm.raisedMillis)
          .thenComparing(alarm -> alarm.event)
          .thenComparing(AlarmLife::key);

  private List<AlarmLife> alarms(Symptom symptom) {
    List<AlarmLife> alarms = new ArrayList<>();
    for (String key : symptom.state().alarms) {
      alarms.add(Objects.requireNonNull(tables.alarms().get(key), key));
    }
    alarms.sort(BY_TIME);
    return alarms;
  }

  /** The same, where some may be forgotten with another incident. */
  private List<AlarmLife> known(Symptom symptom) {
    return tables.symptoms().get(symptom.id()) == null ? List.of() : alarms(symptom);
  }

  /**
   * Does what is due for one incident.
   *
   * @return when it is to be looked at again; {@link SymptomGroup#NONE}: not
   */
  long act(Findings.OfIncident found, long now) {
    IncidentLife life = found.life;
    Tally tally = Tally.of(found, options);
    long opened = found.alarms.get(0).raisedMillis;
    if (opened < life.openedMillis) {
      life.openedMillis = opened;
      tables.incidents().put(life.id, life);
    }
    if (!life.open() && tally.qualifiedMillis == SymptomGroup.NONE) {
      long over = Correlator.after(tally.lastRaiseMillis, options.windowMillis());
      if (tally.active > 0) {
        return SymptomGroup.NONE;
      }
      if (now >= Math.max(over, tally.lastClearMillis)) {
        sink.count(Correlator.Counted.EXPIRED_ALARMS, found.alarms.size());
        forget(found);
        return SymptomGroup.NONE;
      }
      return Math.max(over, tally.lastClearMillis);
    }
    long resolve =
        life.open() && tally.over(options.minSeverity())
            ? Math.max(
                life.lastEmitMillis,
                Correlator.after(tally.lastClearMillis, options.resolveHoldMillis()))
            : SymptomGroup.NONE;
    if (now >= resolve) {
      emit(found, tally, IncidentState.RESOLVED, now);
      forget(found);
      return SymptomGroup.NONE;
    }
    if (now >= tellMillis(found, tally)) {
      if (!life.open()) {
        name(found, tally.first);
      }
      emit(found, tally, IncidentState.OPEN, now);
      if (tally.over(options.minSeverity())) {
        resolve =
            Math.max(now, Correlator.after(tally.lastClearMillis, options.resolveHoldMillis()));
      }
    }
    return Math.min(resolve, tellMillis(found, tally));
  }

  /**
   * Names what opens now after the alarm by which it came to deserve it: a slight one that was
   * raised before may have joined it earlier or later, as it was looked at.
   */
  private void name(Findings.OfIncident found, @Nullable AlarmLife first) {
    IncidentLife life = found.life;
    if (first == null || first.key().equals(life.anchor) || !first.incident.isEmpty()) {
      return;
    }
    AlarmLife before = tables.alarms().get(life.anchor);
    if (before != null && before.incident.equals(life.id)) {
      before.incident = "";
      tables.alarms().put(life.anchor, before);
    }
    tables.incidents().remove(life.id);
    life.domain = first.domain.isEmpty() ? life.domain : first.domain;
    life.id = incidentId(life.domain, first.event);
    life.anchor = first.key();
    first.incident = life.id;
    tables.alarms().put(life.anchor, first);
    for (int v : found.tree.members()) {
      SymptomState symptom = found.explanation.vertices().get(v).state();
      symptom.incident = life.id;
      tables.symptoms().put(symptom.id, symptom);
    }
  }

  private long tellMillis(Findings.OfIncident found, Tally tally) {
    IncidentLife life = found.life;
    if (!life.open()) {
      return Correlator.after(tally.qualifiedMillis, options.settleMillis());
    }
    long spacing =
        Math.max(options.updateIntervalMillis(), Correlator.spacingMillis(found.alarms.size()));
    long soonest = Correlator.after(life.lastEmitMillis, spacing);
    long dirty =
        life.dirtyMillis == AlarmLife.NEVER
            ? SymptomGroup.NONE
            : Math.max(life.dirtyMillis, soonest);
    long passes =
        life.passesMillis == AlarmLife.NEVER || tally.over(options.minSeverity())
            ? SymptomGroup.NONE
            : Math.max(life.passesMillis, soonest);
    return Math.min(passes, Math.min(dirty, Math.max(routineMillis(life), soonest)));
  }

  /**
   * When what is no news is told. Clears and the like, after as long again as the incident took
   * until it was told last: many in its first seconds, one now and then later, and their number
   * grows with the logarithm of its age. Mere repeats at the interval of repeats.
   */
  private long routineMillis(IncidentLife life) {
    if (life.repeatedMillis == AlarmLife.NEVER) {
      return SymptomGroup.NONE;
    }
    long longest = options.repeatIntervalMillis();
    if (life.cleared == 0 && life.raisedAgain == 0) {
      return Correlator.after(life.repeatedMillis, longest);
    }
    long age = life.lastEmitMillis - life.openedMillis;
    long spacing = Math.min(longest, Math.max(options.updateIntervalMillis(), age));
    return Math.max(life.repeatedMillis, Correlator.after(life.lastEmitMillis, spacing));
  }

  private void emit(Findings.OfIncident found, Tally tally, IncidentState state, long now) {
    IncidentLife life = found.life;
    int alarms = found.alarms.size();
    List<CauseCandidate> causes = found.causes();
    Report report = new Report(found, causes, topology, options, impacts);
    if (life.passed(now) && !tally.over(options.minSeverity())) {
      life.changes.add("the time of impact that was told has passed");
    }
    List<String> changes =
        Changes.of(life, alarms, report.cause(), state == IncidentState.RESOLVED);
    Incident incident = report.incident(state, tally.severity, now, changes);
    incident.setDomain(territory.ownerOf(life.domain, causes.get(0)));
    int beyond = alarms - Math.max(life.told, options.maxMembers());
    if (beyond > 0) {
      sink.count(Correlator.Counted.ALARMS_BEYOND_LIMIT, beyond);
    }
    sink.incident(incident);
    report.memberships(sink::membership, alarm -> tables.alarms().put(alarm.key(), alarm));
    life.told(alarms, report.cause(), now);
    times(life, incident, now);
    tables.incidents().put(life.id, life);
    if (state == IncidentState.RESOLVED) {
      long lasted = incident.getResolvedMillis() - life.openedMillis;
      if (lasted >= options.windowMillis() && causes.get(0).score() > Learning.SURE) {
        teacher.membersGone(territory.learnsAs(life.domain), report.trials(), now);
      }
      teacher.resolved(
          territory.learnsAs(life.domain),
          found.explanation,
          found.tree,
          found.alarms,
          causes.get(0),
          now);
    }
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

  /** Forgets the alarms, and with each the incident that is named after it, if one is. */
  private void forget(Findings.OfIncident found) {
    for (AlarmLife alarm : found.alarms) {
      if (!alarm.incident.isEmpty()) {
        tables.incidents().remove(alarm.incident);
      }
    }
    for (int v : found.tree.members()) {
      neighbourhood.remove(found.explanation.vertices().get(v).state());
    }
  }

  static String incidentId(String domain, String event) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(domain.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(event.getBytes(StandardCharsets.UTF_8));
      return "inc-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
