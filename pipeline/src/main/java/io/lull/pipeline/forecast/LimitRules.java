package io.lull.pipeline.forecast;

import io.lull.pipeline.model.Glob;
import io.lull.pipeline.yaml.Problem;
import io.lull.pipeline.yaml.YamlFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Limits and objectives as text; the format is in {@code docs/forecasts.md}. */
public final class LimitRules {
  /** File name of the shipped limits, in messages. */
  public static final String DEFAULTS = "limits.yaml";

  private static final int MOST_RULES = 10_000;
  private static final int MOST_CHARACTERS = 4 << 20;
  private static final long MOST_AHEAD_MILLIS = 30 * 86_400_000L;
  private static final long USUAL_HORIZON_MILLIS = 7 * 86_400_000L;

  /** All that such a text may hold; thresholds are read by the stage that compares them. */
  private static final Set<String> SECTIONS = Set.of("limits", "objectives", "thresholds");

  private static final Set<String> KEYS =
      Set.of(
          "id",
          "metric",
          "resource",
          "labels",
          "falling",
          "at",
          "of",
          "share",
          "horizon",
          "type",
          "qualifier",
          "enabled");

  private final YamlFields.Problems problems;
  private final List<LimitRule> limits = new ArrayList<>();
  private final List<Objective> objectives = new ArrayList<>();

  private LimitRules(String file) {
    problems = new YamlFields.Problems(file);
  }

  /**
   * What a text says.
   *
   * @param limits in the order of the text; none where there are problems
   * @param objectives likewise
   * @param problems everything that is wrong, by line
   */
  record Parsed(List<LimitRule> limits, List<Objective> objectives, List<Problem> problems) {
    boolean isEmpty() {
      return limits.isEmpty() && objectives.isEmpty();
    }
  }

  /** All that is wrong with the limits of a text, in the order of lines. */
  public static List<Problem> validate(String file, String yaml) {
    return parse(file, yaml).problems();
  }

  /** The shipped limits as text. */
  public static String defaultsYaml() {
    try (InputStream in = LimitRules.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + DEFAULTS + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Parsed parse(String file, String yaml) {
    LimitRules read = new LimitRules(file);
    Node root = YamlFields.root(read.problems, yaml, MOST_CHARACTERS);
    if (root != null) {
      read.sections(YamlFields.of(read.problems, "", root, SECTIONS));
    }
    List<Problem> found =
        read.problems.found().stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    return found.isEmpty()
        ? new Parsed(List.copyOf(read.limits), List.copyOf(read.objectives), found)
        : new Parsed(List.of(), List.of(), found);
  }

  private void sections(YamlFields file) {
    rules(file, "limits", KEYS, (id, fields) -> limits.add(limit(id, fields)));
    ObjectiveReader reader = new ObjectiveReader(problems);
    rules(
        file,
        "objectives",
        ObjectiveReader.KEYS,
        (id, fields) -> objectives.add(reader.read(id, fields)));
  }

  private void rules(
      YamlFields file, String key, Set<String> allowed, BiConsumer<String, YamlFields> read) {
    List<Node> nodes = file.list(key);
    if (nodes.size() > MOST_RULES) {
      file.problem(key, "more than " + MOST_RULES + " rules");
      return;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (Node node : nodes) {
      problems.inRule("");
      YamlFields fields = YamlFields.of(problems, "", node, allowed);
      String id = RuleFields.required(fields, "id");
      problems.inRule(id);
      Integer earlier = lines.putIfAbsent(id, fields.line());
      if (earlier != null && !id.isEmpty()) {
        fields.problem("id", "is taken by line " + earlier);
      }
      read.accept(id, fields);
    }
    problems.inRule("");
  }

  private static LimitRule limit(String id, YamlFields fields) {
    boolean enabled = RuleFields.enabled(fields);
    String metric = enabled ? RuleFields.required(fields, "metric") : "";
    String of = fields.text("of");
    Double at = fields.number("at");
    if (enabled && (of == null) == (at == null)) {
      fields.problem("at", "expected either 'at', a number, or 'of', the metric that is the limit");
    }
    if (of != null && of.contains("*") && (stars(of) != 1 || stars(metric) != 1)) {
      fields.problem(
          "of", "a star stands for what the star of 'metric' does: expected one in each");
    }
    Double share = fields.number("share");
    if (share != null && (share <= 0 || of == null)) {
      fields.problem("share", "expected a part above 0 of what 'of' names");
    }
    String type = fields.text("type");
    return new LimitRule(
        id,
        new Glob(metric),
        RuleFields.resource(fields),
        RuleFields.labels(fields),
        fields.flag("falling"),
        at == null ? Double.NaN : at,
        of,
        share == null ? 1 : share,
        horizon(fields),
        type == null ? "FORECAST_" + typed(id) : type,
        qualifier(fields),
        enabled);
  }

  private static int stars(String pattern) {
    return (int) pattern.chars().filter(c -> c == '*').count();
  }

  private static String typed(String id) {
    return id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
  }

  private static long horizon(YamlFields fields) {
    Long horizon = fields.millis("horizon");
    if (horizon == null) {
      return USUAL_HORIZON_MILLIS;
    }
    if (horizon < 60_000 || horizon > MOST_AHEAD_MILLIS) {
      fields.problem("horizon", "expected 1m to 30d");
    }
    return horizon;
  }

  private static Template qualifier(YamlFields fields) {
    @Nullable String text = fields.text("qualifier");
    Template template = new Template(text == null ? "" : text);
    for (String unknown : template.unknown()) {
      fields.problem("qualifier", "unknown {" + unknown + "}, expected {metric} or {label.NAME}");
    }
    return template;
  }
}
