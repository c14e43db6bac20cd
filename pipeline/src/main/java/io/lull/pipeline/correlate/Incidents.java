package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.schema.IncidentState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of incidents: when the causes that are found are told, resolved and forgotten.
 *
 * <p>Every cause with all it explains is an incident, or may become one (revision 0): it opens when
 * it deserves to (one alarm of the minimum severity, or slighter ones on a quorum of resources) and
 * the settle time has passed; else it is forgotten when its window has and its alarms are cleared.
 *
 * <p>Which incident that is is up to {@link IncidentIdentity}; {@link Revisions} tell of it.
 */
final class Incidents {

  private final CorrelateOptions options;
  private final Tables tables;
  private final Neighbourhood neighbourhood;
  private final CauseRanking ranking;
  private final IncidentIdentity identity;
  private final Revisions revisions;
  private final Correlator.Sink sink;

  Incidents(
      CorrelateOptions options,
      Tables tables,
      Neighbourhood neighbourhood,
      CauseRanking ranking,
      Revisions revisions,
      Correlator.Sink sink) {
    this.options = options;
    this.tables = tables;
    this.neighbourhood = neighbourhood;
    this.ranking = ranking;
    this.identity = new IncidentIdentity(tables);
    this.revisions = revisions;
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

  /**
   * Finds or starts the incident of each tree, in the order of the trees, and tells of those that
   * end in another.
   */
  List<Findings.OfIncident> assign(Explanation explanation, String domain, long now) {
    IncidentIdentity.Assignment assigned = identity.assign(explanation, domain, now);
    List<Ranked> causes = new ArrayList<>(explanation.trees().size());
    explanation.trees().forEach(tree -> causes.add(new Ranked(explanation, tree)));
    for (IncidentIdentity.Merger merger : assigned.mergers()) {
      merged(merger, causes.get(merger.tree()), now);
    }
    List<Findings.OfIncident> found = new ArrayList<>(causes.size());
    for (int tree = 0; tree < causes.size(); tree++) {
      found.add(found(causes.get(tree), assigned.lives().get(tree)));
    }
    return found;
  }

  private Findings.OfIncident found(Ranked ranked, IncidentLife life) {
    List<List<AlarmLife>> bySymptom = new ArrayList<>(ranked.tree.members().size());
    for (int v : ranked.tree.members()) {
      bySymptom.add(tables.alarmsOf(ranked.explanation.vertices().get(v).state()));
    }
    return new Findings.OfIncident(ranked.explanation, ranked.tree, life, bySymptom, ranked);
  }

  /** Ends an incident as part of another, with the alarms it had, as they are explained now. */
  private void merged(IncidentIdentity.Merger merger, Ranked ranked, long now) {
    IncidentLife life = merger.ended();
    revisions.merged(
        new Findings.OfIncident(ranked.explanation, ranked.tree, life, merger.alarms(), ranked),
        now);
    if (!identity.isNamed(life)) {
      tables.incidents().remove(life.id);
    }
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

  /** The alarms of a symptom; none if it was forgotten with another incident. */
  private List<AlarmLife> known(Symptom symptom) {
    return tables.symptoms().get(symptom.id()) == null
        ? List.of()
        : tables.alarmsOf(symptom.state());
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
      revisions.tell(found, tally, IncidentState.RESOLVED, now);
      forget(found);
      return SymptomGroup.NONE;
    }
    if (now >= tellMillis(found, tally)) {
      if (!life.open()) {
        identity.name(life, found.explanation, found.tree, tally.first);
      }
      revisions.tell(found, tally, IncidentState.OPEN, now);
      if (tally.over(options.minSeverity())) {
        resolve =
            Math.max(now, Correlator.after(tally.lastClearMillis, options.resolveHoldMillis()));
      }
    }
    return Math.min(resolve, tellMillis(found, tally));
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
}
