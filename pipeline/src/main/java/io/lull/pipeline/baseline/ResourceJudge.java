package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.AnomalyEvents.Signal;
import io.lull.pipeline.baseline.AnomalyKind.Finding;
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
 *   quiet --a series is surprising enough--> raised --no evidence for the hold--> quiet
 * </pre>
 *
 * <p>All series of a resource share one alarm: what moves together has one cause. It is typed after
 * what is likeliest to be a cause, and of these the most surprising: a shortage of a resource
 * before latency and errors, these before what is merely different, and that before what eased.
 * What becomes surprising while it is up joins it. That is told where the severity grows, and where
 * it is likelier to be a cause: then the alarm is cleared, and raised with that type. Evidence for
 * it is a value of one of its series that is itself out of the usual, whatever noise discipline
 * makes of it.
 *
 * <p>Severities are below MAJOR: an anomaly is evidence for the cause of an incident, and opens
 * none by itself.
 */
final class ResourceJudge {
  /**
   * Score from which a resource alarms: 3.5 nats over the bar of a series, where it gives notice
   * from 2 on. A resource has many series.
   */
  static final double ALARM_SCORE = 0.7;

  /** Score from which an anomaly is MINOR. */
  static final double MINOR_SCORE = 0.85;

  private static final int HOLD_INTERVALS = 2;

  private final long holdMillis;

  /**
   * @param holdMillis how long an alarm stays up after its last evidence, milliseconds
   */
  ResourceJudge(long holdMillis) {
    this.holdMillis = holdMillis;
  }

  /** A series that is surprising enough, and what that says of the resource. */
  private record Notable(Finding finding, Signal signal) {
    static final Comparator<Notable> LIKELIEST_CAUSE =
        Comparator.<Notable>comparingInt(notable -> notable.finding.rank())
            .thenComparingDouble(notable -> -notable.signal.judgement().score())
            .thenComparing(notable -> notable.signal.series());

    static Notable of(Signal signal) {
      String metric = SeriesName.metric(signal.series());
      return new Notable(Finding.of(metric, signal.judgement().above()), signal);
    }
  }

  /** When the alarm ends if no more evidence comes; {@code Long.MAX_VALUE}: there is none. */
  long endMillis(Watch watch) {
    AnomalyAlarm alarm = watch.alarm();
    return alarm == null
        ? Long.MAX_VALUE
        : alarm.evidenceMillis() + Math.max(holdMillis, HOLD_INTERVALS * watch.intervalMillis());
  }

  /** Takes what the series say at one time; adds events and returns what is then known. */
  Watch take(Watch watch, List<Signal> signals, AnomalyEvents about, List<Event> out) {
    Watch now = expire(watch, about, out).at(about.timeMillis());
    List<Notable> notable = new ArrayList<>();
    for (Signal signal : signals) {
      if (signal.judgement().score() >= ALARM_SCORE) {
        notable.add(Notable.of(signal));
      }
    }
    notable.sort(Notable.LIKELIEST_CAUSE);
    AnomalyAlarm alarm = now.alarm();
    if (alarm == null) {
      return notable.isEmpty() ? now : now.with(raise(notable, about, now.intervalMillis(), out));
    }
    if (!notable.isEmpty()) {
      alarm = join(alarm, notable, about, now.intervalMillis(), out);
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

  private static AnomalyAlarm raise(
      List<Notable> notable, AnomalyEvents about, long intervalMillis, List<Event> out) {
    Notable lead = notable.get(0);
    AnomalyAlarm alarm =
        new AnomalyAlarm(
            lead.finding().alarmType(),
            severity(notable).name(),
            List.of(lead.signal().series()),
            about.timeMillis(),
            about.timeMillis(),
            lead.finding().rank());
    AnomalyAlarm joined = alarm.join(names(notable), alarm.severity());
    out.add(about.raised(joined, signals(notable), most(notable), intervalMillis));
    return joined;
  }

  private static AnomalyAlarm join(
      AnomalyAlarm alarm,
      List<Notable> notable,
      AnomalyEvents about,
      long intervalMillis,
      List<Event> out) {
    Notable lead = notable.get(0);
    if (lead.finding().rank() < alarm.rank()) {
      AnomalyAlarm other = raise(notable, about, intervalMillis, out);
      out.add(about.cleared(alarm, "it is rather " + other.type()));
      return other.join(alarm.series(), other.severity());
    }
    Severity severity = severity(notable);
    boolean worse = severity.compareTo(Severity.valueOf(alarm.severity())) > 0;
    AnomalyAlarm joined = alarm.join(names(notable), worse ? severity.name() : alarm.severity());
    if (worse) {
      out.add(about.raised(joined, signals(notable), most(notable), intervalMillis));
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

  private static List<Signal> signals(List<Notable> notable) {
    return notable.stream().map(Notable::signal).toList();
  }

  private static List<String> names(List<Notable> notable) {
    return notable.stream().map(one -> one.signal().series()).toList();
  }

  private static Severity severity(List<Notable> notable) {
    return most(notable) >= MINOR_SCORE ? Severity.MINOR : Severity.WARNING;
  }

  /** The score of the most surprising of those that are as likely causes as the first. */
  private static double most(List<Notable> notable) {
    double most = 0;
    for (Notable one : notable) {
      if (one.finding().rank() == notable.get(0).finding().rank()) {
        most = Math.max(most, one.signal().judgement().score());
      }
    }
    return most;
  }
}
