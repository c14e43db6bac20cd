package io.lull.job.cli;

import java.util.List;

/** Ends a command with one clear message and an exit code. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public CommandException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What a person typed or wrote is wrong. */
  public static CommandException invalid(String message) {
    return new CommandException(ExitCodes.INVALID, message);
  }

  /** Ends the command where an input has problems, and says all of them. */
  static void requireNone(List<String> problems) {
    if (!problems.isEmpty()) {
      throw invalid(String.join("\n", problems));
    }
  }

  /** Something outside failed. */
  public static CommandException failed(String message, Throwable cause) {
    return new CommandException(ExitCodes.FAILED, message, cause);
  }

  public int exitCode() {
    return exitCode;
  }
}
