package io.lull.job.replay;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;

/**
 * A line that says how far a replay is: rewritten in place on a terminal, now and then a new one
 * elsewhere.
 */
final class Progress {
  private static final long TERMINAL_MILLIS = 200;
  private static final long PLAIN_MILLIS = 10_000;
  private static final int LINES_BETWEEN_LOOKS = 4096;

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private long next;
  private int shown;

  Progress(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.next = clock.millis() + (terminal ? TERMINAL_MILLIS : PLAIN_MILLIS);
  }

  /** A line of an input file was read. */
  void read(String file, long line) {
    if (line % LINES_BETWEEN_LOOKS == 0) {
      say(() -> String.format(Locale.ROOT, "reading %s: %,d lines", file, line));
    }
  }

  /** So many of the records have gone through the stages. */
  void replayed(long done, long total) {
    long percent = total == 0 ? 100 : Math.min(100, 100 * done / total);
    say(() -> String.format(Locale.ROOT, "replaying: %d %% of %,d records", percent, total));
  }

  /** A phase begins. */
  void phase(String name) {
    say(() -> name);
  }

  private void say(java.util.function.Supplier<String> text) {
    long now = clock.millis();
    if (now < next) {
      return;
    }
    next = now + (terminal ? TERMINAL_MILLIS : PLAIN_MILLIS);
    String line = text.get();
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      shown = line.length();
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Takes the line away. */
  void end() {
    if (terminal && shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      out.flush();
      shown = 0;
    }
  }
}
