package io.lull.job.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of options whose values are lists or mappings. */
public final class Lists {
  /** Text to text. */
  public static final OptionType<Map<String, String>> STRING_MAP = new StringMap();

  private Lists() {}

  /** A list of scalars. */
  public static <T> OptionType<List<T>> of(OptionType<T> item) {
    return new ListType<>(item);
  }

  private record ListType<T>(OptionType<T> item) implements OptionType<List<T>> {
    @Override
    public String name() {
      return "list of " + item.name();
    }

    @Override
    public String allowed() {
      return "a list, each item " + item.allowed();
    }

    @Override
    public @Nullable List<T> read(ConfigNode node, String key, Problems problems) {
      if (!node.isSequence()) {
        problems.add(node.line(), key, node.text(), allowed());
        return null;
      }
      List<T> values = new ArrayList<>();
      List<ConfigNode> items = node.items();
      for (int i = 0; i < items.size(); i++) {
        T value = item.read(items.get(i), key + "[" + i + "]", problems);
        if (value != null) {
          values.add(value);
        }
      }
      return values.size() == items.size() ? List.copyOf(values) : null;
    }

    @Override
    public String render(List<T> values) {
      if (values.isEmpty()) {
        return "[]";
      }
      StringBuilder out = new StringBuilder();
      values.forEach(value -> out.append("\n  - ").append(item.render(value)));
      return out.toString();
    }
  }

  private static final class StringMap implements OptionType<Map<String, String>> {
    @Override
    public String name() {
      return "map";
    }

    @Override
    public String allowed() {
      return "a mapping of names to text";
    }

    @Override
    public @Nullable Map<String, String> read(ConfigNode node, String key, Problems problems) {
      if (!node.isMapping()) {
        problems.add(node.line(), key, node.text(), allowed());
        return null;
      }
      Map<String, String> values = new LinkedHashMap<>();
      boolean sound = true;
      for (ConfigNode.Entry entry : node.entries()) {
        String value = entry.value().scalar();
        if (value == null || values.putIfAbsent(entry.key(), value) != null) {
          problems.add(
              entry.keyNode().line(), key + "." + entry.key(), entry.value().text(), "text, once");
          sound = false;
        }
      }
      return sound ? values : null;
    }

    @Override
    public String render(Map<String, String> values) {
      if (values.isEmpty()) {
        return "{}";
      }
      StringBuilder out = new StringBuilder();
      values.forEach(
          (name, value) ->
              out.append("\n  ").append(Types.quote(name)).append(": ").append(Types.quote(value)));
      return out.toString();
    }
  }
}
