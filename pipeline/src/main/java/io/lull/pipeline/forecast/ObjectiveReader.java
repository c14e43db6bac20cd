package io.lull.pipeline.forecast;

import io.lull.pipeline.model.Glob;
import io.lull.pipeline.yaml.YamlFields;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one objective and gathers all that is wrong with it. */
final class ObjectiveReader {
  static final Set<String> KEYS =
      Set.of(
          "id",
          "resource",
          "total",
          "good",
          "errors",
          "objective",
          "period",
          "least-errors",
          "windows",
          "enabled");
  private static final Set<String> COUNTED = Set.of("metric", "labels");
  private static final Set<String> WINDOW = Set.of("burn", "long", "short", "severity");
  private static final long MINUTE = 60_000L;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final double USUAL_LEAST = 5;

  /** The workbook's, for a period of 30 days: 2 %, 5 % and 10 % of the budget. */
  private static final List<Objective.Window> USUAL =
      List.of(
          new Objective.Window(14.4, HOUR, 5 * MINUTE, Severity.CRITICAL),
          new Objective.Window(6, 6 * HOUR, 30 * MINUTE, Severity.MAJOR),
          new Objective.Window(1, 3 * DAY, 6 * HOUR, Severity.MINOR));

  private final YamlFields.Problems problems;

  ObjectiveReader(YamlFields.Problems problems) {
    this.problems = problems;
  }

  Objective read(String id, YamlFields fields) {
    boolean enabled = RuleFields.enabled(fields);
    boolean good = fields.has("good");
    if (enabled && good == fields.has("errors")) {
      fields.problem("errors", "expected either 'errors' or 'good'");
    }
    Double least = fields.number("least-errors");
    if (least != null && least < 0) {
      fields.problem("least-errors", "expected 0 or more");
    }
    return new Objective(
        id,
        RuleFields.resource(fields),
        counted(fields, "total", enabled),
        counted(fields, good ? "good" : "errors", enabled),
        good,
        budget(fields, enabled),
        millis(fields, "period", 30 * DAY, DAY, 92 * DAY),
        least == null ? USUAL_LEAST : least,
        windows(fields),
        enabled);
  }

  private static Objective.Counted counted(YamlFields fields, String key, boolean needed) {
    if (!fields.has(key)) {
      if (needed) {
        fields.problem(key, "is missing: the metric, and labels, of what counts");
      }
      return new Objective.Counted(new Glob(""), Map.of());
    }
    YamlFields child = fields.child(key, COUNTED);
    String metric = RuleFields.required(child, "metric");
    return new Objective.Counted(new Glob(metric), RuleFields.labels(child));
  }

  private static double budget(YamlFields fields, boolean needed) {
    Double percent = fields.number("objective");
    if (percent == null) {
      if (needed && !fields.has("objective")) {
        fields.problem("objective", "is missing: the percentage that has to be good");
      }
      return 1;
    }
    if (percent <= 0 || percent >= 100) {
      fields.problem("objective", "expected a percentage above 0 and below 100, as 99.9");
    }
    return 1 - percent / 100;
  }

  private List<Objective.Window> windows(YamlFields fields) {
    if (!fields.has("windows")) {
      return USUAL;
    }
    List<Objective.Window> windows = new ArrayList<>();
    for (Node node : fields.list("windows")) {
      YamlFields window = YamlFields.of(problems, "windows", node, WINDOW);
      Double burn = window.number("burn");
      if (burn == null || burn <= 0) {
        window.problem("burn", "expected a number above 0");
      }
      long longer = millis(window, "long", 0, 5 * MINUTE, 3 * DAY);
      long shorter = millis(window, "short", 0, MINUTE, 3 * DAY);
      if (shorter > longer) {
        window.problem("short", "expected no longer than 'long'");
      }
      Severity severity = severity(window);
      windows.add(new Objective.Window(burn == null ? 1 : burn, longer, shorter, severity));
    }
    if (windows.isEmpty() || windows.size() > 10) {
      fields.problem("windows", "expected 1 to 10, the gravest first");
    }
    return List.copyOf(windows);
  }

  private static Severity severity(YamlFields fields) {
    @Nullable String name = fields.text("severity");
    for (Severity severity : Severity.values()) {
      if (name != null && severity.name().equals(name.toUpperCase(Locale.ROOT))) {
        return severity;
      }
    }
    fields.problem("severity", "expected one of " + Arrays.toString(Severity.values()));
    return Severity.MAJOR;
  }

  /** Of a key that must be there where {@code absent} is 0. */
  private static long millis(YamlFields fields, String key, long absent, long least, long most) {
    Long millis = fields.millis(key);
    if (millis == null) {
      if (absent == 0 && !fields.has(key)) {
        fields.problem(key, "is missing");
      }
      return Math.max(absent, least);
    }
    if (millis < least || millis > most) {
      fields.problem(key, "expected %d minutes to %d days".formatted(least / MINUTE, most / DAY));
    }
    return millis;
  }
}
