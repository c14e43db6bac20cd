package io.lull.pipeline.threshold;

import io.lull.schema.Sample;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a rule says of one sample: its templates filled. */
record RuleText(ThresholdRule rule, String resource, Sample sample, String series, double value) {

  /** The series where the rule says nothing else, so that each has its own alarm. */
  String qualifier() {
    Template template = rule.qualifier();
    return template == null ? series : template.fill(this::placeholder);
  }

  String message() {
    return rule.message().fill(this::placeholder);
  }

  Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("metric", sample.getMetric());
    attributes.put("value", ThresholdEvents.number(value));
    attributes.put("threshold", rule.op().sign + ' ' + ThresholdEvents.number(rule.value()));
    new TreeMap<>(sample.getLabels()).forEach((k, v) -> attributes.put("label." + k, v));
    return attributes;
  }

  private String placeholder(String name) {
    return switch (name) {
      case "resource" -> resource;
      case "metric" -> sample.getMetric();
      case "series" -> series;
      case "value" -> ThresholdEvents.number(value);
      case "threshold" -> ThresholdEvents.number(rule.value());
      case "op" -> rule.op().sign;
      case "for" -> rule.forMillis() / 1000 + "s";
      default -> sample.getLabels().getOrDefault(name.substring("label.".length()), "");
    };
  }
}
