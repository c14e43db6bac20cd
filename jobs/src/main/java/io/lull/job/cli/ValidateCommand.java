package io.lull.job.cli;

import io.lull.job.config.ConfigException;
import io.lull.job.rules.ServiceMapFiles;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with a configuration. */
@Command(
    name = "validate",
    description = "Checks a configuration and the rule files it names; says all errors at once.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws ConfigException {
    ServiceMapFiles.problems(config.loadWithRules())
        .forEach(problem -> spec.commandLine().getOut().println("warning: " + problem));
    spec.commandLine().getOut().println(config.name() + ": valid");
    return ExitCodes.OK;
  }
}
