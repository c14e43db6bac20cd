package io.lull.pipeline.correlate;

import io.lull.pipeline.yaml.Problem;
import io.lull.pipeline.yaml.YamlFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a {@link FailureModel} from YAML. The shipped file says everything and is where the
 * defaults are; a file of one's own says what differs. Whatever is wrong is gathered, each with its
 * line and what is allowed.
 */
public final class FailureModelFile {

  /** Types of relations, and of alarms, in one model. */
  private static final int MOST_RELATIONS = 256;

  private static final int MOST_TYPES = 1_000;
  private static final int MOST_CHARACTERS = 1024 * 1024;
  private static final double HEAVIEST = 20;
  private static final String SHIPPED = "failure-model.yaml";
  private static final Set<String> RELATION_KEYS = Set.of("travel", "probability", "lag");
  private static final Set<String> KEYS =
      Set.of(
          "relations",
          "other",
          "member",
          "required",
          "spare",
          "price",
          "silent",
          "named",
          "step",
          "heard",
          "skew",
          "early",
          "alarm-types",
          "intervals",
          "harmless");

  private final YamlFields.Problems problems;
  private final @Nullable FailureModel base;

  private FailureModelFile(YamlFields.Problems problems, @Nullable FailureModel base) {
    this.problems = problems;
    this.base = base;
  }

  /**
   * What became of a file.
   *
   * @param model the model; null where there are problems
   * @param problems everything that is wrong, by line
   */
  public record Parsed(@Nullable FailureModel model, List<Problem> problems) {

    /** The model, or an {@link IllegalArgumentException} that lists all problems. */
    public FailureModel orThrow() {
      if (model == null) {
        throw new IllegalArgumentException(
            String.join("\n", problems.stream().map(Problem::toString).toList()));
      }
      return model;
    }
  }

  /** Reads the shipped file. */
  static FailureModel shipped() {
    return parse(SHIPPED, shippedYaml(), null).orThrow();
  }

