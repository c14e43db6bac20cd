package io.lull.job.incidents;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of where output goes.
 *
 * @param interactive whether a person sits before it, and a screen may be redrawn
 * @param colour whether ANSI colours are wanted ({@code NO_COLOR} says no)
 */
public record Terminal(boolean interactive, boolean colour, int columns, int rows) {
  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);
  private static final int DEFAULT_COLUMNS = 100;
  private static final int DEFAULT_ROWS = 40;

  /** The terminal of this process, if it has one. */
  public static Terminal detect() {
    return of(System.getenv(), isTerminal());
  }

  static Terminal of(Map<String, String> environment, boolean terminal) {
    String noColour = environment.getOrDefault("NO_COLOR", "");
    boolean dumb = "dumb".equals(environment.get("TERM"));
    int[] size = terminal ? size() : new int[] {0, 0};
    int columns = number(environment.get("COLUMNS"), size[1], DEFAULT_COLUMNS);
    int rows = number(environment.get("LINES"), size[0], DEFAULT_ROWS);
    return new Terminal(terminal && !dumb, terminal && !dumb && noColour.isEmpty(), columns, rows);
  }

  /** Since JDK 22 there is a console without a terminal too; it says so itself. */
  @SuppressWarnings("SystemConsoleNull") // older JDKs have no other way to say it
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // An older JDK: a console is a terminal.
    }
  }

  private static int number(
      @org.jspecify.annotations.Nullable String variable, int measured, int otherwise) {
    if (variable != null && variable.matches("[1-9][0-9]{0,3}")) {
      return Integer.parseInt(variable);
    }
    return measured > 0 ? measured : otherwise;
  }

  /** Rows and columns as {@code stty} tells them; zeros where it does not. */
  private static int[] size() {
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectErrorStream(true)
              .start();
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroy();
        return new int[] {0, 0};
      }
      byte[] answer = process.getInputStream().readNBytes(64);
      String[] words = new String(answer, StandardCharsets.US_ASCII).trim().split(" ");
      return words.length == 2 && words[0].matches("[0-9]{1,4}") && words[1].matches("[0-9]{1,4}")
          ? new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])}
          : new int[] {0, 0};
    } catch (IOException e) {
      LOG.debug("No size of the terminal", e);
      return new int[] {0, 0};
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new int[] {0, 0};
    }
  }
}
