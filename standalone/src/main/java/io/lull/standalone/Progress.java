package io.lull.standalone;

import io.lull.job.incidents.Terminal;
import java.io.PrintStream;

/** Tells a person what is going on: a line that is written over on a terminal, lines elsewhere. */
final class Progress {
  /** Elsewhere than on a terminal one line in so long is enough. */
  private static final long LINE_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private final int width;
  private String last = "";
  private long lastNanos;

  /**
   * A progress line.
   *
   * @param columns of the terminal; a longer line would wrap, and could not be written over
   */
  Progress(PrintStream out, boolean terminal, int columns) {
    this.out = out;
    this.terminal = terminal;
    this.width = Math.max(1, columns - 1);
  }

  static Progress onStandardOutput() {
    Terminal terminal = Terminal.detect();
    return new Progress(System.out, terminal.interactive(), terminal.columns());
  }

  /** One thing that is being started. */
  void step(String what) {
    lastNanos = 0;
    update("starting: " + what);
  }

  /** Replaces the progress line. */
  void update(String line) {
    if (line.equals(last)) {
      return;
    }
    if (terminal) {
      out.print("\r" + padded(line));
      out.flush();
    } else if (lastNanos == 0 || System.nanoTime() - lastNanos > LINE_NANOS) {
      out.println(line);
      lastNanos = System.nanoTime();
    }
    last = line;
  }

  /** Ends the progress line. */
  void done() {
    if (terminal && !last.isEmpty()) {
      out.print("\r" + padded("") + "\r");
      out.flush();
    }
    last = "";
    lastNanos = 0;
  }

  private String padded(String line) {
    String cut = line.length() > width ? line.substring(0, width) : line;
    return cut + " ".repeat(width - cut.length());
  }
}
