package io.lull.pipeline.threshold;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** Threshold rules as text; the format is in {@code docs/thresholds.md}. */
public final class ThresholdRules {
  /** File name of the shipped rules, in messages. */
  public static final String DEFAULTS = "thresholds.yaml";

  private static final int MAX_RULES = 10_000;
  private static final int MAX_CODE_POINTS = 4 << 20;

  /** Other rules on metrics that the same text may hold; forecasts read them. */
  private static final Set<String> OTHERS = Set.of("limits", "objectives");

  private ThresholdRules() {}

  /** All that is wrong with a text, in the order of lines; empty: it can be used. */
  public static List<RuleProblem> validate(String file, String yaml) {
    return parse(file, yaml).problems();
  }

  /** The shipped rules as text. */
  public static String defaultsYaml() {
    try (InputStream in = ThresholdRules.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + DEFAULTS + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rules in the order of the text; none where there are problems. */
  record Parsed(List<ThresholdRule> rules, List<RuleProblem> problems) {}

  static Parsed parse(String file, String yaml) {
    List<RuleProblem> problems = new ArrayList<>();
    List<ThresholdRule> rules = new ArrayList<>();
    Node root = compose(file, yaml, problems);
    if (root != null) {
      readFile(file, root, rules, problems);
    }
    problems.sort(Comparator.comparingInt(RuleProblem::line));
    return new Parsed(problems.isEmpty() ? List.copyOf(rules) : List.of(), List.copyOf(problems));
  }

  private static @Nullable Node compose(String file, String yaml, List<RuleProblem> problems) {
    LoadSettings settings =
        LoadSettings.builder()
            .setMaxAliasesForCollections(50)
            .setCodePointLimit(MAX_CODE_POINTS)
            .build();
    try {
      Node root = new Compose(settings).composeString(yaml).orElse(null);
      if (root == null) {
        problems.add(new RuleProblem(file, 1, "empty, expected 'thresholds' with a list"));
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      problems.add(new RuleProblem(file, line, "not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      problems.add(new RuleProblem(file, 1, "not YAML: " + e.getMessage()));
    } catch (StackOverflowError e) {
      problems.add(new RuleProblem(file, 1, "not YAML: nested too deeply"));
    }
    return null;
  }

  private static void readFile(
      String file, Node root, List<ThresholdRule> rules, List<RuleProblem> problems) {
    if (!(root instanceof MappingNode mapping)) {
      problems.add(new RuleProblem(file, 1, "expected 'thresholds' with a list"));
      return;
    }
    boolean found = false;
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (OTHERS.contains(key)) {
        found = true;
      } else if (!key.equals("thresholds")) {
        problems.add(
            new RuleProblem(
                file,
                RuleReader.lineOf(tuple.getKeyNode()),
                "unknown key '" + key + "', expected 'thresholds', 'limits' or 'objectives'"));
      } else if (tuple.getValueNode() instanceof SequenceNode list) {
        found = true;
        readRules(file, list, rules, problems);
      } else {
        found = true;
        problems.add(
            new RuleProblem(
                file, RuleReader.lineOf(tuple.getValueNode()), "thresholds: expected a list"));
      }
    }
    if (!found) {
      problems.add(new RuleProblem(file, 1, "'thresholds' is missing"));
    }
  }

  private static void readRules(
      String file, SequenceNode list, List<ThresholdRule> rules, List<RuleProblem> problems) {
    if (list.getValue().size() > MAX_RULES) {
      problems.add(
          new RuleProblem(file, RuleReader.lineOf(list), "more than " + MAX_RULES + " rules"));
      return;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (Node node : list.getValue()) {
      ThresholdRule rule = new RuleReader(file, problems).read(node);
      if (rule == null) {
        continue;
      }
      Integer earlier = lines.putIfAbsent(rule.id(), RuleReader.lineOf(node));
      if (earlier != null) {
        problems.add(
            new RuleProblem(
                file,
                RuleReader.lineOf(node),
                "rule " + rule.id() + ": the id is taken by line " + earlier));
      }
      rules.add(rule);
    }
  }
}
