package io.lull.job.cmdb;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The CMDB from the command line. */
@Command(
    name = "cmdb",
    description = {
      "The estate as it is and as it was: imports, exports, queries.",
      "A graph that a running lull up has open is asked there; else it is opened here."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImportCommand.class,
      ExportCommand.class,
      AtCommand.class,
      QueryCommand.class,
      ShowCommand.class
    },
    mixinStandardHelpOptions = true)
public final class CmdbCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing command: import, export, at, query, show");
  }
}
