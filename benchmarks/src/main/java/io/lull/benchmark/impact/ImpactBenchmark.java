package io.lull.benchmark.impact;

import io.lull.benchmark.Deduplication;
import io.lull.pipeline.correlate.ImpactDriver;
import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Incident;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: makes estates and outages, and says how well impact was foretold. */
@Command(
    name = "benchmarks/run impact",
    description = "How well impact is foretold: generated outages whose truth is known.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class ImpactBenchmark implements Callable<Integer> {
  private static final long START_MILLIS = 1_768_446_600_000L;
  private static final long APART_MILLIS = 7_200_000;

  @Option(names = "--estates", description = "How many.")
  int estates = 10;

  @Option(names = "--history", description = "Outages of each estate before those that count.")
  int history = 40;

  @Option(names = "--outages", description = "Outages of each estate that count.")
  int outages = 40;

  @Option(names = "--seed", description = "Another seed, other estates.")
  long seed = 1;

  @Option(names = "--errors", description = "How many errors the CMDB has; 0: none.")
  double errors = 1;

  @Option(names = "--verbose", description = "Tell of every outage that was foretold wrongly.")
  boolean verbose;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] args) {
    System.exit(new CommandLine(new ImpactBenchmark()).execute(args));
  }

  @Override
  public Integer call() {
    Calibration all = new Calibration(verbose ? out : null);
    for (int e = 0; e < estates; e++) {
      long ofEstate = seed * 1_000 + e;
      Estate estate = Estate.make(ofEstate, errors);
      ImpactDriver driver = new ImpactDriver(estate.topology);
      for (int i = 0; i < history + outages; i++) {
        long begin = START_MILLIS + i * APART_MILLIS;
        Outage outage = Outage.make(estate, i, begin, ofEstate);
        List<Incident> revisions = driver.take(changes(outage), begin + APART_MILLIS);
        if (i >= history) {
          all.take("estate " + e + " outage " + i, outage, estate, revisions);
        }
      }
    }
    all.report(
        out,
        String.format(
            Locale.ROOT, "%d estates, seed %d, errors of the CMDB %.1f", estates, seed, errors));
    return 0;
  }

  private static List<AlarmChange> changes(Outage outage) {
    Deduplication deduplication = new Deduplication();
    outage.events.forEach(deduplication::take);
    return deduplication.end();
  }
}
