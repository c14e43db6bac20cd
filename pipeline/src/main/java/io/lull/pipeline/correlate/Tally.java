package io.lull.pipeline.correlate;

import io.lull.schema.Severity;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The alarms of an incident, counted. */
final class Tally {
  int active;
  int activeGrave;
  Severity severity = Severity.INDETERMINATE;
  long qualifiedMillis = SymptomGroup.NONE;
  long lastRaiseMillis = AlarmLife.NEVER;
  long lastClearMillis = AlarmLife.NEVER;

  /** The first of a severity that opens an incident; null if none is. */
  @Nullable AlarmLife first;

  /** Counts them. */
  static Tally of(Findings.OfIncident found, CorrelateOptions options) {
    Tally tally = new Tally();
    for (AlarmLife alarm : found.alarms) {
      tally.count(alarm);
    }
    if (!found.life.open() && found.alarms.size() >= options.quorum()) {
      Set<String> resources = new HashSet<>();
      found.alarms.stream()
          .filter(alarm -> !alarm.late)
          .sorted(Comparator.comparingLong(alarm -> alarm.joinedMillis))
          .filter(alarm -> resources.add(alarm.resource) && resources.size() == options.quorum())
          .forEach(
              alarm -> tally.qualifiedMillis = Math.min(tally.qualifiedMillis, alarm.joinedMillis));
    }
    return tally;
  }

  private void count(AlarmLife alarm) {
    active += alarm.active() ? 1 : 0;
    activeGrave += alarm.active() && alarm.grave() ? 1 : 0;
    severity = alarm.severity.compareTo(severity) > 0 ? alarm.severity : severity;
    lastRaiseMillis = Math.max(lastRaiseMillis, alarm.joinedMillis);
    lastClearMillis = Math.max(lastClearMillis, alarm.lastClearMillis);
    if (alarm.grave() && !alarm.late) {
      qualifiedMillis = Math.min(qualifiedMillis, alarm.graveMillis);
      // By its own time: when it was taken in may be another after a restart.
      first = first == null ? alarm : first;
    }
  }

  /**
   * Whether nothing holds it open any more. Slight alarms do not make an incident, so they do not
   * keep one either, once those that made it are over.
   */
  boolean over(Severity minSeverity) {
    return severity.compareTo(minSeverity) >= 0 ? activeGrave == 0 : active == 0;
  }
}