  /** The shipped file as text, for people to start from. */
  public static String shippedYaml() {
    try (InputStream in = FailureModelFile.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException(SHIPPED + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file; never throws.
   *
   * @param base what holds where the file says nothing; null: it must say everything
   */
  public static Parsed parse(String file, String yaml, @Nullable FailureModel base) {
    YamlFields.Problems problems = new YamlFields.Problems(file);
    Node root = YamlFields.root(problems, yaml, MOST_CHARACTERS);
    FailureModel model = root == null ? base : new FailureModelFile(problems, base).read(root);
    List<Problem> found =
        problems.found().stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    return new Parsed(found.isEmpty() ? model : null, found);
  }

  private @Nullable FailureModel read(Node root) {
    YamlFields file = YamlFields.of(problems, "", root, KEYS);
    Map<String, FailureModel.Relation> relations = relations(file);
    FailureModel.Relation other =
        file.has("other") || base == null
            ? relation(file.child("other", RELATION_KEYS), base == null ? null : base.other())
            : base.other();
    double member = probability(file, "member", base == null ? null : base.member());
    double required = probability(file, "required", base == null ? null : base.required());
    double spare = probability(file, "spare", base == null ? null : base.spare());
    double price = cost(file, "price", base == null ? null : base.price());
    double silent = cost(file, "silent", base == null ? null : base.silent());
    double named = cost(file, "named", base == null ? null : base.named());
    double step = cost(file, "step", base == null ? null : base.step());
    double heard = probability(file, "heard", base == null ? null : base.heard());
    long skew = millis(file, "skew", base == null ? null : base.skewMillis(), 0);
    long early = millis(file, "early", base == null ? null : base.earlyMillis(), 1);
    AlarmTypes types = AlarmTypes.of(types(file));
    Map<String, Long> intervals = intervals(file);
    Map<String, Double> harmless = harmless(file);
    return problems.found().isEmpty()
        ? new FailureModel(
            relations, other, member, required, spare, types, intervals, harmless, price, silent,
            named, step, heard, skew, early, Map.of(), Map.of())
        : null;
  }

  private Map<String, FailureModel.Relation> relations(YamlFields file) {
    Map<String, FailureModel.Relation> relations =
        new TreeMap<>(base == null ? Map.of() : base.relations());
    YamlFields given = file.child("relations", Set.of());
    if (file.has("relations")) {
      for (String type : given.keys()) {
        relations.put(type, relation(given.child(type, RELATION_KEYS), relations.get(type)));
      }
    } else if (base == null) {
      missing(file, "relations", "types of relations");
    }
    if (relations.size() > MOST_RELATIONS) {
      file.problem("relations", "more than " + MOST_RELATIONS + " types");
    }
    return relations;
  }

  private FailureModel.Relation relation(
      YamlFields fields, FailureModel.@Nullable Relation before) {
    return new FailureModel.Relation(
        travel(fields, before == null ? null : before.travel()),
        probability(fields, "probability", before == null ? null : before.probability()),
        millis(fields, "lag", before == null ? null : before.lagMillis(), 1));
  }

  private Travel travel(YamlFields fields, @Nullable Travel before) {
    String name = fields.text("travel");
    for (Travel travel : Travel.values()) {
      if (travel.name().toLowerCase(Locale.ROOT).equals(name)) {
        return travel;
      }
    }
    if (before == null || fields.has("travel")) {
      String allowed = "one of " + Arrays.toString(Travel.values()).toLowerCase(Locale.ROOT);
      if (name == null && !fields.has("travel")) {
        missing(fields, "travel", allowed);
      } else if (name != null) {
        fields.problem("travel", "expected " + allowed + ", found '" + name + "'");
      }
    }
    return before == null ? Travel.CONNECTION : before;
  }

  private double probability(YamlFields fields, String key, @Nullable Double before) {
    return number(fields, key, before, "a number above 0 and at most 1", p -> p > 0 && p <= 1);
  }

  private double cost(YamlFields fields, String key, @Nullable Double before) {
    return number(fields, key, before, "a cost in nats, at least 0", c -> c >= 0);
  }

  private double number(
      YamlFields fields,
      String key,
      @Nullable Double before,
      String allowed,
      DoublePredicate isAllowed) {
    Double value = fields.number(key);
    if (value != null && isAllowed.test(value)) {
      return value;
    }
    if (value != null) {
      fields.problem(key, "expected " + allowed + ", found " + value);
    } else if (before == null && !fields.has(key)) {
      missing(fields, key, allowed);
    }
    return before == null ? 1 : before;
  }

  private long millis(YamlFields fields, String key, @Nullable Long before, long least) {
    Long value = fields.millis(key);
    if (value != null && value >= least) {
      return value;
    }
    if (value != null) {
      fields.problem(key, "expected a duration of at least " + least + "ms, found " + value + "ms");
    } else if (before == null && !fields.has(key)) {
      missing(fields, key, "a duration such as 15s");
    }
    return before == null ? 1 : before;
  }

  private Map<String, Double> types(YamlFields file) {
    Map<String, Double> types = new TreeMap<>(base == null ? Map.of() : base.types().entries());
    if (!file.has("alarm-types")) {
      if (base == null) {
        missing(file, "alarm-types", "words or patterns and what they add");
      }
      return types;
    }
    YamlFields given = file.child("alarm-types", Set.of());
    for (String type : given.keys()) {
      String allowed = "a number from -" + HEAVIEST + " to " + HEAVIEST;
      types.put(type, number(given, type, 0.0, allowed, w -> Math.abs(w) <= HEAVIEST));
    }
    if (types.size() > MOST_TYPES) {
      file.problem("alarm-types", "more than " + MOST_TYPES + " words and patterns");
    }
    return types;
  }

  private Map<String, Long> intervals(YamlFields file) {
    Map<String, Long> intervals = new TreeMap<>(base == null ? Map.of() : base.intervals());
    if (file.has("intervals")) {
      YamlFields given = file.child("intervals", Set.of());
      for (String word : given.keys()) {
        if (!word.chars().allMatch(Character::isLetter)) {
          given.problem(word, "expected a word of letters");
        }
        intervals.put(word, millis(given, word, 0L, 0));
      }
      if (intervals.size() > MOST_TYPES) {
        file.problem("intervals", "more than " + MOST_TYPES + " words");
      }
    } else if (base == null) {
      missing(file, "intervals", "words of alarm types and durations");
    }
    return intervals;
  }

  private Map<String, Double> harmless(YamlFields file) {
    Map<String, Double> harmless = new TreeMap<>(base == null ? Map.of() : base.harmless());
    if (file.has("harmless")) {
      YamlFields given = file.child("harmless", Set.of());
      for (String word : given.keys()) {
        if (!word.chars().allMatch(Character::isLetter)) {
          given.problem(word, "expected a word of letters");
        }
        harmless.put(word, cost(given, word, 0.0));
      }
      if (harmless.size() > MOST_TYPES) {
        file.problem("harmless", "more than " + MOST_TYPES + " words");
      }
    } else if (base == null) {
      missing(file, "harmless", "words of alarm types and costs");
    }
    return harmless;
  }

  private static void missing(YamlFields fields, String key, String allowed) {
    fields.problem(key, "missing; expected " + allowed);
  }
}
