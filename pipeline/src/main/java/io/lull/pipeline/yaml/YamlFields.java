package io.lull.pipeline.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML mapping read key by key; whatever is wrong is gathered with its line. */
public final class YamlFields {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Problems problems;
  private final String path;
  private final Node node;
  private final Map<String, Node> fields = new LinkedHashMap<>();

  private YamlFields(Problems problems, String path, Node node) {
    this.problems = problems;
    this.path = path;
    this.node = node;
  }

  /** Where problems go; knows the file and the rule at hand. */
  public static final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private String rule = "";

    public Problems(String file) {
      this.file = file;
    }

    public void inRule(String id) {
      rule = id;
    }

    public void add(int line, String key, String reason) {
      found.add(new Problem(file, line, rule, key, reason));
    }

    public List<Problem> found() {
      return List.copyOf(found);
    }
  }

  /**
   * Reads a text; null where it is empty, and, with a problem, where it is no YAML. Never throws.
   *
   * @param most characters that are read at most
   */
  public static @Nullable Node root(Problems problems, String yaml, int most) {
    LoadSettings settings =
        LoadSettings.builder().setMaxAliasesForCollections(50).setCodePointLimit(most).build();
    try {
      return new Compose(settings).composeString(yaml).orElse(null);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      problems.add(line, "", "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(1, "", "not YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      problems.add(1, "", "not YAML: nested too deeply");
    }
    return null;
  }

  /**
   * Reads a mapping.
   *
   * @param path path of keys to it, for messages; empty at the top
   * @param allowed the keys it may have; empty: any
   */
  public static YamlFields of(Problems problems, String path, Node node, Set<String> allowed) {
    YamlFields read = new YamlFields(problems, path, node);
    if (!(node instanceof MappingNode mapping)) {
      problems.add(lineOf(node), path, "expected a mapping, found " + kind(node));
      return read;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode scalar)) {
        problems.add(lineOf(keyNode), path, "expected a key, found " + kind(keyNode));
        continue;
      }
      String key = scalar.getValue();
      if (!allowed.isEmpty() && !allowed.contains(key)) {
        problems.add(
            lineOf(keyNode),
            read.pathOf(key),
            "unknown key; expected one of " + allowed.stream().sorted().toList());
      } else if (read.fields.putIfAbsent(key, tuple.getValueNode()) != null) {
        problems.add(lineOf(keyNode), read.pathOf(key), "given twice");
      }
    }
    return read;
  }

  public static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  public static String kind(Node node) {
    if (node instanceof ScalarNode scalar) {
      return "'" + scalar.getValue() + "'";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  public int line() {
    return lineOf(node);
  }

  public int line(String key) {
    Node value = fields.get(key);
    return value == null ? line() : lineOf(value);
  }

  public Set<String> keys() {
    return fields.keySet();
  }

  public boolean has(String key) {
    return fields.containsKey(key);
  }

  public @Nullable Node node(String key) {
    return fields.get(key);
  }

  public String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public void problem(String key, String reason) {
    problems.add(line(key), pathOf(key), reason);
  }

  /** The text of a key; null where it is absent or no text. */
  public @Nullable String text(String key) {
    Node value = fields.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    problem(key, "expected a text, found " + kind(value));
    return null;
  }

  public boolean flag(String key) {
    String text = text(key);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (!text.equals("true")) {
      problem(key, "expected true or false, found '" + text + "'");
    }
    return text.equals("true");
  }

  /** The finite number of a key; null where it is absent or no number. */
  public @Nullable Double number(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    problem(key, "expected a number, found '" + text + "'");
    return null;
  }

  /** The milliseconds of a duration such as 500ms, 90s, 5m or 1d; null where absent or none. */
  public @Nullable Long millis(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      problem(key, "expected a duration such as 500ms, 90s or 5m, found '" + text + "'");
      return null;
    }
    long unit =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    return Long.parseLong(matcher.group(1)) * unit;
  }

  /** A text or a list of texts; empty where the key is absent. */
  public List<String> texts(String key) {
    Node value = fields.get(key);
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Node item : items(value)) {
      if (item instanceof ScalarNode scalar) {
        texts.add(scalar.getValue());
      } else {
        problems.add(lineOf(item), pathOf(key), "expected a text, found " + kind(item));
      }
    }
    if (texts.isEmpty()) {
      problem(key, "expected a text or a list of texts, found nothing");
    }
    return texts;
  }

  /** The items of a list, or the node itself. */
  public static List<Node> items(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  /** The items of a key that must be a list; empty where it is absent. */
  public List<Node> list(String key) {
    Node value = fields.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(key, "expected a list, found " + kind(value));
    return List.of();
  }

  /** The mapping below a key; an empty one where it is absent. */
  public YamlFields child(String key, Set<String> allowed) {
    Node value = fields.get(key);
    return value == null
        ? new YamlFields(problems, pathOf(key), node)
        : of(problems, pathOf(key), value, allowed);
  }
}
