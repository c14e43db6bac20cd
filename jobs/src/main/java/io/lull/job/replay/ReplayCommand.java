package io.lull.job.replay;

import io.lull.connector.format.EventTime;
import io.lull.job.StageOptions;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ConfigOption;
import io.lull.job.cli.ExitCodes;
import io.lull.job.config.BaselineSection;
import io.lull.job.config.ConfigException;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.HealthSection;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.config.LullOptions;
import io.lull.job.config.PipelineOptions;
import io.lull.job.incidents.Terminal;
import io.lull.job.rules.ServiceMapFiles;
import io.lull.pipeline.threshold.ThresholdOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lull replay}. */
@Command(
    name = "replay",
    description = {
      "Runs history from files through the stages of the jobs, in event time and as fast as it can.",
      "",
      "Reads any of topology.jsonl, events.jsonl, metrics.csv, control.jsonl (.gz too) and"
          + " raw/<format>/*; writes incidents.jsonl, members.csv, causes.csv, anomalies.csv,"
          + " forecasts.csv,"
          + " forecasts.csv,"
          + " summary.json and dead-letters.jsonl. docs/replay.md describes every file.",
      "",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:replayed; lines that could not be read are in dead-letters.jsonl",
      "1:the replay failed, such as a full disk; the output directory is as it was",
      "2:the command line, the configuration or the input is wrong; nothing was written",
      "130:interrupted; the output directory is as it was"
    },
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  private static final int MAX_PARALLELISM = 64;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "DIR",
      description = "Directory with the history.")
  private Path input = Path.of(".");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Where the results go; made where it is missing.")
  private Path output = Path.of(".");

  @Option(
      names = {"-p", "--parallelism"},
      paramLabel = "N",
      description = "Threads for the stages; the results do not depend on it. Default: processors.")
  private int parallelism = Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());

  @Option(names = "--scores", description = "Also write scores.csv: the score of every sample.")
  private boolean scores;

  @Override
  public Integer call() throws ConfigException, IOException {
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw CommandException.invalid(
          "--parallelism is " + parallelism + ", expected 1 to " + MAX_PARALLELISM);
    }
    LullConfig loaded = config.load();
    Replay.Settings settings =
        new Replay.Settings(
            input,
            output,
            parallelism,
            new ReplayGraph.Stages(
                StageOptions.events(loaded),
                thresholds(loaded),
                BaselineSection.of(loaded),
                StageOptions.forecasts(loaded),
                HealthSection.of(loaded),
                new ReplayGraph.Discovery(
                    DiscoverySection.of(loaded),
                    ServiceMapFiles.facts(loaded),
                    loaded.get(DiscoverySection.CALL_WINDOW).toMillis(),
                    loaded.get(DiscoverySection.ENABLED)),
                loaded.get(PipelineOptions.DOMAIN_SIZE),
                scores),
            KafkaBinding.decoderOptions(loaded).withEventTime(EventTime.TRUST_SENDER),
            loaded.get(PipelineOptions.MAX_GAP).toMillis(),
            configured(loaded));
    Progress progress =
        new Progress(System.err, Terminal.detect().interactive(), InstantSource.system());
    try {
      ReplaySummary summary = new Replay(settings, progress, InstantSource.system()).run();
      spec.commandLine().getOut().print(summary.text());
      spec.commandLine().getOut().flush();
      return ExitCodes.OK;
    } catch (ReplayFailed e) {
      throw CommandException.failed("the replay failed: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw CommandException.failed("the replay failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.INTERRUPTED;
    }
  }

  /** The shipped rules, then those of the configuration. */
  private static ThresholdOptions thresholds(LullConfig config) throws IOException {
    ThresholdOptions shipped = ThresholdOptions.defaults();
    List<ThresholdOptions.RuleFile> files = new ArrayList<>(shipped.files());
    for (Path file : config.get(PipelineOptions.THRESHOLD_FILES)) {
      files.add(new ThresholdOptions.RuleFile(file.toString(), Files.readString(file)));
    }
    return shipped.withFiles(files).withHandedOn(StageOptions.thresholds(config).handedOn());
  }

  /** What was set of the stages; of the surroundings, which hold passwords, nothing. */
  private static Map<String, String> configured(LullConfig config) {
    Map<String, String> configured = new TreeMap<>();
    for (io.lull.job.config.Option<?> option : LullOptions.all()) {
      boolean surroundings = option.key().matches("(kafka|gateway|flink)\\..*");
      if (config.isSet(option) && !surroundings) {
        configured.put(option.key(), String.valueOf(config.get(option)));
      }
    }
    return configured;
  }
}
