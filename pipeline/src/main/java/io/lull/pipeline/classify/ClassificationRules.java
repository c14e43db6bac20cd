package io.lull.pipeline.classify;

import io.lull.pipeline.yaml.Problem;
import io.lull.pipeline.yaml.YamlFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** The rules of one file, all of them good; see {@code docs/classification.md} for the format. */
public final class ClassificationRules {

  /** Rules in one file. */
  static final int MAX_RULES = 20_000;

  private static final int MAX_CODE_POINTS = 8 * 1024 * 1024;
  private static final int MAX_PROBLEMS = 100;
  private static final Set<String> KEYS = Set.of("tables", "rules");

  private final String name;
  private final List<Rule> rules;

  private ClassificationRules(String name, List<Rule> rules) {
    this.name = name;
    this.rules = List.copyOf(rules);
  }

  /**
   * What became of a file: rules, or everything that is wrong with it.
   *
   * @param rules the rules; null where there are problems
   * @param problems what is wrong, by line; empty where there are rules
   */
  public record ParseResult(@Nullable ClassificationRules rules, List<Problem> problems) {

    /** The rules, or an {@link IllegalArgumentException} that lists all problems. */
    public ClassificationRules orThrow() {
      if (rules == null) {
        throw new IllegalArgumentException(
            String.join("\n", problems.stream().map(Problem::toString).toList()));
      }
      return rules;
    }
  }

  /** Name of the file or layer they come from. */
  public String name() {
    return name;
  }

  public int size() {
    return rules.size();
  }

  List<Rule> rules() {
    return rules;
  }

  /**
   * Reads a file and tries its examples. A file with any problem is refused whole, with all of its
   * problems (at most 100); never throws.
   *
   * @param name how problems name the file
   */
  public static ParseResult parse(String name, String yaml) {
    YamlFields.Problems problems = new YamlFields.Problems(name);
    List<Rule> rules = new ArrayList<>();
    Node root = YamlFields.root(problems, yaml, MAX_CODE_POINTS);
    if (root != null) {
      readFile(root, problems, rules);
    } else if (problems.found().isEmpty()) {
      problems.add(1, "rules", "missing; expected a list of rules, found an empty file");
    }
    if (problems.found().isEmpty()) {
      ClassificationRules read = new ClassificationRules(name, rules);
      ExampleCheck.run(read, problems);
      if (problems.found().isEmpty()) {
        return new ParseResult(read, List.of());
      }
    }
    List<Problem> sorted =
        problems.found().stream()
            .sorted(java.util.Comparator.comparingInt(Problem::line))
            .limit(MAX_PROBLEMS)
            .toList();
    return new ParseResult(null, sorted);
  }

  private static void readFile(Node root, YamlFields.Problems problems, List<Rule> rules) {
    YamlFields file = YamlFields.of(problems, "", root, KEYS);
    if (!file.has("rules") && root instanceof org.snakeyaml.engine.v2.nodes.MappingNode) {
      problems.add(file.line(), "rules", "missing; expected a list of rules");
    }
    RuleReader reader = new RuleReader(problems, tables(file));
    List<Node> nodes = file.list("rules");
    if (nodes.size() > MAX_RULES) {
      file.problem("rules", "more than " + MAX_RULES + " rules");
      return;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (Node node : nodes) {
      Rule rule = reader.read(node);
      rules.add(rule);
      Integer earlier = rule.id().isEmpty() ? null : lines.putIfAbsent(rule.id(), rule.line());
      if (earlier != null) {
        problems.inRule(rule.id());
        problems.add(rule.line(), "id", "given twice; the other is in line " + earlier);
        problems.inRule("");
      }
    }
  }

  private static Map<String, Map<String, String>> tables(YamlFields file) {
    Map<String, Map<String, String>> tables = new HashMap<>(Defaults.TABLES);
    YamlFields given = file.child("tables", Set.of());
    for (String table : given.keys()) {
      YamlFields rows = given.child(table, Set.of());
      Map<String, String> values = new LinkedHashMap<>();
      Set<String> seen = new HashSet<>();
      for (String key : rows.keys()) {
        String value = rows.text(key);
        if (!seen.add(key.toLowerCase(Locale.ROOT))) {
          rows.problem(key, "given twice; keys are compared without regard to case");
        } else if (value != null) {
          values.put(key.toLowerCase(Locale.ROOT), value);
        }
      }
      tables.put(table, values);
    }
    return tables;
  }
}
