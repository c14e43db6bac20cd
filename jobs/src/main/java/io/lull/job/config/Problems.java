package io.lull.job.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong with one file, so that all of it is said at once. */
public final class Problems {
  private static final int SHOWN_CHARS = 80;

  private final String file;
  private final List<ConfigProblem> found = new ArrayList<>();

  public Problems(String file) {
    this.file = file;
  }

  /** A value that is not allowed; {@code allowed} completes "allowed is …". */
  public void add(int line, String key, @Nullable String value, String allowed) {
    say(line, key, value, "allowed is " + allowed);
  }

  /** Anything else; {@code message} stands alone. */
  public void say(int line, String key, @Nullable String value, String message) {
    found.add(new ConfigProblem(file, line, key, shorten(value), message));
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All problems, in the order of the lines. */
  public List<ConfigProblem> sorted() {
    List<ConfigProblem> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(ConfigProblem::line));
    return sorted;
  }

  private static @Nullable String shorten(@Nullable String value) {
    if (value == null || value.length() <= SHOWN_CHARS) {
      return value;
    }
    return value.substring(0, SHOWN_CHARS) + "…";
  }
}
