package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Incident;
import io.lull.schema.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes alarms in, in the order in which they happened, and explains again what they touch. Knows
 * no stream processor; time is what it is told.
 *
 * <p>An alarm makes or joins a symptom, a symptom a group ({@link Neighbourhood}); a group is
 * explained as a whole and from scratch ({@link Explainer}) when it is next looked at, so what it
 * is found to be does not depend on when that was before. What becomes of the causes that are found
 * is up to {@link Incidents}.
 *
 * <p>Cost: an alarm costs the search of its own surroundings; looking at a group costs its size, at
 * most every millisecond of stream time for each of its symptoms. Other groups are never looked at.
 */
final class Correlator {

  /** What happens without leaving an incident. */
  enum Counted {
    /** Alarms too slight to open an incident, over and joined by nothing within the window. */
    EXPIRED_ALARMS("expiredAlarms"),
    /** An alarm that is over was cleared again or spoke late; its incident is resolved. */
    CHANGES_WITHOUT_INCIDENT("changesWithoutIncident"),
    /** An alarm beyond those an incident carries whole. */
    ALARMS_BEYOND_LIMIT("alarmsBeyondLimit");

    final String metric;

    Counted(String metric) {
      this.metric = metric;
    }
  }

  /** Where results go. */
  interface Sink {
    void incident(Incident incident);

    void membership(Membership membership);

    /** Numbers that were learned and hold from now on. */
    void model(ModelRevision revision);

    /** Asks to be called at this time. */
    void wakeAt(long timeMillis);

    void count(Counted what, long number);
  }

  /** Domains of a subtask for which what was looked up with learned numbers is kept. */
  private static final int MOST_ENGINES = 64;

  /** Rounds in which groups that a silent CI couples are united. */
  private static final int MOST_ROUNDS = 8;

  private final CorrelateOptions options;
  private final Topology topology;
  private final Tables tables;
  private final Borders borders;
  private final Learning learning;
  private final Sink sink;

  // By domain where something was learned; not part of the state.
  private final Map<String, Engine> engines = new LinkedHashMap<>(16, 0.75f, true);
  private final Engine configured;
  private Engine engine;

  /** In charge of all alarms that it hears of. */
  Correlator(CorrelateOptions options, Topology topology, Tables tables, Sink sink) {
    this(options, topology, tables, Territory.WHOLE, sink);
  }

  Correlator(
      CorrelateOptions options, Topology topology, Tables tables, Territory territory, Sink sink) {
    this.options = options;
    this.topology = topology;
    this.tables = tables;
    this.sink = sink;
    this.borders = new Borders(tables, territory);
    this.learning = new Learning(options, topology, tables, sink::model, sink::wakeAt);
    this.configured = engine(options.model());
    this.engine = configured;
  }

  private Engine engine(FailureModel model) {
    return Engine.of(options.with(model), topology, tables, borders, learning, sink);
  }

  /** Works with what was learned in the current domain. */
  private void enter() {
    LearnedModel learned = learning.learned();
    FailureModel model = learning.model(learned);
    if (learned == null || learned.inForce == null) {
      engine = configured;
    } else if (engine.model() != model) {
      Engine known = engines.get(learned.domain);
      engine = known != null && known.model() == model ? known : engine(model);
      engines.put(learned.domain, engine);
      if (engines.size() > MOST_ENGINES) {
        engines.remove(engines.keySet().iterator().next());
      }
    }
  }

  /**
   * Takes the next change of an alarm.
   *
   * @param now event time, milliseconds since the epoch
   */
  void take(String domain, AlarmChange change, long now) {
    enter();
    String key = AlarmLife.key(change);
    AlarmLife known = tables.alarms().get(key);
    if (known != null) {
      change(known, change, now);
    } else if (raises(change)) {
      schedule(join(domain, key, change, now));
    } else {
      sink.count(Counted.CHANGES_WITHOUT_INCIDENT, 1);
    }
  }

  /** An alarm that is active is always known, so other changes of unknown ones are leftovers. */
  private static boolean raises(AlarmChange change) {
    return change.kind() == AlarmChange.Kind.RAISED || change.kind() == AlarmChange.Kind.FLAPPING;
  }

