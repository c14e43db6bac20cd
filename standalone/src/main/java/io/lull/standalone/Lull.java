package io.lull.standalone;

import io.lull.job.cli.LullCommand;
import picocli.CommandLine;

<<<<<<< HEAD
/** Where the launcher enters: the command line with everything that runs in one process. */
public final class Lull {
  private Lull() {}

  /** The command line. */
  static CommandLine commandLine() {
    return LullCommand.commandLine();
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
=======
/** The command line with everything: the commands of the jobs, and those that run it all here. */
public final class Lull {
  private Lull() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = LullCommand.commandLine();
    line.addSubcommand(new UpCommand());
    line.addSubcommand(new DemoCommand());
    return line;
  }

>>>>>>> 12a4ce6 (wip standalone)
}
