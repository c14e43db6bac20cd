package io.lull.pipeline.classify;

import io.lull.pipeline.yaml.YamlFields;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads one rule of a file; problems are gathered, and the rule is then not to be used. */
final class RuleReader {

  private static final Set<String> KEYS =
      Set.of("id", "match", "set", "override", "continue", "examples");
  private static final Set<String> FIELD_KEYS =
      Stream.of(Field.values()).map(Field::key).collect(Collectors.toUnmodifiableSet());
  private static final Set<String> SET_KEYS = with(FIELD_KEYS, "attributes");
  private static final Set<String> EXAMPLE_KEYS =
      with(FIELD_KEYS, "attributes", "source", "expect");
  private static final Set<String> EXPECT_KEYS = SET_KEYS;

  private final YamlFields.Problems problems;
  private final Map<String, Map<String, String>> tables;

  RuleReader(YamlFields.Problems problems, Map<String, Map<String, String>> tables) {
    this.problems = problems;
    this.tables = tables;
  }

  private static Set<String> with(Set<String> keys, String... more) {
    return Stream.concat(keys.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }

  Rule read(Node node) {
    problems.inRule(idOf(node));
    YamlFields fields = YamlFields.of(problems, "", node, KEYS);
    String id = fields.text("id");
    if (id == null || id.isBlank()) {
      problems.add(fields.line("id"), "id", "missing; expected an id, unique in the file");
    }
    if (!fields.has("match")) {
      problems.add(fields.line(), "match", "missing; expected when the rule applies");
    }
    MatchReader matches = new MatchReader();
    RuleMatch match = matches.read(fields);
    YamlFields set = fields.child("set", SET_KEYS);
    if (set.keys().isEmpty()) {
      problems.add(fields.line("set"), "set", "missing; expected one of " + SET_KEYS);
    }
    Rule rule =
        new Rule(
            id == null ? "" : id,
            fields.line(),
            match,
            fields(set, matches.groups()),
            attributes(set, matches.groups()),
            overrides(fields),
            fields.flag("continue"),
            examples(fields));
    problems.inRule("");
    return rule;
  }

  private static String idOf(Node node) {
    YamlFields quiet = YamlFields.of(new YamlFields.Problems(""), "", node, Set.of());
    return quiet.node("id") instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  private Map<Field, List<Template>> fields(YamlFields set, Set<String> groups) {
    Map<Field, List<Template>> templates = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      if (set.has(field.key())) {
        List<Template> list = templates(set, field.key(), groups);
        templates.put(field, list);
        checkNames(set, field, list);
      }
    }
    return templates;
  }

  private Map<String, List<Template>> attributes(YamlFields set, Set<String> groups) {
    YamlFields attributes = set.child("attributes", Set.of());
    Map<String, List<Template>> templates = new LinkedHashMap<>();
    attributes.keys().forEach(key -> templates.put(key, templates(attributes, key, groups)));
    return templates;
  }

  private List<Template> templates(YamlFields set, String key, Set<String> groups) {
    List<Template> templates = new ArrayList<>();
    for (String text : set.texts(key)) {
      try {
        templates.add(Template.of(text, groups, tables));
      } catch (IllegalArgumentException e) {
        set.problem(key, String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(templates);
  }

  /** Status and severity have fixed names; a template that can become another is refused. */
  private static void checkNames(YamlFields set, Field field, List<Template> templates) {
    if (field != Field.STATUS && field != Field.SEVERITY) {
      return;
    }
    List<String> names = field == Field.STATUS ? Names.statuses() : Names.severities();
    for (Template template : templates) {
      Template.Range range = template.range();
      for (String value : range.values()) {
        if (!names.contains(value)) {
          set.problem(field.key(), "'" + value + "' is no name; expected one of " + names);
        }
      }
      if (range.open()) {
        set.problem(
            field.key(), "can become anything; expected a look-up in a table, or one of " + names);
      }
    }
  }

  private static Set<Field> overrides(YamlFields rule) {
    List<String> texts = rule.texts("override");
    if (texts.equals(List.of("true"))) {
      return EnumSet.allOf(Field.class);
    }
    Set<Field> fields = EnumSet.noneOf(Field.class);
    for (String text : texts) {
      if (FIELD_KEYS.contains(text)) {
        fields.add(Field.valueOf(text.toUpperCase(Locale.ROOT)));
      } else if (!text.equals("false")) {
        rule.problem(
            "override",
            "'" + text + "' is no field; expected true, false or some of " + FIELD_KEYS);
      }
    }
    return fields;
  }

  private List<Example> examples(YamlFields rule) {
    List<Example> examples = new ArrayList<>();
    for (Node node : rule.list("examples")) {
      YamlFields fields = YamlFields.of(problems, "examples", node, EXAMPLE_KEYS);
      YamlFields expect = fields.child("expect", EXPECT_KEYS);
      Map<String, String> expected = new LinkedHashMap<>();
      for (Field field : Field.values()) {
        String text = expect.text(field.key());
        if (text != null) {
          expected.put(field.key(), text);
        }
      }
      texts(expect.child("attributes", Set.of()))
          .forEach((key, value) -> expected.put("attributes." + key, value));
      examples.add(new Example(fields.line(), event(fields), expected));
    }
    return List.copyOf(examples);
  }

  private static Map<String, String> texts(YamlFields fields) {
    Map<String, String> texts = new HashMap<>();
    for (String key : fields.keys()) {
      String text = fields.text(key);
      if (text != null) {
        texts.put(key, text);
      }
    }
    return texts;
  }

  private static Event event(YamlFields fields) {
    Severity severity = Names.severity(fields.text("severity"));
    EventStatus status = Names.status(fields.text("status"));
    if (fields.has("severity") && severity == null) {
      fields.problem("severity", "expected one of " + Names.severities());
    }
    if (fields.has("status") && status == null) {
      fields.problem("status", "expected one of " + Names.statuses());
    }
    return Event.newBuilder()
        .setId("example")
        .setTimeMillis(0)
        .setObservedMillis(0)
        .setResource(or(fields.text("resource"), "example"))
        .setSource(or(fields.text("source"), "syslog"))
        .setType(or(fields.text("type"), ""))
        .setMessage(or(fields.text("message"), ""))
        .setQualifier(or(fields.text("qualifier"), ""))
        .setPeer(fields.text("peer"))
        .setSeverity(severity)
        .setStatus(status == null ? EventStatus.UNKNOWN : status)
        .setAttributes(texts(fields.child("attributes", Set.of())))
        .build();
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
