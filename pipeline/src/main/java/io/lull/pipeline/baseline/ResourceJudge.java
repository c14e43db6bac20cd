package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.AnomalyEvents.Signal;
import io.lull.pipeline.model.SeriesName;
import io.lull.schema.Event;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The alarm of a resource, from what its series say at one time:
 *
 * <pre>
 *   quiet --a notable sample--> raised --no evidence for the hold--> quiet
 * </pre>
 *
 * <p>All series of a resource share one alarm: what moves together has one cause. It is typed after
 * the most surprising series; what becomes notable while it is up joins it and is told again only
 * where the severity grows. Evidence for it is a value of one of its series that is itself out of
 * the usual, whatever noise discipline makes of it.
 *
 * <p>Severities are below MAJOR: an anomaly is evidence for the cause of an incident, and opens
 * none by itself.
 */
final class ResourceJudge {
  /** Score from which an anomaly is MINOR: twice the notice level. */
  static final double MINOR_SCORE = 0.75;

  private static final Comparator<Signal> MOST_SURPRISING =
      Comparator.<Signal>comparingDouble(signal -> -signal.judgement().score())
          .thenComparing(Signal::series);

  private final long holdMillis;

  /**
   * @param holdMillis how long an alarm stays up after its last evidence, milliseconds
   */
  ResourceJudge(long holdMillis) {
    this.holdMillis = holdMillis;
  }

  /** When the alarm ends if no more evidence comes; {@code Long.MAX_VALUE}: there is none. */
  long endMillis(Watch watch) {
    AnomalyAlarm alarm = watch.alarm();
    return alarm == null
        ? Long.MAX_VALUE
        : alarm.evidenceMillis() + Math.max(holdMillis, 3 * watch.intervalMillis());
  }

  /** Takes what the series say at one time; adds events and returns what is then known. */
  Watch take(Watch watch, List<Signal> signals, AnomalyEvents about, List<Event> out) {
    Watch now = expire(watch, about, out).at(about.timeMillis());
    List<Signal> notable =
        signals.stream()
            .filter(signal -> signal.judgement().notable())
            .sorted(MOST_SURPRISING)
            .toList();
    AnomalyAlarm alarm = now.alarm();
    if (alarm == null) {
      return notable.isEmpty() ? now : now.with(raise(notable, about, out));
    }
    if (!notable.isEmpty()) {
      alarm = join(alarm, notable, about, out);
    }
    return now.with(supported(alarm, signals) ? alarm.evidence(about.timeMillis()) : alarm);
  }

  /** Clears the alarm if its time has come. */
  Watch expire(Watch watch, AnomalyEvents about, List<Event> out) {
    AnomalyAlarm alarm = watch.alarm();
    if (alarm == null || endMillis(watch) > about.timeMillis()) {
      return watch;
    }
    out.add(about.cleared(alarm, alarm.series().get(0) + " is as usual again"));
    return watch.with(null);
  }

  private static AnomalyAlarm raise(List<Signal> notable, AnomalyEvents about, List<Event> out) {
    Signal lead = notable.get(0);
    AnomalyAlarm alarm =
        new AnomalyAlarm(
            AnomalyKind.of(SeriesName.metric(lead.series())).alarmType(),
            severity(lead),
            List.of(lead.series()),
            about.timeMillis(),
            about.timeMillis());
    AnomalyAlarm joined = alarm.join(names(notable), alarm.severity());
    out.add(about.raised(joined, notable));
    return joined;
  }

  private static AnomalyAlarm join(
      AnomalyAlarm alarm, List<Signal> notable, AnomalyEvents about, List<Event> out) {
    String severity = severity(notable.get(0));
    boolean worse = Severity.valueOf(severity).compareTo(Severity.valueOf(alarm.severity())) > 0;
    AnomalyAlarm joined = alarm.join(names(notable), worse ? severity : alarm.severity());
    if (worse) {
      out.add(about.raised(joined, notable));
    }
    return joined;
  }

  private static boolean supported(AnomalyAlarm alarm, List<Signal> signals) {
    for (Signal signal : signals) {
      if (signal.judgement().outside() >= SeriesBaseline.OUTSIDE
          && alarm.series().contains(signal.series())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(List<Signal> signals) {
    List<String> names = new ArrayList<>();
    for (Signal signal : signals) {
      names.add(signal.series());
    }
    return names;
  }

  private static String severity(Signal signal) {
    return (signal.judgement().score() >= MINOR_SCORE ? Severity.MINOR : Severity.WARNING).name();
  }
}
