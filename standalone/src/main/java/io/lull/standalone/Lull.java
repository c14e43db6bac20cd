package io.lull.standalone;

import io.lull.job.cli.LullCommand;
import picocli.CommandLine;

/**
 * Where the launcher enters: the command line with the commands of the jobs, and those that run
 * everything in this process.
 */
public final class Lull {
  private Lull() {}

  /** The command line. */
  static CommandLine commandLine() {
    CommandLine line = LullCommand.commandLine();
    line.addSubcommand(new UpCommand());
    line.addSubcommand(new DemoCommand());
    return line;
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
}
