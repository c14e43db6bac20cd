package io.lull.pipeline.threshold;

import io.lull.pipeline.model.Glob;
import io.lull.schema.Severity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads one rule and gathers all that is wrong with it. */
final class RuleReader {
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "metric",
          "resource",
          "labels",
          "op",
          "value",
          "clear",
          "for",
          "rate",
          "severity",
          "type",
          "qualifier",
          "message",
          "enabled");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Map<String, Long> UNIT_MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final String DEFAULT_MESSAGE = "{series} is {value}, {op} {threshold}";

  private final String file;
  private final List<RuleProblem> problems;
  private final Map<String, Node> fields = new HashMap<>();
  private int line;
  private String id = "";

  RuleReader(String file, List<RuleProblem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The rule, or null where something is wrong with it. */
  @Nullable ThresholdRule read(Node node) {
    int before = problems.size();
    line = lineOf(node);
    if (!(node instanceof MappingNode mapping)) {
      problem(line, "expected a rule: keys and values");
      return null;
    }
    readKeys(mapping);
    id = text("id", "");
    require("id");
    boolean enabled = flag("enabled", true);
    ThresholdRule.Op op = op();
    double value = number("value", Double.NaN);
    if (enabled) {
      List.of("metric", "op", "value").forEach(this::require);
    }
    double clear = number("clear", value);
    if (op.isUpper() ? clear > value : clear < value) {
      problem("clear", "must be on the good side of value, " + value);
    }
    String resource = text("resource", "");
    String qualifier = text("qualifier", "");
    ThresholdRule rule =
        new ThresholdRule(
            id,
            new Glob(text("metric", "")),
            resource.isEmpty() ? null : new Glob(resource),
            labels(),
            op,
            value,
            clear,
            duration(),
            flag("rate", false),
            severity(),
            text("type", id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_")),
            qualifier.isEmpty() ? null : template("qualifier", qualifier),
            template("message", text("message", DEFAULT_MESSAGE)),
            enabled);
    return problems.size() == before ? rule : null;
  }

  private void readKeys(MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      int at = lineOf(tuple.getKeyNode());
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (key.equals("id") && tuple.getValueNode() instanceof ScalarNode scalar) {
        id = scalar.getValue();
      }
      if (!KEYS.contains(key)) {
        problem(
            at, "unknown key '" + key + "', expected one of " + KEYS.stream().sorted().toList());
      } else if (fields.putIfAbsent(key, tuple.getValueNode()) != null) {
        problem(at, key + ": given twice");
      }
    }
  }

  private ThresholdRule.Op op() {
    String sign = text("op", ">");
    for (ThresholdRule.Op op : ThresholdRule.Op.values()) {
      if (op.sign.equals(sign)) {
        return op;
      }
    }
    problem("op", "'" + sign + "', expected one of > >= < <=");
    return ThresholdRule.Op.GREATER;
  }

  private Severity severity() {
    String name = text("severity", "MAJOR");
    for (Severity severity : Severity.values()) {
      if (severity.name().equals(name.toUpperCase(Locale.ROOT))) {
        return severity;
      }
    }
    problem("severity", "'" + name + "', expected one of " + Arrays.toString(Severity.values()));
    return Severity.MAJOR;
  }

  private long duration() {
    String text = text("for", "0s");
    Matcher matcher = DURATION.matcher(text);
    if (text.equals("0")) {
      return 0;
    }
    if (!matcher.matches()) {
      problem("for", "'" + text + "', expected a duration such as 90s, 5m or 1h");
      return 0;
    }
    return Long.parseLong(matcher.group(1)) * UNIT_MILLIS.getOrDefault(matcher.group(2), 1L);
  }

  private Map<String, Glob> labels() {
    Map<String, Glob> labels = new LinkedHashMap<>();
    Node node = fields.get("labels");
    if (node == null) {
      return labels;
    }
    if (!(node instanceof MappingNode mapping)) {
      problem("labels", "expected label names and patterns");
      return labels;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode name
          && tuple.getValueNode() instanceof ScalarNode pattern) {
        labels.put(name.getValue(), new Glob(pattern.getValue()));
      } else {
        problem(lineOf(tuple.getKeyNode()), "labels: expected a name and a pattern");
      }
    }
    return labels;
  }

  private Template template(String key, String text) {
    Template template = new Template(text);
    for (String unknown : template.unknown()) {
      problem(key, "unknown placeholder {" + unknown + "}, expected " + Template.allowed());
    }
    return template;
  }

  private double number(String key, double absent) {
    if (!fields.containsKey(key)) {
      return absent;
    }
    String text = text(key, "");
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message.
    }
    problem(key, "'" + text + "', expected a number");
    return absent;
  }

  private boolean flag(String key, boolean absent) {
    String text = text(key, Boolean.toString(absent));
    if (!text.equals("true") && !text.equals("false")) {
      problem(key, "'" + text + "', expected true or false");
    }
    return text.equals("true");
  }

  private String text(String key, String absent) {
    Node node = fields.get(key);
    if (node == null) {
      return absent;
    }
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    problem(key, "expected a text");
    return absent;
  }

  private void require(String key) {
    Node node = fields.get(key);
    if (node == null || node instanceof ScalarNode scalar && scalar.getValue().isBlank()) {
      problem(line, key + ": is missing");
    }
  }

  private void problem(String key, String reason) {
    Node node = fields.get(key);
    problem(node == null ? line : lineOf(node), key + ": " + reason);
  }

  private void problem(int at, String reason) {
    problems.add(new RuleProblem(file, at, (id.isEmpty() ? "" : "rule " + id + ": ") + reason));
  }

  static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
