package io.lull.job.cli;

import io.lull.job.cmdb.CmdbCommand;
import io.lull.job.config.ConfigException;
import io.lull.job.incidents.IncidentsCommand;
import io.lull.job.replay.ReplayCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The root of the command line. Further commands are added to what {@link #commandLine()} gives, by
 * {@code addSubcommand}.
 */
@Command(
    name = "lull",
    description = "Turns an alert storm into one incident.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      JobCommands.Events.class,
      JobCommands.Metrics.class,
      JobCommands.Topology.class,
      JobCommands.CmdbGraph.class,
      GatewayCommand.class,
      ValidateCommand.class,
      OptionsCommand.class,
      TopicsCommand.class,
      ControlCommand.class,
      DeadLettersCommand.class,
      ReplayCommand.class,
      IncidentsCommand.class,
      CmdbCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:something outside failed, such as the broker",
      "2:the command line, the configuration or an input is wrong; nothing was changed"
    },
    footer = {"", "lull COMMAND --help says more of a command."},
    mixinStandardHelpOptions = true,
    version = "lull 0.1.0")
public final class LullCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--verbose",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show stack traces of errors.")
  private boolean verbose;

  /** The command line with everything of this module. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new LullCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler(LullCommand::handle);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int handle(Exception exception, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (verbose(line)) {
      exception.printStackTrace(err);
    }
    if (exception instanceof ConfigException config) {
      config.problems().forEach(err::println);
      return ExitCodes.INVALID;
    }
    if (exception instanceof CommandException command) {
      err.println((command.located() ? "" : "lull: ") + command.getMessage());
      return command.exitCode();
    }
    err.println("lull: " + message(exception) + " (--verbose shows where)");
    return ExitCodes.FAILED;
  }

  private static boolean verbose(CommandLine line) {
    CommandLine root = line;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof LullCommand command && command.verbose;
  }

  /** What the code that gave up says of it, and the reason at the bottom. */
  static String message(Throwable exception) {
    Throwable own = exception;
    while (own.getCause() != null && !saysMoreThan(own, own.getCause())) {
      own = own.getCause();
    }
    Throwable root = own;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = textOf(own);
    String reason = textOf(root);
    return said.contains(reason) ? said : said + ": " + reason;
  }

  private static boolean saysMoreThan(Throwable wrapper, Throwable cause) {
    String message = wrapper.getMessage();
    return message != null && !message.equals(cause.toString());
  }

  private static String textOf(Throwable exception) {
    String message = exception.getMessage();
    return message == null ? exception.getClass().getSimpleName() : message;
  }
}
