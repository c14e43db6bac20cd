package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Takes over symptoms that a domain kept so far, with their alarms and incidents. */
final class Arrivals {
  private final CorrelateOptions options;
  private final Tables tables;
  private final Neighbourhood neighbourhood;

  Arrivals(CorrelateOptions options, Tables tables, Neighbourhood neighbourhood) {
    this.options = options;
    this.tables = tables;
    this.neighbourhood = neighbourhood;
  }

  /**
   * Takes a symptom in and returns the groups that it concerns.
   *
   * <p>What it speaks of may be known: then they are one symptom. An alarm of it may be known, too:
   * a domain forgets an alarm some time after it was cleared, while here its incident goes on; so,
   * raised again, it was taken for a new one. Either way an incident that was told of it is looked
   * at as one of those the symptom is in.
   */
  Set<SymptomGroup> take(Handover handover, long now) {
    SymptomState symptom = Objects.requireNonNull(handover.symptom());
    handover.incidents().forEach(life -> tables.incidents().put(life.id, life));
    List<AlarmLife> own = new ArrayList<>();
    Set<String> concerned = new LinkedHashSet<>();
    for (AlarmLife alarm : handover.alarms()) {
      AlarmLife known = tables.alarms().get(alarm.key());
      if (known == null) {
        own.add(alarm);
      } else {
        concerned.add(absorb(known, alarm, now));
      }
    }
    if (!own.isEmpty()) {
      SymptomState same = neighbourhood.find(symptom.site(), symptom.firstMillis());
      concerned.add(same == null ? add(symptom, own) : join(same, symptom, own, now));
    }
    Set<SymptomGroup> groups = new LinkedHashSet<>();
    concerned.forEach(id -> groups.add(tables.group(tables.symptom(id).group)));
    return groups;
  }

  private String add(SymptomState symptom, List<AlarmLife> alarms) {
    symptom.alarms = new ArrayList<>();
    for (AlarmLife alarm : alarms) {
      symptom.alarms.add(alarm.key());
      tables.alarms().put(alarm.key(), alarm);
    }
    SymptomGroup group = neighbourhood.add(symptom, alarms.get(0).domain);
    tables.groups().put(group.id, group);
    return symptom.id;
  }

  private String join(SymptomState known, SymptomState symptom, List<AlarmLife> alarms, long now) {
    for (AlarmLife alarm : alarms) {
      alarm.symptom = known.id;
      known.alarms.add(alarm.key());
      known.speaks(alarm.resource);
      known.raise(alarm.raisedMillis);
      takeIncident(known, alarm);
      tables.alarms().put(alarm.key(), alarm);
    }
    known.typeCost = Math.min(known.typeCost, symptom.typeCost);
    known.takeEvidence(symptom);
    neighbourhood.spoke(known);
    changed(known, now);
    return known.id;
  }

  private String absorb(AlarmLife known, AlarmLife later, long now) {
    SymptomState symptom = tables.symptom(known.symptom);
    known.absorb(later, options.minSeverity());
    symptom.raise(later.raisedMillis);
    takeIncident(symptom, later);
    tables.alarms().put(known.key(), known);
    changed(symptom, now);
    return symptom.id;
  }

  private void takeIncident(SymptomState symptom, AlarmLife alarm) {
    IncidentLife life = tables.incidents().get(alarm.incident);
    if (life == null) {
      return;
    }
    if (life.open() && life.mergedInto == null) {
      symptom.absorbed.add(life.id);
    } else {
      tables.incidents().remove(life.id);
      alarm.incident = "";
    }
  }

  private void changed(SymptomState symptom, long now) {
    tables.symptoms().put(symptom.id, symptom);
    IncidentLife current = tables.incidents().get(symptom.incident);
    if (current != null) {
      current.dirty(now);
      tables.incidents().put(current.id, current);
    }
  }
}
