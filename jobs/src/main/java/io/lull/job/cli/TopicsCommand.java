package io.lull.job.cli;

import io.lull.connector.kafka.TopicsException;
import io.lull.job.config.ConfigException;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The topics of an installation. */
@Command(
    name = "topics",
    description = "The Kafka topics of an installation.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TopicsCommand.Create.class,
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: create");
  }

  /** Creates those that are missing. */
  @Command(
      name = "create",
      description = "Creates the topics that are missing; those that exist are left as they are.",
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws ConfigException {
      LullConfig loaded = config.load();
      PrintWriter out = spec.commandLine().getOut();
      try {
        List<String> created =
            KafkaBinding.topics(loaded)
                .ensure(KafkaBinding.settings(loaded), KafkaBinding.topicSpecs(loaded));
        created.forEach(topic -> out.println("created " + topic));
        out.println(created.isEmpty() ? "all topics exist" : created.size() + " topics created");
      } catch (TopicsException e) {
        throw CommandException.failed(e.reason(), e);
      }
      return ExitCodes.OK;
    }
  }
}
