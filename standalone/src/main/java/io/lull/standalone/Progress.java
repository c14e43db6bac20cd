package io.lull.standalone;

import java.io.PrintStream;

/** Tells a person what is going on: a line that is written over on a terminal, lines elsewhere. */
final class Progress {
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean terminal;
  private String last = "";

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  static Progress onStandardOutput() {
    return new Progress(System.out, System.console() != null);
  }

  /** One thing that is being started. */
  void step(String what) {
    update("starting: " + what);
  }

  /** Replaces the progress line. */
  void update(String line) {
    if (line.equals(last)) {
      return;
    }
    last = line;
    if (terminal) {
      out.print("\r" + padded(line));
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** Ends the progress line. */
  void done() {
    if (terminal && !last.isEmpty()) {
      out.print("\r" + padded("") + "\r");
      out.flush();
    }
    last = "";
  }

  boolean isTerminal() {
    return terminal;
  }

  private static String padded(String line) {
    String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    return cut + " ".repeat(WIDTH - cut.length());
  }
}
