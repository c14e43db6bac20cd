package io.lull.pipeline.model;

import java.util.Map;
import java.util.TreeMap;

/** The name of a series within its resource. */
public final class SeriesName {
  private SeriesName() {}

  /** {@code name{a="b",c="d"}}, labels sorted. */
  public static String of(String metric, Map<String, String> labels) {
    if (labels.isEmpty()) {
      return metric;
    }
    StringBuilder text = new StringBuilder(metric).append('{');
    new TreeMap<>(labels)
        .forEach(
            (name, value) ->
                text.append(name)
                    .append("=\"")
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\","));
    text.setCharAt(text.length() - 1, '}');
    return text.toString();
  }

  /** The metric of a series named by {@link #of}. */
  public static String metric(String series) {
    int labels = series.endsWith("}") ? series.indexOf('{') : -1;
    return labels < 0 ? series : series.substring(0, labels);
  }
}
