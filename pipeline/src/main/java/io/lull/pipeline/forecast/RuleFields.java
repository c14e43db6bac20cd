package io.lull.pipeline.forecast;

import io.lull.pipeline.model.Glob;
import io.lull.pipeline.yaml.YamlFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What limits and objectives have in common as text. */
final class RuleFields {
  private RuleFields() {}

  static String required(YamlFields fields, String key) {
    String text = fields.text(key);
    if (text == null || text.isBlank()) {
      fields.problem(key, "is missing");
      return "";
    }
    return text;
  }

  static boolean enabled(YamlFields fields) {
    return !fields.has("enabled") || fields.flag("enabled");
  }

  static @Nullable Glob resource(YamlFields fields) {
    String pattern = fields.text("resource");
    return pattern == null ? null : new Glob(pattern);
  }

  static Map<String, Glob> labels(YamlFields fields) {
    Map<String, Glob> labels = new LinkedHashMap<>();
    if (fields.has("labels")) {
      YamlFields given = fields.child("labels", Set.of());
      for (String name : given.keys()) {
        String pattern = given.text(name);
        labels.put(name, new Glob(pattern == null ? "" : pattern));
      }
    }
    return labels;
  }
}
