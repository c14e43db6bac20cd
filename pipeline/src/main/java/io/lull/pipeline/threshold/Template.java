package io.lull.pipeline.threshold;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders in braces, such as {@code {value}} and {@code {label.path}}. */
record Template(String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final List<String> NAMES =
      List.of("resource", "metric", "series", "value", "threshold", "op", "for");

  /** The placeholders that are not known. */
  List<String> unknown() {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !NAMES.contains(name) && !name.startsWith("label."))
        .toList();
  }

  static String allowed() {
    return NAMES + " or label.NAME";
  }

  String fill(Function<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(values.apply(match.group(1))));
  }
}
