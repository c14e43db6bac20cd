package io.lull.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Writes what was measured for people. */
final class Report {
  private static final double MEGA = 1 << 20;
  private static final List<String> SAME =
      List.of("incidents", "revisions", "resolved", "alarm changes");

  private final PrintStream out;
  private final boolean toIncidents;
  private final List<Round> bare = new ArrayList<>();
  private final List<Round> events = new ArrayList<>();

  /**
   * @param toIncidents whether the events job goes on to incidents, or ends with changes of alarms
   */
  Report(PrintStream out, boolean toIncidents) {
    this.out = out;
    this.toIncidents = toIncidents;
  }

  void header() {
    line(
        "%-12s %9s %8s %8s %10s %8s %9s %6s %8s %6s %6s  %s",
        "job",
        "records",
        "flow s",
        "whole s",
        "events/s",
        "cpu s",
        "of it jit",
        "gc",
        "warm µs",
        "broker",
        "steal",
        "came out");
  }

  /** One round, while the next is on its way. */
  void row(String label, Round round) {
    line(
        "%-12s %9d %8.2f %8.2f %10.0f %8.2f %9.2f %6.2f %8.2f %6.2f %5.1f%%  %s",
        label,
        round.records(),
        round.flowSeconds(),
        round.wholeSeconds(),
        round.perSecond(),
        round.cpuSeconds(),
        round.usage().compilerNanos() / 1e9,
        round.usage().gcNanos() / 1e9,
        round.warmMicrosPerRecord(),
        round.usage().brokerNanos() / 1e9,
        round.usage().stealPercent(),
        outcome(round));
  }

  private static String outcome(Round round) {
    if (round.count("alarm changes") > 0) {
      return String.format(
          Locale.ROOT,
          "%d alarms, %d changes, checksum %016x, %s",
          alarms(round),
          round.count("alarm changes"),
          round.checksum(),
          checkpoints(round));
    }
    if (round.count("revisions") == 0) {
      return "-";
    }
    return String.format(
        Locale.ROOT,
        "%d alarms, %d incidents, %d revisions, checksum %016x, %s",
        alarms(round),
        round.count("incidents"),
        round.count("revisions"),
        round.checksum(),
        checkpoints(round));
  }

  private static String checkpoints(Round round) {
    return String.format(
        Locale.ROOT,
        "%d checkpoints (longest %d ms, largest %.1f MiB)",
        round.checkpoints(),
        round.checkpointMillis(),
        round.checkpointBytes() / MEGA);
  }

  private static long alarms(Round round) {
    return round.count("Deduplicate.changes.RAISED");
  }

  void add(Round bareRound, Round eventsRound) {
    bare.add(bareRound);
    events.add(eventsRound);
  }

  /**
   * Medians, what the time of the events job went to, and whether the rounds agree.
   *
   * @return whether every round read all records and gave the same incidents, and some
   */
  boolean summary() {
    line("");
    median("bare", bare);
    median("events", events);
    double ratio = median(events, Round::perSecond) / median(bare, Round::perSecond);
    double cost = median(events, Round::cpuSeconds) / median(bare, Round::cpuSeconds);
    double warm =
        median(events, Round::warmMicrosPerRecord) / median(bare, Round::warmMicrosPerRecord);
    line(
        "events / bare: %.3f of the speed, %.1f times the processor time (%.1f without the"
            + " compiler: %.2f of the speed where the processor is the limit)",
        ratio, cost, warm, 1 / warm);
    Round last = events.get(events.size() - 1);
    line("");
    line("Last round of the events job, by task, all subtasks together (s):");
    tasks(last);
    line("");
    line("Counters of that round:");
    last.counts().forEach(this::counter);
    line("");
    return check();
  }

  private void median(String label, List<Round> rounds) {
    line(
        "%-7s median of %d: %.0f events/s, %.2f s, %.2f cpu s (%.1f µs an event, %.1f without the"
            + " compiler)",
        label,
        rounds.size(),
        median(rounds, Round::perSecond),
        median(rounds, Round::flowSeconds),
        median(rounds, Round::cpuSeconds),
        median(rounds, r -> r.cpuSeconds() * 1e6 / r.records()),
        median(rounds, Round::warmMicrosPerRecord));
  }

  static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
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

  private boolean check() {
    Round first = events.get(0);
    boolean same = alarms(first) > 0 && (!toIncidents || first.count("incidents") > 0);
    for (Round round : events) {
      same &= round.checksum() == first.checksum() && alarms(round) == alarms(first);
      same &= SAME.stream().allMatch(name -> round.count(name) == first.count(name));
      same &= round.count("decode.decodedEvents") == round.records();
      same &= round.count("dead letters") == 0;
      same &= round.counts().keySet().stream().noneMatch(name -> isLate(round, name));
    }
    line(
        same
            ? "Every round of the events job decoded every record and gave the same "
                + (toIncidents ? "incidents." : "changes of alarms.")
            : "THE ROUNDS DO NOT AGREE, records were lost or late: these figures say nothing.");
    return same;
  }

  /** Late elements are taken as they come, so they would make every round another. */
  private static boolean isLate(Round round, String name) {
    return (name.endsWith(".lateTaken") || name.endsWith(".lateBroadcastTaken"))
        && round.count(name) > 0;
  }

  private void line(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }
}
