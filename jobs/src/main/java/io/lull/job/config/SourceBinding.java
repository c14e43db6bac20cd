package io.lull.job.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Says which wire format the records of some Kafka topics have.
 *
 * @param topic name of the topic; null where {@code pattern} is set
 * @param pattern regular expression that whole topic names match; null where {@code topic} is set
 * @param format name of the decoder
 */
public record SourceBinding(@Nullable String topic, @Nullable String pattern, String format)
    implements Serializable {

  /** A list of bindings; the first that matches a topic holds. */
  public static final OptionType<List<SourceBinding>> LIST = Lists.of(new BindingType());

  public SourceBinding {
    if ((topic == null) == (pattern == null)) {
      throw new IllegalArgumentException("exactly one of topic and pattern");
    }
  }

  public static SourceBinding topic(String topic, String format) {
    return new SourceBinding(topic, null, format);
  }

  public static SourceBinding pattern(String pattern, String format) {
    return new SourceBinding(null, pattern, format);
  }

  public boolean matches(String name) {
    return topic != null ? topic.equals(name) : pattern != null && Pattern.matches(pattern, name);
  }

  private static final class BindingType implements OptionType<SourceBinding> {
    @Override
    public String name() {
      return "binding";
    }

    @Override
    public String allowed() {
      return "{topic: NAME, format: FORMAT} or {pattern: REGEX, format: FORMAT}";
    }

    @Override
    public @Nullable SourceBinding read(ConfigNode node, String key, Problems problems) {
      Map<String, ConfigNode> fields = new LinkedHashMap<>();
      boolean sound = node.isMapping();
      for (ConfigNode.Entry entry : node.entries()) {
        sound &= List.of("topic", "pattern", "format").contains(entry.key());
        sound &= entry.value().scalar() != null && fields.put(entry.key(), entry.value()) == null;
      }
      ConfigNode format = fields.get("format");
      if (!sound || format == null || fields.size() != 2) {
        problems.add(node.line(), key, describe(node), allowed());
        return null;
      }
      String topic = scalar(fields.get("topic"));
      String pattern = scalar(fields.get("pattern"));
      boolean known = checkFormat(format, key, problems);
      boolean compiles = pattern == null || checkPattern(fields.get("pattern"), key, problems);
      return known && compiles ? new SourceBinding(topic, pattern, format.text()) : null;
    }

    private static boolean checkFormat(ConfigNode format, String key, Problems problems) {
      if (Formats.isKnown(format.text())) {
        return true;
      }
      String guess = DidYouMean.of(format.text(), Formats.names());
      problems.add(
          format.line(),
          key + ".format",
          format.text(),
          "one of "
              + String.join(", ", new TreeSet<>(Formats.names()))
              + (guess == null ? "" : "; did you mean " + guess + "?"));
      return false;
    }

    private static boolean checkPattern(
        @Nullable ConfigNode pattern, String key, Problems problems) {
      if (pattern == null) {
        return true;
      }
      try {
        Pattern.compile(pattern.text());
        return true;
      } catch (PatternSyntaxException e) {
        problems.add(
            pattern.line(),
            key + ".pattern",
            pattern.text(),
            "a regular expression: " + e.getDescription() + " at " + e.getIndex());
        return false;
      }
    }

    private static @Nullable String scalar(@Nullable ConfigNode node) {
      return node == null ? null : node.scalar();
    }

    private static String describe(ConfigNode node) {
      List<String> fields = new ArrayList<>();
      node.entries().forEach(e -> fields.add(e.key() + ": " + e.value().text()));
      return fields.isEmpty() ? node.text() : "{" + String.join(", ", fields) + "}";
    }

    @Override
    public String render(SourceBinding binding) {
      String topic = binding.topic();
      String pattern = binding.pattern();
      String name =
          topic != null
              ? "topic: " + Types.quote(topic)
              : "pattern: " + Types.quote(pattern == null ? "" : pattern);
      return "{" + name + ", format: " + Types.quote(binding.format()) + "}";
    }
  }
}
