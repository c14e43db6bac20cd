package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Sees to it that what has to do with several domains is explained in one place.
 *
 * <p>A group of symptoms <em>spans</em> domains if anything that may have caused one of them is in
 * another domain; copies of other domains' alarms do so by nature. A group that spans is not
 * explained for good here, and tells nothing: its alarms that are at home are handed over, with the
 * incidents that were told of them, and so is all that happens to them from then on. What stays is
 * what is needed to find others that have to do with them.
 *
 * <p>So a group that spans holds no alarm of this domain that was not handed over, and an alarm is
 * in the charge of one correlator at any time.
 */
final class Borders {
  private final Tables tables;
  private final Territory territory;

  Borders(Tables tables, Territory territory) {
    this.tables = tables;
    this.territory = territory;
  }

  Territory territory() {
    return territory;
  }

  /**
   * Notes that a symptom came that nobody knows yet. If what may have caused it is elsewhere its
   * group spans from now on; of the symptom itself the change that raised it is to be passed.
   */
  void came(SymptomGroup group, SymptomState symptom, boolean copy) {
    if (!group.spanning && (copy || territory.isCrossed(group.domain, symptom.above))) {
      span(group, symptom.id);
    }
  }

  /** Notes that other nodes may have caused a symptom now. */
  void moved(SymptomGroup group, SymptomState symptom) {
    if (!group.spanning && territory.isCrossed(group.domain, symptom.above)) {
      span(group, "");
    }
  }

  /** Notes that a copy speaks of a symptom of the group. */
  void copied(SymptomGroup group) {
    if (!group.spanning) {
      span(group, "");
    }
  }

  /** Hands over what of two groups that become one was not yet. */
  void united(SymptomGroup one, SymptomGroup other) {
    if (one.spanning != other.spanning) {
      span(one.spanning ? other : one, "");
    }
  }

  private void span(SymptomGroup group, String except) {
    group.spanning = true;
    for (String id : group.symptoms) {
      if (!id.equals(except)) {
        leave(group, Objects.requireNonNull(tables.symptoms().get(id), id));
      }
    }
  }

  private void leave(SymptomGroup group, SymptomState symptom) {
    List<AlarmLife> alarms = new ArrayList<>();
    List<IncidentLife> incidents = new ArrayList<>();
    for (String key : symptom.alarms) {
      AlarmLife alarm = Objects.requireNonNull(tables.alarms().get(key), key);
      if (!alarm.copy) {
        tables.alarms().put(key, alarm.trace());
        alarm.domain = alarm.domain.isEmpty() ? group.domain : alarm.domain;
        alarms.add(alarm);
        IncidentLife life = tables.incidents().get(alarm.incident);
        if (life != null) {
          incidents.add(life);
          tables.incidents().remove(life.id);
        }
      }
    }
    if (!alarms.isEmpty()) {
      territory.handOver(
          new Handover(null, symptom.leave(alarms), alarms, incidents, group.dueMillis));
    }
    symptom.incident = "";
    tables.symptoms().put(symptom.id, symptom);
  }

  /** Hands over what happens to an alarm of a group that spans. */
  void pass(AlarmLife alarm, AlarmChange change) {
    alarm.unreported = new ArrayList<>();
    alarm.message = "";
    if (!alarm.copy) {
      territory.handOver(Handover.of(change));
    }
  }
}
