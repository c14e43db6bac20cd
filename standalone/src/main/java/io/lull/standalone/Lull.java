package io.lull.standalone;

import io.lull.job.cli.LullCommand;
import picocli.CommandLine;

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
}
