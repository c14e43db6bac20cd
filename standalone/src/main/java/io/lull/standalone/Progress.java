package io.lull.standalone;

import io.lull.job.incidents.Terminal;
import java.io.PrintStream;

/** Tells a person what is going on: a line that is written over on a terminal, lines elsewhere. */
final class Progress {
  private static final int WIDTH = 100;

  /** Elsewhere than on a terminal one line in so long is enough. */
  private static final long LINE_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private String last = "";
  private long lastNanos;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  static Progress onStandardOutput() {
    return new Progress(System.out, Terminal.detect().interactive());
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

  private static String padded(String line) {
    String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    return cut + " ".repeat(WIDTH - cut.length());
  }
}
