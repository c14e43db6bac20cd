package io.lull.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what the metrics benchmark has measured for people. */
final class MetricsReport {
  private static final double MEGA = 1 << 20;
  private static final String JUDGED = "Baselines.samplesJudged";
  private static final String BEGUN = "Baselines.countersBegun";

  private final PrintStream out;
  private final MetricsPlan plan;
  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

  MetricsReport(PrintStream out, MetricsPlan plan) {
    this.out = out;
    this.plan = plan;
  }

  void header() {
    line(
        "%-16s %8s %8s %10s %8s %9s %7s %8s %7s %6s  %s",
        "job",
        "flow s",
        "whole s",
        "samples/s",
        "cpu s",
        "of it jit",
        "gc",
        "warm µs",
        "broker",
        "steal",
        "checkpoints, state, heap");
  }

  /** One round, while the next is on its way. */
  void row(String label, Round round, long heapBytes) {
    line(
        "%-16s %8.2f %8.2f %10.0f %8.2f %9.2f %7.2f %8.3f %7.2f %5.1f%%  %d, longest %d ms, largest"
            + " %.1f MiB; %.0f bytes a series; heap %.0f MiB",
        label,
        round.flowSeconds(),
        round.wholeSeconds(),
        round.perSecond(),
        round.cpuSeconds(),
        round.usage().compilerNanos() / 1e9,
        round.usage().gcNanos() / 1e9,
        round.warmMicrosPerRecord(),
        round.usage().brokerNanos() / 1e9,
        round.usage().stealPercent(),
        round.checkpoints(),
        round.checkpointMillis(),
        round.checkpointBytes() / MEGA,
        (double) round.stateBytes() / plan.series(),
        heapBytes / MEGA);
  }

  void add(String job, Round round) {
    rounds.computeIfAbsent(job, name -> new ArrayList<>()).add(round);
  }

  /**
   * How the jobs compare, and where the time of the metrics job went.
   *
   * @param forestRate samples a second of a random cut forest; 0: not measured
   * @return whether every round of the metrics job judged every sample
   */
  boolean summary(double forestRate) {
    line("");
    rounds.forEach(
        (job, all) ->
            line(
                "%-8s median of %d: %.0f samples/s, %.3f µs of processor time a sample without the"
                    + " compiler",
                job,
                all.size(),
                Report.median(all, Round::perSecond),
                Report.median(all, Round::warmMicrosPerRecord)));
    List<Round> ours = rounds.get(MetricsJobs.METRICS);
    if (ours == null) {
      return true;
    }
    double rate = Report.median(ours, Round::perSecond);
    compare(ours, MetricsJobs.BARE);
    compare(ours, MetricsJobs.OBVIOUS);
    if (forestRate > 0) {
      line(
          "random cut forest, 50 trees, one thread: %.0f samples/s; metrics / forest: %.0f",
          forestRate, rate / forestRate);
    }
    Round last = ours.get(ours.size() - 1);
    line("");
    line("Last round of the metrics job, by task, all subtasks together (s):");
    tasks(last);
    line("");
    line("Counters of that round:");
    last.counts().forEach(this::counter);
    alarms(last);
    return check(ours);
  }

  private void compare(List<Round> ours, String job) {
    List<Round> others = rounds.get(job);
    if (others != null) {
      line(
          "metrics / %s: %.3f of the speed, %.3f of the speed where the processor is the limit",
          job,
          Report.median(ours, Round::perSecond) / Report.median(others, Round::perSecond),
          Report.median(others, Round::warmMicrosPerRecord)
              / Report.median(ours, Round::warmMicrosPerRecord));
    }
  }

  /** Series of the fleet have no faults: what is raised of them is false. */
  private void alarms(Round round) {
    line("");
    line(
        "Alarms a series a week, of series without faults, warm-up included (%.3f weeks):",
        plan.weeks());
    long all = 0;
    for (Map.Entry<String, Long> entry : round.counts().entrySet()) {
      if (entry.getKey().startsWith(AlarmCounts.RAISED)) {
        all += entry.getValue();
        rate(entry.getKey().substring(AlarmCounts.RAISED.length()), entry.getValue());
      }
    }
    rate("all", all);
  }

  private void rate(String type, long raised) {
    line("  %-60s %12d %12.5f", type, raised, raised / (plan.series() * plan.weeks()));
  }

  private void tasks(Round round) {
    for (Map.Entry<String, Long> entry : round.counts().entrySet()) {
      String name = entry.getKey();
      if (name.startsWith("task ") && name.endsWith(".accumulateBusyTimeMs")) {
        String task = name.substring(0, name.length() - ".accumulateBusyTimeMs".length());
        line(
            "  busy %6.1f  back-pressured %6.1f  idle %6.1f  %s",
            entry.getValue() / 1e3,
            round.count(task + ".accumulateBackPressuredTimeMs") / 1e3,
            round.count(task + ".accumulateIdleTimeMs") / 1e3,
            task.substring("task ".length()));
      }
    }
  }

  private void counter(String name, long value) {
    boolean ours = !name.startsWith("task ") && !name.contains(".num") && value != 0;
    if (ours) {
      line("  %-60s %12d", name, value);
    }
  }

  private boolean check(List<Round> ours) {
    boolean whole = true;
    for (Round round : ours) {
      whole &= round.count(JUDGED) + round.count(BEGUN) == plan.samples();
      whole &= round.count("dead letters") == 0;
      whole &= round.count("events") == ours.get(0).count("events");
      whole &=
          round.counts().keySet().stream()
              .noneMatch(name -> name.endsWith(".lateTaken") && round.count(name) > 0);
    }
    line(
        whole
            ? "Every round of the metrics job judged every sample and gave as many events."
            : "SAMPLES WERE LOST OR LATE, or the rounds do not agree: these figures say nothing.");
    return whole;
  }

  private void line(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }
}
