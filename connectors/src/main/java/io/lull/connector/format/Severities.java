package io.lull.connector.format;

import io.lull.schema.Severity;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Severity words as alerting rules and tools write them. */
public final class Severities {
  private static final Map<String, Severity> BY_WORD =
      Map.ofEntries(
          Map.entry("critical", Severity.CRITICAL),
          Map.entry("crit", Severity.CRITICAL),
          Map.entry("fatal", Severity.CRITICAL),
          Map.entry("emergency", Severity.CRITICAL),
          Map.entry("emerg", Severity.CRITICAL),
          Map.entry("alert", Severity.CRITICAL),
          Map.entry("disaster", Severity.CRITICAL),
          Map.entry("page", Severity.CRITICAL),
          Map.entry("p1", Severity.CRITICAL),
          Map.entry("major", Severity.MAJOR),
          Map.entry("error", Severity.MAJOR),
          Map.entry("err", Severity.MAJOR),
          Map.entry("high", Severity.MAJOR),
          Map.entry("p2", Severity.MAJOR),
          Map.entry("minor", Severity.MINOR),
          Map.entry("average", Severity.MINOR),
          Map.entry("medium", Severity.MINOR),
          Map.entry("p3", Severity.MINOR),
          Map.entry("warning", Severity.WARNING),
          Map.entry("warn", Severity.WARNING),
          Map.entry("low", Severity.WARNING),
          Map.entry("ticket", Severity.WARNING),
          Map.entry("p4", Severity.WARNING),
          Map.entry("notice", Severity.INDETERMINATE),
          Map.entry("information", Severity.INDETERMINATE),
          Map.entry("informational", Severity.INDETERMINATE),
          Map.entry("info", Severity.INDETERMINATE),
          Map.entry("debug", Severity.INDETERMINATE),
          Map.entry("none", Severity.INDETERMINATE),
          Map.entry("p5", Severity.INDETERMINATE),
          Map.entry("indeterminate", Severity.INDETERMINATE));

  private Severities() {}

  /** The severity a word stands for, whatever its case; null where it is none of the usual ones. */
  public static @Nullable Severity ofWord(@Nullable String word) {
    return word == null || word.length() > 32
        ? null
        : BY_WORD.get(word.trim().toLowerCase(Locale.ROOT));
  }
}
