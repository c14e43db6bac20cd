package io.lull.job.cli;

import java.util.List;

/** Ends a command with one clear message and an exit code. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final boolean located;

  public CommandException(int exitCode, String message) {
    this(exitCode, message, false);
  }

  public CommandException(int exitCode, String message, Throwable cause) {
    this(exitCode, message, false);
    initCause(cause);
  }

  private CommandException(int exitCode, String message, boolean located) {
    super(message);
    this.exitCode = exitCode;
    this.located = located;
  }

  /** What a person typed or wrote is wrong. */
  public static CommandException invalid(String message) {
    return new CommandException(ExitCodes.INVALID, message);
  }

  /** Ends the command where an input has problems, and says all of them. */
  static void requireNone(List<String> problems) {
    if (!problems.isEmpty()) {
      throw invalidLines(problems);
    }
  }

  /** Problems that each begin with file and line, as editors and build logs read them. */
  static CommandException invalidLines(List<String> problems) {
    return new CommandException(ExitCodes.INVALID, String.join("\n", problems), true);
  }

  /** Something outside failed. */
  public static CommandException failed(String message, Throwable cause) {
    return new CommandException(ExitCodes.FAILED, message, cause);
  }

  /** Whether the message begins with file and line, and needs no other name before it. */
  boolean located() {
    return located;
  }

  public int exitCode() {
    return exitCode;
  }
}
