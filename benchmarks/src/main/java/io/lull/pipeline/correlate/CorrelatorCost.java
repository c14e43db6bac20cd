package io.lull.pipeline.correlate;

import org.jspecify.annotations.NullMarked;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What correlation costs, without Kafka and Flink around it. */
@NullMarked
@Command(
    name = "benchmarks/run correlator",
    description = "Processor time of correlation alone.",
    mixinStandardHelpOptions = true,
    subcommands = {StormCost.class, ActiveCost.class})
public final class CorrelatorCost {
  private CorrelatorCost() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new CorrelatorCost()).execute(args));
  }
}
