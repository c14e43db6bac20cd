package io.lull.pipeline.correlate;

import io.lull.pipeline.model.InterfaceNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns incidents as release 0.1 kept them into what is kept today: {@link GroupState} and {@link
 * AlarmState} into {@link IncidentLife}, {@link AlarmLife}, symptoms and what is noted at nodes.
 *
 * <p>Id, revision, cause and all that was told stay. The alarms of an incident begin in one group;
 * when that is looked at first they are explained as any others, so an incident may merge or part.
 * What 0.1 did not keep is taken to be the best that is known: an alarm joined when it was raised
 * and was cleared last when the incident was; events told before are not told again if their alarm
 * moves.
 */
final class Upgrade {

  private static final Comparator<AlarmState> BY_TIME =
      Comparator.comparingLong(AlarmState::raisedMillis)
          .thenComparing(AlarmState::event)
          .thenComparing(AlarmState::resource)
          .thenComparing(AlarmState::type)
          .thenComparing(AlarmState::qualifier);

  private final CorrelateOptions options;
  private final Tables tables;
  private final Neighbourhood neighbourhood;

  Upgrade(CorrelateOptions options, Tables tables, Neighbourhood neighbourhood) {
    this.options = options;
    this.tables = tables;
    this.neighbourhood = neighbourhood;
  }

  /**
   * Takes over one incident, or what may become one.
   *
   * @param members its alarms, at least one
   * @return the group of its alarms, to be looked at
   */
  SymptomGroup take(GroupState old, List<AlarmState> members) {
    List<AlarmLife> alarms = new ArrayList<>();
    Map<String, SymptomState> symptoms = new LinkedHashMap<>();
    for (AlarmState member : members.stream().sorted(BY_TIME).toList()) {
      AlarmLife alarm = alarm(member, old);
      alarms.add(alarm);
      SymptomState symptom =
          symptoms.computeIfAbsent(site(member).key(), key -> symptom(member, old));
      alarm.symptom = symptom.id;
      symptom.raise(alarm.raisedMillis);
      symptom.speaks(alarm.resource);
      symptom.alarms.add(alarm.key());
      symptom.typeCost = Math.min(symptom.typeCost, options.model().typeCost(alarm.type));
      tables.alarms().put(alarm.key(), alarm);
    }
    IncidentLife life = life(old);
    AlarmLife anchor = anchor(old, alarms);
    anchor.incident = life.id;
    life.anchor = anchor.key();
    tables.incidents().put(life.id, life);
    return group(old.domain, List.copyOf(symptoms.values()));
  }

  private SymptomGroup group(String domain, List<SymptomState> symptoms) {
    for (SymptomState symptom : symptoms) {
      SymptomGroup group = neighbourhood.add(symptom, domain);
      tables.groups().put(group.id, group);
    }
    String first = symptoms.get(0).id;
    for (SymptomState symptom : symptoms) {
      neighbourhood.unite(first, symptom.id);
    }
    return tables.group(tables.symptom(first).group);
  }

  /** The alarm it is named after; the first one if that cannot be told. */
  private static AlarmLife anchor(GroupState old, List<AlarmLife> alarms) {
    for (AlarmLife alarm : alarms) {
      if (IncidentIdentity.idOf(old.domain, alarm.event).equals(old.id)) {
        return alarm;
      }
    }
    return alarms.get(0);
  }

  private static IncidentLife life(GroupState old) {
    IncidentLife life = new IncidentLife();
    life.id = old.id;
    life.domain = old.domain;
    life.revision = old.revision;
    life.openedMillis = old.openedMillis;
    life.lastEmitMillis = old.lastEmitMillis;
    life.dirtyMillis = old.dirtyMillis;
    life.told = old.alarms - old.joined;
    life.cleared = old.cleared;
    life.raisedAgain = old.raisedAgain;
    life.cause = old.cause;
    life.changes = new ArrayList<>(old.changes);
    return life;
  }

  private AlarmLife alarm(AlarmState old, GroupState group) {
    AlarmLife alarm = new AlarmLife();
    alarm.event = old.event();
    alarm.resource = old.resource();
    alarm.type = old.type();
    alarm.qualifier = old.qualifier();
    alarm.severity = old.severity();
    alarm.message = old.message();
    alarm.raisedMillis = old.raisedMillis();
    alarm.joinedMillis = Math.min(old.raisedMillis(), group.lastRaiseMillis);
    Long cleared = old.clearedMillis();
    if (cleared != null) {
      alarm.clearedMillis = cleared;
      alarm.lastClearMillis = group.lastClearMillis;
    }
    if (old.severity().compareTo(options.minSeverity()) >= 0) {
      alarm.graveMillis = Math.max(group.qualifiedMillis, alarm.joinedMillis);
    }
    alarm.flapping = old.flapping();
    alarm.earlier = old.earlier();
    alarm.current = old.current();
    alarm.unreported = new ArrayList<>(old.unreported());
    alarm.toldIncident = group.revision > 0 ? group.id : "";
    return alarm;
  }

  private static Site site(AlarmState old) {
    return old.peer() == null
        ? new Site(old.resource(), null, InterfaceNames.canonical(old.qualifier()))
        : new Site(old.resource(), old.peer(), "");
  }

  private static SymptomState symptom(AlarmState first, GroupState group) {
    Site site = site(first);
    SymptomState symptom = new SymptomState();
    symptom.id = site.key() + Tables.SEPARATOR + first.event();
    symptom.resource = site.resource();
    symptom.peer = site.peer();
    symptom.place = site.place();
    symptom.incident = group.id;
    return symptom;
  }
}