  private void change(AlarmLife alarm, AlarmChange change, long now) {
    boolean active = alarm.active();
    boolean flapping = alarm.flapping;
    boolean late = alarm.late;
    boolean grave = alarm.grave();
    Severity severity = alarm.severity;
    alarm.take(change, now, options.minSeverity());
    tables.alarms().put(alarm.key(), alarm);
    SymptomState symptom = tables.symptom(alarm.symptom);
    SymptomGroup group = tables.group(symptom.group);
    if (change.kind() == AlarmChange.Kind.RAISED) {
      symptom.raise(change.raisedMillis());
      symptom.take(change.evidence(), alarm.type, engine.model());
      tables.symptoms().put(symptom.id, symptom);
      group.stale(now);
    }
    if (change.kind() == AlarmChange.Kind.REPEATED
        && severity != alarm.severity
        && !change.evidence().equals(AlarmChange.Evidence.EXACT)) {
      // What is sampled and gets worse is seen better now.
      symptom.raise(change.timeMillis());
      symptom.take(change.evidence(), alarm.type, engine.model());
      tables.symptoms().put(symptom.id, symptom);
      group.stale(now);
    }
    if (change.evidence().crossing() != null) {
      symptom.take(change.evidence(), alarm.type, engine.model());
      tables.symptoms().put(symptom.id, symptom);
      group.stale(now);
    } else if (alarm.foretells() && !alarm.active()) {
      // It has come, and will be heard of, or comes no more.
      symptom.pendingUntilMillis =
          Math.min(symptom.pendingUntilMillis, after(now, options.windowMillis()));
      tables.symptoms().put(symptom.id, symptom);
    }
    if (group.spanning) {
      borders.pass(alarm, change);
      if (change.kind() == AlarmChange.Kind.RAISED) {
        group.wanted(after(now, options.settleMillis()));
      } else if (!alarm.active()) {
        group.wanted(after(now, memoryMillis()));
      }
      schedule(group);
      return;
    }
    boolean foretold = change.evidence().crossing() != null;
    Incidents.News news =
        foretold || severity != alarm.severity || grave != alarm.grave() || late != alarm.late
            ? Incidents.News.WORSE
            : active == alarm.active() && flapping == alarm.flapping
                ? Incidents.News.REPEAT
                : Incidents.News.ROUTINE;
    long next = engine.incidents().changed(symptom, active, alarm.active(), news, now);
    group.wanted(Math.max(next, after(now, options.settleMillis())));
    if (!alarm.active()) {
      group.wanted(after(now, options.resolveHoldMillis()));
    }
    schedule(group);
  }

  /** Takes over an incident of release 0.1 with its alarms, at least one. */
  void takeOver(GroupState old, List<AlarmState> members, long now) {
    SymptomGroup group = new Upgrade(options, tables, engine.neighbourhood()).take(old, members);
    group.stale(now);
    group.wanted(after(now, options.settleMillis()));
    schedule(group);
  }

  /** Takes what a domain hands over. */
  void take(Handover handover, long now) {
    AlarmChange change = handover.change();
    if (change != null) {
      take(change.domain(), change, now);
      return;
    }
    enter();
    Arrivals arrivals = new Arrivals(options, tables, engine.neighbourhood());
    for (SymptomGroup group : arrivals.take(handover, now)) {
      group.stale(now);
      group.wanted(Math.min(handover.dueMillis(), after(now, options.settleMillis())));
      schedule(group);
    }
  }

  private SymptomGroup join(String domain, String key, AlarmChange change, long now) {
    AlarmLife alarm = AlarmLife.first(change, now, options.minSeverity());
    Site site = Site.of(change, topology, engine.model());
    SymptomState symptom = engine.neighbourhood().find(site, change.raisedMillis());
    SymptomGroup group;
    if (symptom == null) {
      symptom = new SymptomState();
      symptom.id = site.key() + Tables.SEPARATOR + change.eventId();
      symptom.resource = site.resource();
      symptom.peer = site.peer();
      symptom.place = site.place();
      add(symptom, key, alarm, change);
      group = engine.neighbourhood().add(symptom, domain);
      borders.came(group, symptom, alarm.copy);
    } else {
      add(symptom, key, alarm, change);
      engine.neighbourhood().spoke(symptom);
      tables.symptoms().put(symptom.id, symptom);
      engine.incidents().joined(symptom, now);
      group = tables.group(symptom.group);
      if (alarm.copy) {
        borders.copied(group);
      }
    }
    if (group.spanning) {
      borders.pass(alarm, change);
    }
    group.stale(now);
    group.wanted(lookMillis(group, now));
    return group;
  }

  /**
   * When a group that an alarm joined now is looked at. A new one when its first alarms have been
   * gathered; a known one at once, unless it was explained so lately that the alarm is gathered
   * with those that follow. At once is a millisecond later: then all of now have come.
   */
  private long lookMillis(SymptomGroup group, long now) {
    if (group.explainedMillis == AlarmLife.NEVER) {
      return after(now, options.settleMillis());
    }
    long spacing = Math.max(options.settleMillis(), spacingMillis(group.symptoms.size()));
    return Math.max(after(now, 1), after(group.explainedMillis, spacing));
  }

  private void add(SymptomState symptom, String key, AlarmLife alarm, AlarmChange change) {
    alarm.symptom = symptom.id;
    symptom.raise(alarm.raisedMillis);
    symptom.take(change.evidence(), alarm.type, engine.model());
    symptom.speaks(alarm.resource);
    symptom.alarms.add(key);
    symptom.typeCost = Math.min(symptom.typeCost, engine.model().typeCost(alarm.type));
    tables.alarms().put(key, alarm);
  }

  /** Does what is due at a time that was asked for. */
  void wake(long time) {
    learning.wake(time);
    enter();
    KeyPage due = tables.due().get(time);
    if (due == null) {
      return;
    }
    tables.due().remove(time);
    for (String id : due.keys()) {
      SymptomGroup group = tables.groups().get(id);
      if (group != null && group.dueMillis == time) {
        group.dueMillis = SymptomGroup.NONE;
        group.wantedMillis = SymptomGroup.NONE;
        look(group, time);
      }
    }
  }

