package io.lull.pipeline.classify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML mapping read key by key; whatever is wrong is gathered with its line. */
final class YamlFields {

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
  static final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private String rule = "";

    Problems(String file) {
      this.file = file;
    }

    void inRule(String id) {
      rule = id;
    }

    void add(int line, String key, String reason) {
      found.add(new Problem(file, line, rule, key, reason));
    }

    List<Problem> found() {
      return List.copyOf(found);
    }
  }

  /**
   * Reads a mapping.
   *
   * @param path path of keys to it, for messages; empty at the top
   * @param allowed the keys it may have; empty: any
   */
  static YamlFields of(Problems problems, String path, Node node, Set<String> allowed) {
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

  static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  static String kind(Node node) {
    if (node instanceof ScalarNode scalar) {
      return "'" + scalar.getValue() + "'";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  int line() {
    return lineOf(node);
  }

  int line(String key) {
    Node value = fields.get(key);
    return value == null ? line() : lineOf(value);
  }

  Set<String> keys() {
    return fields.keySet();
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  @Nullable Node node(String key) {
    return fields.get(key);
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void problem(String key, String reason) {
    problems.add(line(key), pathOf(key), reason);
  }

  /** The text of a key; null where it is absent or no text. */
  @Nullable String text(String key) {
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

  boolean flag(String key) {
    String text = text(key);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (!text.equals("true")) {
      problem(key, "expected true or false, found '" + text + "'");
    }
    return text.equals("true");
  }

  /** A text or a list of texts; empty where the key is absent. */
  List<String> texts(String key) {
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
  static List<Node> items(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  /** The items of a key that must be a list; empty where it is absent. */
  List<Node> list(String key) {
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
  YamlFields child(String key, Set<String> allowed) {
    Node value = fields.get(key);
    return value == null
        ? new YamlFields(problems, pathOf(key), node)
        : of(problems, pathOf(key), value, allowed);
  }
}
