package io.lull.job.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Walks the YAML tree along the dotted keys of the options and gathers all problems. */
final class ConfigReader {
  private static final Map<String, Option<?>> OPTIONS =
      LullOptions.all().stream().collect(Collectors.toMap(Option::key, Function.identity()));

  private final Problems problems;
  private final ConfigNode.Context context;
  private final Map<Option<?>, Object> values = new HashMap<>();
  private final Map<Option<?>, Integer> lines = new HashMap<>();

  ConfigReader(Problems problems, ConfigNode.Context context) {
    this.problems = problems;
    this.context = context;
  }

  LullConfig read(String text) {
    Node root = compose(text);
    if (root != null) {
      ConfigNode node = new ConfigNode(root, context);
      reportUnsetVariables(node, "");
      section(node, "");
    }
    LullConfig config = new LullConfig(values);
    ConfigChecks.check(config, problems, option -> lines.getOrDefault(option, 0));
    return config;
  }

  private @Nullable Node compose(String text) {
    LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
    try {
      return new Compose(settings).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      String where = mark.map(m -> ", column " + (m.getColumn() + 1)).orElse("");
      int line = mark.map(m -> m.getLine() + 1).orElse(0);
      problems.say(line, "yaml", null, "cannot be read: " + e.getProblem() + where);
    } catch (YamlEngineException e) {
      problems.say(0, "yaml", null, "cannot be read: " + e.getMessage());
    }
    return null;
  }

  private void section(ConfigNode node, String prefix) {
    if (node.isNull()) {
      return;
    }
    if (!node.isMapping()) {
      String name = prefix.isEmpty() ? "lull.yaml" : prefix;
      problems.add(node.line(), name, node.text(), "a mapping of options");
      return;
    }
    Set<String> seen = new LinkedHashSet<>();
    for (ConfigNode.Entry entry : node.entries()) {
      String key = prefix.isEmpty() ? entry.key() : prefix + "." + entry.key();
      if (!seen.add(entry.key())) {
        problems.say(entry.keyNode().line(), key, null, "is set twice; leave one");
        continue;
      }
      entry(entry, key);
    }
  }

  private void entry(ConfigNode.Entry entry, String key) {
    Option<?> option = OPTIONS.get(key);
    if (option != null) {
      option(option, entry.value());
    } else if (OPTIONS.keySet().stream().anyMatch(known -> known.startsWith(key + "."))) {
      section(entry.value(), key);
    } else {
      String guess = DidYouMean.of(key, candidates(key));
      String hint = guess == null ? "" : "; did you mean " + guess + "?";
      problems.say(entry.keyNode().line(), key, null, "is no option" + hint);
    }
  }

  private void option(Option<?> option, ConfigNode node) {
    if (node.isNull()) {
      return;
    }
    lines.put(option, node.line());
    Object value = option.read(node, problems);
    if (value != null) {
      values.put(option, value);
    }
  }

  /** All keys, and the sections above them. */
  private static Collection<String> candidates(String key) {
    long dots = key.chars().filter(c -> c == '.').count();
    Set<String> candidates = new LinkedHashSet<>();
    for (String known : OPTIONS.keySet()) {
      String[] parts = known.split("\\.", -1);
      if (parts.length > dots) {
        candidates.add(String.join(".", List.of(parts).subList(0, (int) dots + 1)));
      }
    }
    candidates.addAll(OPTIONS.keySet());
    return candidates;
  }

  private void reportUnsetVariables(ConfigNode node, String key) {
    String unset = node.unsetVariable();
    if (unset != null) {
      problems.say(
          node.line(),
          key,
          "${" + unset + "}",
          "the environment has no " + unset + "; set it, or write ${" + unset + ":default}");
    }
    node.items().forEach(item -> reportUnsetVariables(item, key + "[]"));
    for (ConfigNode.Entry entry : node.entries()) {
      reportUnsetVariables(entry.value(), key.isEmpty() ? entry.key() : key + "." + entry.key());
    }
  }
}