  /** Forgets what was learned in the current domain up to a reset, unless it did so before. */
  void forgetAt(long resetMillis, long now) {
    learning.forgetAt(resetMillis, now);
  }

  private void look(SymptomGroup group, long now) {
    group.explainedMillis = now;
    Findings known = group.findings;
    if (!isStale(group)
        && !group.spanning
        && known != null
        && known.holds(topology.version(), engine)) {
      act(known, List.of(group), now);
      return;
    }
    Explanation explanation = explain(group, now);
    if (explanation == null) {
      schedule(group);
      return;
    }
    group.staleMillis = AlarmLife.NEVER;
    List<SymptomGroup> parts = engine.neighbourhood().split(group, explanation);
    if (group.spanning) {
      parts.forEach(part -> rest(part, now));
      return;
    }
    Findings findings =
        new Findings(
            explanation,
            topology.version(),
            engine,
            engine.incidents().assign(explanation, group.domain, now));
    if (parts.size() == 1) {
      parts.get(0).findings = findings;
    }
    act(findings, parts, now);
  }

  private static boolean isStale(SymptomGroup group) {
    return group.staleMillis != AlarmLife.NEVER;
  }

  /** Does what is due for each incident, and sees to it that the parts are looked at again. */
  private void act(Findings findings, List<SymptomGroup> parts, long now) {
    for (Findings.OfIncident incident : findings.incidents()) {
      int first = incident.tree.members().get(0);
      String part = findings.explanation().vertices().get(first).state().group;
      long next = engine.incidents().act(incident, now);
      SymptomGroup own = parts.size() == 1 ? parts.get(0) : tables.groups().get(part);
      if (own != null) {
        own.wanted(next);
      }
    }
    for (SymptomGroup part : parts) {
      SymptomGroup own = tables.groups().get(part.id);
      if (own != null) {
        if (own.symptoms.size() < findings.explanation().count()) {
          own.findings = null;
        }
        schedule(own);
      }
    }
  }

  /** Sees to it that what others are in charge of is forgotten when it is over. */
  private void rest(SymptomGroup group, long now) {
    long over = AlarmLife.NEVER;
    for (String id : group.symptoms) {
      for (String key : tables.symptom(id).alarms) {
        AlarmLife alarm = tables.alarms().get(key);
        if (alarm != null) {
          long last = after(Math.max(alarm.joinedMillis, alarm.lastClearMillis), memoryMillis());
          over = Math.max(over, alarm.active() ? SymptomGroup.NONE : last);
        }
      }
    }
    if (now >= over) {
      for (String id : List.copyOf(group.symptoms)) {
        engine.neighbourhood().remove(tables.symptom(id));
      }
      return;
    }
    group.wanted(over);
    schedule(group);
  }

  /** For how long it may matter where an alarm was that is over. */
  private long memoryMillis() {
    return Math.max(options.windowMillis(), options.resolveHoldMillis());
  }

  /**
   * Explains a group. Where nothing changed since it was explained last that is what was found
   * then, made again if it is not at hand: after a restart it must be the same.
   *
   * @return null if it turns out to be part of one that was explained a moment ago, and waits
   */
  private @Nullable Explanation explain(SymptomGroup group, long now) {
    boolean moved = engine.neighbourhood().refresh(group);
    Explanation explanation = engine.explainer().explain(engine.neighbourhood().symptoms(group));
    if (!isStale(group) && !moved) {
      return explanation;
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Long before = engine.neighbourhood().couple(group);
      if (before == null) {
        break;
      }
      long due = after(before, spacingMillis(group.symptoms.size()));
      if (before != AlarmLife.NEVER && now < due) {
        group.explainedMillis = before;
        group.stale(now);
        group.wanted(due);
        return null;
      }
      explanation = engine.explainer().explain(engine.neighbourhood().symptoms(group));
    }
    return explanation;
  }

  /** Writes the group and sees to it that it is looked at in time. */
  private void schedule(SymptomGroup group) {
    if (group.wantedMillis < group.dueMillis) {
      group.dueMillis = group.wantedMillis;
      KeyPage page = tables.due().get(group.dueMillis);
      tables
          .due()
          .put(group.dueMillis, (page == null ? new KeyPage(List.of()) : page).plus(group.id));
      sink.wakeAt(group.dueMillis);
    }
    tables.groups().put(group.id, group);
  }

  /**
   * How long a group of so many symptoms, or an incident of so many alarms, is left alone: a
   * millisecond for each. To explain one takes some 20 µs, so a group that changes all the time
   * takes a fiftieth of a processor, however large it is, and there may be dozens.
   */
  static long spacingMillis(int size) {
    return size;
  }

  /** A sum that stays in range at the ends of time. */
  static long after(long time, long millis) {
    long sum = time + millis;
    return sum < time ? Long.MAX_VALUE - 1 : sum;
  }
}
