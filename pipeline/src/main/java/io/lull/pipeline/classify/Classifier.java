package io.lull.pipeline.classify;

import io.lull.schema.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Classifies events by layers of rules: those set live (by layer id), then the user's file, then
 * the shipped ones, then defaults. The first rule that matches wins. A rule of an earlier layer
 * replaces those of the same id in later ones.
 *
 * <p>Immutable but for counters and caches; changing layers gives a new one, which goes on counting
 * where the old one was.
 */
public final class Classifier {

  /** The shipped rule files, in their order. */
  static final List<String> SHIPPED =
      List.of(
          "snmp",
          "cisco",
          "juniper",
          "arista",
          "kubernetes",
          "alertmanager",
          "cloudwatch",
          "linux");

  private final TreeMap<String, ClassificationRules> layers;
  private final List<ClassificationRules> files;
  private final List<ClassificationRules> shipped;
  private final RuleIndex index;
  private final Map<String, LongAdder> overruns;
  private final PatternMemo memo = new PatternMemo();

  private Classifier(
      TreeMap<String, ClassificationRules> layers,
      List<ClassificationRules> files,
      List<ClassificationRules> shipped,
      Map<String, LongAdder> overruns) {
    this.layers = layers;
    this.files = files;
    this.shipped = shipped;
    this.overruns = overruns;
    List<Rule> rules = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Collection<ClassificationRules> group : List.of(layers.values(), files, shipped)) {
      for (ClassificationRules layer : group) {
        layer.rules().stream().filter(rule -> !taken.contains(rule.id())).forEach(rules::add);
        layer.rules().forEach(rule -> taken.add(rule.id()));
      }
    }
    this.index = new RuleIndex(rules);
  }

  /** Without any rules: defaults only. */
  public static Classifier empty() {
    return new Classifier(new TreeMap<>(), List.of(), List.of(), new ConcurrentHashMap<>());
  }

  /** With the shipped rules. */
  public static Classifier shipped() {
    List<ClassificationRules> shipped = SHIPPED.stream().map(Classifier::shippedRules).toList();
    return new Classifier(new TreeMap<>(), List.of(), shipped, new ConcurrentHashMap<>());
  }

  static ClassificationRules shippedRules(String name) {
    String file = name + ".yaml";
    try (InputStream in = Classifier.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("shipped rules are missing from the jar: " + file);
      }
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ClassificationRules.parse(file, yaml).orThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read shipped rules: " + file, e);
    }
  }

  /** With a file of the user's own, after those given before and before the shipped rules. */
  public Classifier withFile(ClassificationRules rules) {
    List<ClassificationRules> more = new ArrayList<>(files);
    more.add(rules);
    return new Classifier(layers, List.copyOf(more), shipped, overruns);
  }

  /** With rules that go before all files; replaces those of the same layer id. */
  public Classifier withLayer(String id, ClassificationRules rules) {
    TreeMap<String, ClassificationRules> changed = new TreeMap<>(layers);
    changed.put(id, rules);
    return new Classifier(changed, files, shipped, overruns);
  }

  /** Without the rules of a layer; the same where there is none. */
  public Classifier withoutLayer(String id) {
    if (!layers.containsKey(id)) {
      return this;
    }
    TreeMap<String, ClassificationRules> changed = new TreeMap<>(layers);
    changed.remove(id);
    return new Classifier(changed, files, shipped, overruns);
  }

  /**
   * A new event with type, status and severity, and what else rules tell; the given one is not
   * changed. What the sender said of status, severity, qualifier and peer stands, unless the rule
   * overrides it.
   */
  public Event classify(Event in) {
    Subject subject = Subject.of(in, memo);
    Outcome outcome = new Outcome(subject);
    RuleIndex.Search search = index.search(subject.type(), subject.message());
    for (Rule rule = search.next(); rule != null; rule = search.next()) {
      if (matches(rule, subject)) {
        outcome.add(rule);
        if (!rule.goesOn()) {
          break;
        }
      }
    }
    return outcome.toEvent();
  }

  private boolean matches(Rule rule, Subject subject) {
    try {
      return rule.match().matches(subject);
    } catch (Budget.OverrunException e) {
      overruns.computeIfAbsent(rule.id(), id -> new LongAdder()).increment();
      return false;
    }
  }

  /** How often rules were skipped because a pattern read more than it may, by rule id. */
  public Map<String, Long> overruns() {
    Map<String, Long> counts = new TreeMap<>();
    overruns.forEach((id, count) -> counts.put(id, count.sum()));
    return counts;
  }

  /** How many rules were skipped in all; see {@link #overruns}. */
  public long overrunCount() {
    return overruns.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
