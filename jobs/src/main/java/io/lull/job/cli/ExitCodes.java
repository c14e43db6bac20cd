package io.lull.job.cli;

/** Exit codes of every command. */
public final class ExitCodes {
  public static final int OK = 0;

  /** Something outside failed: broker, file, cluster. */
  public static final int FAILED = 1;

  /** The command line, the configuration or an input file is wrong; nothing was changed. */
  public static final int INVALID = 2;

  /** Ended by a signal (128 + SIGINT). */
  public static final int INTERRUPTED = 130;

  private ExitCodes() {}
}
