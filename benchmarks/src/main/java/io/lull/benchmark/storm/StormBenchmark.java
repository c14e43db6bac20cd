package io.lull.benchmark.storm;

import io.lull.benchmark.storm.StormScore.FaultScore;
import io.lull.pipeline.correlate.DomainsDriver;
import io.lull.pipeline.correlate.StormDriver;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: makes storms, lets three have a try at each, and says how well they did. */
@Command(
    name = "benchmarks/run storms",
    description = "How well alarms become incidents: generated faults whose truth is known.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class StormBenchmark implements Callable<Integer> {
  private static final String LULL = "lull";

  @Option(names = "--storms", description = "How many.")
  int storms = 500;

  @Option(names = "--seed", description = "Another seed, other storms.")
  long seed = 1;

  @Option(names = "--first", description = "Number of the first storm.")
  int first;

  @Option(
      names = "--worlds",
      split = ",",
      description = "Of backbone, topozoo, sndlib, fat-tree, call-graph, clos, estate.",
      defaultValue = Option.NULL_VALUE)
  @Nullable Set<String> worlds;

  @Option(
      names = "--unknown-share",
      description =
          "The part of the CIs, 0 to 1, of which the correlator's topology knows nothing.")
  double unknownShare;

  @Option(
      names = "--without-topology",
      description = "The correlator knows no CI: the same as --unknown-share 1.")
  boolean withoutTopology;

  @Option(
      names = "--domain-size",
      description = "CIs of a domain at most; 0: all CIs are in one. All of them are known.")
  int domainSize;

  @Option(names = "--data", description = "Where topologies/*.json.tar.gz are.")
  Path data = Path.of("../shared/data");

  @Option(names = "--verbose", description = "Tell of every fault that was misunderstood.")
  boolean verbose;

  @Option(
      names = "--export",
      description = "Write every storm there as input of a replay, with its truth.csv.")
  @Nullable Path export;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Map<String, Map<String, Totals>> byMethod = new LinkedHashMap<>();
  private final Map<String, Totals> overall = new LinkedHashMap<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final DomainsDriver.Cost domains = new DomainsDriver.Cost();
  private long nanos;

  public static void main(String[] args) {
    System.exit(new CommandLine(new StormBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Worlds places = Worlds.of(data, worlds == null ? Set.of() : worlds, out);
    for (int i = first; i < first + storms; i++) {
      GeneratedStorm storm = StormGenerator.make(i, places.of(i), seed);
      if (export != null) {
        ReplayExport.write(storm, export.resolve("storm-" + i));
      }
      sizes.add(storm.scored().size());
      long began = System.nanoTime();
      Grouping grouping = correlate(storm);
      nanos += System.nanoTime() - began;
      StormScore score = score(LULL, storm, grouping);
      score("time gap", storm, Baselines.byTime(storm));
      score("single linkage", storm, Baselines.byHops(storm));
      if (verbose) {
        Complaints.tell(storm, grouping, score, out);
      }
    }
    report();
    return 0;
  }

  private Grouping correlate(GeneratedStorm storm) {
    return domainSize > 0
        ? DomainsDriver.run(storm.world().divided(domainSize), AlarmFeed.of(storm), domains)
        : StormDriver.run(
            storm.world().topology(withoutTopology ? 1 : unknownShare),
            World.DOMAIN,
            AlarmFeed.of(storm));
  }

  private StormScore score(String method, GeneratedStorm storm, Grouping grouping) {
    StormScore score = StormScore.of(storm, grouping);
    byMethod
        .computeIfAbsent(method, m -> new TreeMap<>())
        .computeIfAbsent(storm.world().kind(), k -> new Totals())
        .add(score);
    overall.computeIfAbsent(method, m -> new Totals()).add(score);
    return score;
  }

  private void report() {
    Totals lull = overall.get(LULL);
    if (lull == null) {
      return;
    }
    Collections.sort(sizes);
    out.printf(
        Locale.ROOT,
        "%d storms (seed %d) of %d to %d alarms, median %d, %d in all; the correlator took %.1f s%n%n",
        storms,
        seed,
        sizes.get(0),
        sizes.get(sizes.size() - 1),
        sizes.get(sizes.size() / 2),
        sizes.stream().mapToInt(Integer::intValue).sum(),
        nanos / 1e9);
    if (domainSize > 0) {
      out.printf(
          Locale.ROOT,
          "domains of at most %d: %.1f copies of an alarm, %.3f of the alarms handed over,"
              + " %.1f us to find where one goes%n%n",
          domainSize,
          domains.copies / (double) domains.raised,
          domains.handedOver / (double) domains.raised,
          domains.routingNanos / 1e3 / domains.raised);
    }
    out.println(Totals.HEADER);
    byMethod.forEach(
        (method, byWorld) -> {
          out.println(method);
          byWorld.forEach((world, totals) -> out.println(totals.line("  " + world)));
          Totals all = overall.get(method);
          if (all != null) {
            out.println(all.line("  all"));
          }
        });
    out.printf("%nby kind of fault (%s)%n%s%n%s", LULL, Totals.FAULT_HEADER, lull.faultLines());
    out.printf(
        "%d faults whose root says nothing and of which fewer than two alarms survived count for"
            + " the grouping only%n",
        lull.nobodys());
  }

  /** What went wrong, fault by fault. */
  private static final class Complaints {
    private static final int MOST = 14;

    static void tell(GeneratedStorm storm, Grouping grouping, StormScore score, PrintStream out) {
      List<FaultScore> wrong =
          score.faults().stream()
              .filter(f -> (f.identifiable() && !f.strict()) || f.overlap() < 0.9)
              .toList();
      if (wrong.isEmpty()) {
        return;
      }
      out.printf(
          Locale.ROOT,
          "== storm %d in %s: V %.3f, %d of %d pairs lost, %d wrong%n",
          storm.number(),
          storm.world().name(),
          score.vMeasure().value(),
          score.truePairs() - score.bothPairs(),
          score.truePairs(),
          score.foundPairs() - score.bothPairs());
      wrong.forEach(fault -> tell(storm, grouping, fault, out));
    }

    private static void tell(
        GeneratedStorm storm, Grouping grouping, FaultScore score, PrintStream out) {
      Fault fault = score.fault();
      out.printf(
          Locale.ROOT,
          "  fault %d %s %s%s%s: %d alarms, overlap %.2f, %s; siblings %s%n",
          fault.number(),
          fault.kind(),
          fault.root(),
          score.unheard() ? " (unheard)" : "",
          score.identifiable() ? "" : " (nobody's)",
          score.alarms(),
          score.overlap(),
          score.strict() ? "named" : score.named() ? "named by an incident of another" : "missed",
          fault.siblings());
      Map<String, Integer> held = new TreeMap<>();
      List<Alert> raises = storm.raises(fault);
      for (Alert alert : raises) {
        held.merge(grouping.incidents().getOrDefault(alert.id(), "none"), 1, Integer::sum);
      }
      held.forEach(
          (incident, n) ->
              out.printf(
                  "    %d in %s, causes %s%n",
                  n, incident, grouping.causes().getOrDefault(incident, List.of())));
      raises.stream()
          .limit(MOST)
          .forEach(
              alert ->
                  out.printf(
                      Locale.ROOT,
                      "      %+8.3f %s %s %s %s %s -> %s%n",
                      (alert.timeMillis() - fault.startMillis()) / 1000.0,
                      alert.resource(),
                      alert.type(),
                      alert.qualifier(),
                      alert.peer() == null ? "" : "peer " + alert.peer(),
                      alert.severity(),
                      grouping.incidents().getOrDefault(alert.id(), "none")));
    }
  }
}
