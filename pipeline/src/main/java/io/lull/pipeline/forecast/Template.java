package io.lull.pipeline.forecast;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders in braces: {@code {metric}} and {@code {label.path}}. */
record Template(String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final String LABEL = "label.";
  private static final String METRIC = "metric";

  /** The placeholders that are not known. */
  List<String> unknown() {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !name.equals(METRIC) && !name.startsWith(LABEL))
        .toList();
  }

  String fill(String metric, Map<String, String> labels) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> {
              String name = match.group(1);
              return Matcher.quoteReplacement(
                  name.equals(METRIC)
                      ? metric
                      : labels.getOrDefault(name.substring(LABEL.length()), ""));
            });
  }
}
