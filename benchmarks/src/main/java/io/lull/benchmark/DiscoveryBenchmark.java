package io.lull.benchmark;

import io.lull.pipeline.reconcile.CallFoldCost;
import io.lull.pipeline.reconcile.ReconcileOptions;
import io.lull.standalone.simulate.Discovery;
import io.lull.standalone.simulate.DiscoveryScore;
import io.lull.standalone.simulate.Document;
import io.lull.standalone.simulate.Estate;
import io.lull.standalone.simulate.EstateBuilder;
import io.lull.standalone.simulate.EstateChurn;
import io.lull.standalone.simulate.EstateInventories;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How well the simulated estate is found from what its inventories and telemetry tell of it, at
 * first and after a day of churn, and what a fact costs. Reconciliation is measured in processor
 * time, decoding beside it.
 */
@Command(
    name = "benchmarks/run discovery",
    description = "Precision and recall of CIs and relations, and facts a second.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class DiscoveryBenchmark implements Callable<Integer> {
  private static final long HOUR = 3_600_000;
  private static final long START = 1_764_000_000_000L;
  private static final double MIN_FACTS_PER_SECOND = 2_000;
  private static final double MIN_SPANS_PER_SECOND = 100_000;

  @Option(names = "--estates", description = "Estates, each of a seed of its own.")
  int estates = 3;

  @Option(names = "--hours", description = "Hours of churn.")
  int hours = 24;

  @Option(names = "--missing", description = "Part of the facts that nobody tells.")
  double missing = 0.05;

  @Option(names = "--contradictory", description = "Part of the facts that are wrong.")
  double contradictory = 0.02;

  @Option(names = "--pods", description = "Part of the pods that is replaced in an hour.")
  double pods = 0.04;

  @Option(names = "--spans", description = "Spans that are folded.")
  int spans = 5_000_000;

  @Option(names = "--wrong", description = "Whether what is wrong is listed.")
  boolean wrong;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private boolean met = true;

  public static void main(String[] args) {
    System.exit(new CommandLine(new DiscoveryBenchmark()).execute(args));
  }

  @Override
  public Integer call() {
    for (int seed = 1; seed <= estates; seed++) {
      one(seed);
    }
    met &= CallFoldCost.measure(out, spans) >= MIN_SPANS_PER_SECOND;
    return met ? 0 : 1;
  }

  /** A cluster and devices are listed every hour; what is missing three times is gone. */
  private static ReconcileOptions options() {
    ReconcileOptions usual = ReconcileOptions.DEFAULT;
    Map<String, Long> ttl = new LinkedHashMap<>(usual.ttlMillis());
    List.of("kubernetes", "kubernetes-budget", "snmp", "lldp", "opennms", "table", "seen")
        .forEach(source -> ttl.put(source, 3 * HOUR));
    return new ReconcileOptions(
        usual.precedence(),
        usual.attributePrecedence(),
        ttl,
        usual.defaultTtlMillis(),
        usual.lingerMillis(),
        usual.silenceMillis(),
        usual.maxFacts());
  }

  private void one(int seed) {
    Estate estate = EstateBuilder.build(seed);
    EstateInventories inventories = new EstateInventories(seed, missing, contradictory);
    Discovery discovery = new Discovery(options());
    long[] cpu = {0};
    take(discovery, inventories.render(estate, START), START, cpu);
    report("estate " + seed + ", at first", estate, discovery);
    EstateChurn churn = new EstateChurn(seed);
    for (int hour = 1; hour <= hours; hour++) {
      long time = START + hour * HOUR;
      Estate before = estate;
      estate = churn.pods(estate, pods);
      if (hour == 6) {
        estate = churn.rename(estate, "fra-host-032", "fra-batch-7");
      }
      if (hour == 9) {
        estate = churn.replace(estate, "ams-host-053", "ams-host-900");
      }
      take(discovery, inventories.gone(before, estate, time - HOUR / 2), time - HOUR / 2, cpu);
      take(discovery, inventories.render(estate, time), time, cpu);
    }
    discovery.advance(START + hours * HOUR + HOUR / 6);
    report("estate " + seed + ", after " + hours + " h", estate, discovery);
    double perSecond = discovery.facts() * 1e9 / cpu[0];
    met &= perSecond >= MIN_FACTS_PER_SECOND;
    out.printf(
        "  %,d facts, decoded and reconciled: %,.0f a second of processor time; %,d changes; notes"
            + " %s%n",
        discovery.facts(), perSecond, discovery.changes(), discovery.notes());
  }

  private static void take(Discovery discovery, List<Document> documents, long time, long[] cpu) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    discovery.take(documents, time);
    cpu[0] += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
  }

  private void report(String when, Estate estate, Discovery discovery) {
    DiscoveryScore score =
        DiscoveryScore.of(estate, discovery.nodes().values(), discovery.relations().values());
    out.printf("%s%n", when);
    line("CIs", score.nodes(), 0.99, 0.98);
    line("relations", score.relations(), 0.98, 0.95);
    if (wrong) {
      score.wrong().forEach(text -> out.println("    " + text));
    }
  }

  private void line(String what, DiscoveryScore.Count count, double precision, double recall) {
    boolean good = count.precision() >= precision && count.recall() >= recall;
    met &= good;
    out.printf(
        "  %-10s %,6d there, %,6d found: precision %.4f (bar %.2f), recall %.4f (bar %.2f)%s%n",
        what,
        count.there(),
        count.found(),
        count.precision(),
        precision,
        count.recall(),
        recall,
        good ? "" : "  NOT MET");
  }
}
