package io.lull.pipeline.classify;

import io.lull.pipeline.classify.AttributeMatch.Value;
import io.lull.pipeline.yaml.YamlFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code match} of a rule. */
final class MatchReader {

  private static final Set<String> KEYS =
      Set.of("source", "type", "message", "resource", "attributes", "oids");
  private static final Set<String> CONDITION_KEYS = Set.of("regex", "is", "present");
  private static final Pattern RANGE =
      Pattern.compile("(-?\\d{1,15}(?:\\.\\d{1,6})?)\\.\\.(-?\\d{1,15}(?:\\.\\d{1,6})?)");

  private final Set<String> groups = new HashSet<>();

  /** Names of the groups that the patterns read so far capture. */
  Set<String> groups() {
    return groups;
  }

  RuleMatch read(YamlFields rule) {
    YamlFields match = rule.child("match", KEYS);
    if (rule.has("match") && match.keys().isEmpty()) {
      rule.problem("match", "matches everything; expected at least one of " + sorted(KEYS));
    }
    List<AttributeMatch> attributes = new ArrayList<>();
    YamlFields byName = match.child("attributes", Set.of());
    byName.keys().forEach(key -> attributes.add(attribute(byName, key, false)));
    YamlFields byOid = match.child("oids", Set.of());
    byOid.keys().forEach(key -> attributes.add(attribute(byOid, key, true)));
    return new RuleMatch(
        Set.copyOf(match.texts("source")),
        globs(match.texts("type")),
        globs(match.texts("resource")),
        pattern(match, "message"),
        List.copyOf(attributes));
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static List<Glob> globs(List<String> texts) {
    return texts.stream().map(Glob::of).toList();
  }

  private @Nullable BoundedPattern pattern(YamlFields fields, String key) {
    String regex = fields.text(key);
    if (regex == null) {
      return null;
    }
    try {
      BoundedPattern pattern = BoundedPattern.of(regex);
      groups.addAll(pattern.groups());
      return pattern;
    } catch (RegexShape.RefusedException e) {
      fields.problem(key, String.valueOf(e.getMessage()));
      // The groups it names are not the next mistake to report.
      Matcher names = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>").matcher(regex);
      while (names.find()) {
        groups.add(names.group(1));
      }
      return null;
    }
  }

  private AttributeMatch attribute(YamlFields attributes, String key, boolean below) {
    Node node = attributes.node(key);
    if (!(node instanceof MappingNode)) {
      return new AttributeMatch(key, below, true, values(attributes.texts(key)), null);
    }
    YamlFields condition = attributes.child(key, CONDITION_KEYS);
    boolean present = !condition.has("present") || condition.flag("present");
    if (!present && condition.keys().size() > 1) {
      condition.problem("present", "false leaves nothing to compare; expected it alone");
    }
    return new AttributeMatch(
        key, below, present, values(condition.texts("is")), pattern(condition, "regex"));
  }

  private static List<Value> values(List<String> texts) {
    return texts.stream().map(MatchReader::value).toList();
  }

  private static Value value(String text) {
    Matcher range = RANGE.matcher(text);
    return range.matches()
        ? Value.range(Double.parseDouble(range.group(1)), Double.parseDouble(range.group(2)))
        : Value.text(text);
  }
}
