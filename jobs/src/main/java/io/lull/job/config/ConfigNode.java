package io.lull.job.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node of the YAML tree with what reading it takes: its line, the directory that relative paths
 * start from, and the environment that {@code ${NAME:default}} is taken from.
 */
public final class ConfigNode {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

  /** Where the text around the tree comes from. */
  record Context(Path directory, Function<String, @Nullable String> environment) {}

  /** A key of a mapping with its value. */
  public record Entry(String key, ConfigNode keyNode, ConfigNode value) {}

  private final Node node;
  private final Context context;

  ConfigNode(Node node, Context context) {
    this.node = node;
    this.context = context;
  }

  /** Line in the file, from 1; 0 where it is not known. */
  public int line() {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  public boolean isSequence() {
    return node instanceof SequenceNode;
  }

  /** Whether nothing is written: {@code key:} alone, or {@code key: null}. */
  public boolean isNull() {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  /** The scalar with variables of the environment filled in; null for a mapping or a list. */
  public @Nullable String scalar() {
    return node instanceof ScalarNode scalar ? substitute(scalar.getValue()) : null;
  }

  /** Name of a variable that the environment lacks and that has no default; null: none. */
  public @Nullable String unsetVariable() {
    if (!(node instanceof ScalarNode scalar)) {
      return null;
    }
    Matcher matcher = VARIABLE.matcher(scalar.getValue());
    while (matcher.find()) {
      if (matcher.group(2) == null && context.environment().apply(matcher.group(1)) == null) {
        return matcher.group(1);
      }
    }
    return null;
  }

  /** What to show a person of it. */
  public String text() {
    String scalar = scalar();
    if (scalar != null) {
      return scalar;
    }
    return isMapping() ? "{…}" : "[…]";
  }

  public List<ConfigNode> items() {
    List<ConfigNode> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        items.add(new ConfigNode(item, context));
      }
    }
    return items;
  }

  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        ConfigNode key = new ConfigNode(tuple.getKeyNode(), context);
        entries.add(new Entry(key.text(), key, new ConfigNode(tuple.getValueNode(), context)));
      }
    }
    return entries;
  }

  /** A path as written in the file: relative ones start from the file's directory. */
  public Path resolve(String path) {
    return context.directory().resolve(path).normalize();
  }

  /** Replaces {@code ${NAME}} and {@code ${NAME:default}}; an unset name without default stays. */
  private String substitute(String text) {
    if (text.indexOf("${") < 0) {
      return text;
    }
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = context.environment().apply(matcher.group(1));
      if (value == null) {
        value = matcher.group(2) == null ? matcher.group() : matcher.group(2);
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(out).toString();
  }
}
