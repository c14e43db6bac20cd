package io.lull.job.incidents;

import io.lull.connector.kafka.TopicFollower;
import io.lull.connector.kafka.TopicsException;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ConfigOption;
import io.lull.job.cli.ExitCodes;
import io.lull.job.config.ConfigException;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull incidents}. */
@Command(
    name = "incidents",
    description = {
      "Shows incidents: those that are open as a board that follows the topic, or one whole.",
      "On a terminal the board is redrawn in place; elsewhere each revision is a line.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "1:Kafka cannot be reached, or there is no incident with that id",
      "2:the command line or the configuration is wrong"
    },
    mixinStandardHelpOptions = true)
public final class IncidentsCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = {"-b", "--bootstrap"},
      paramLabel = "HOST:PORT",
      description = "Kafka brokers; default: kafka.bootstrap of the configuration.")
  private @Nullable String bootstrap;

  @Option(
      names = "--from",
      paramLabel = "beginning|now",
      description = "Where to begin in the topic. Default: ${DEFAULT-VALUE}.")
  private From from = From.BEGINNING;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Read an incidents.jsonl of a replay instead of the topic.")
  private @Nullable Path file;

  @Option(
      names = {"-a", "--all"},
      description = "Also incidents that are resolved or merged.")
  private boolean all;

  @Option(names = "--once", description = "Show what there is and end.")
  private boolean once;

  @Option(names = "--json", description = "Print the JSON as it is, a revision a line.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "Show one incident whole; the start of its id will do.")
  private @Nullable String id;

  /** Where to begin. */
  enum From {
    BEGINNING,
    NOW
  }

  @Override
  public Integer call() throws ConfigException {
    Terminal terminal = Terminal.detect();
    try (IncidentStream stream = open();
        PrintStream out = stdout()) {
      IncidentViewer viewer =
          new IncidentViewer(stream, out, terminal, InstantSource.system(), json, all);
      if (id != null) {
        viewer.showOne(id);
      } else if (once || file != null) {
        viewer.showOnce();
      } else {
        viewer.follow();
      }
    }
    return ExitCodes.OK;
  }

  private IncidentStream open() throws ConfigException {
    if (file != null) {
      return IncidentStream.of(file);
    }
    LullConfig loaded = config.load();
    if (bootstrap != null) {
      loaded = loaded.with(KafkaOptions.BOOTSTRAP, bootstrap);
    }
    try {
      boolean whole = from == From.BEGINNING || id != null;
      String topic = loaded.get(KafkaOptions.INCIDENTS_JSON);
      return IncidentStream.of(TopicFollower.open(KafkaBinding.settings(loaded), topic, whole));
    } catch (TopicsException e) {
      throw CommandException.failed(e.reason(), e);
    }
  }

  /** UTF-8 whatever the locale says: so is what we write. */
  private static PrintStream stdout() {
    return new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
  }
}
