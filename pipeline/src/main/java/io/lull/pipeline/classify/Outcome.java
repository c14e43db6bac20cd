package io.lull.pipeline.classify;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rules have found out about one event so far; the first rule to set a field has it. */
final class Outcome {

  /** Attribute that keeps the vendor's own type where a rule gave another. */
  static final String REPORTED_TYPE = "lull.reported-type";

  private final Subject subject;
  private final EnumMap<Field, String> found = new EnumMap<>(Field.class);
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final EnumMap<Field, Boolean> overridden = new EnumMap<>(Field.class);
  private @Nullable String rules;

  Outcome(Subject subject) {
    this.subject = subject;
  }

  void add(Rule rule) {
    rules = rules == null ? rule.id() : rules + "+" + rule.id();
    for (Map.Entry<Field, List<Template>> entry : rule.set().entrySet()) {
      Field field = entry.getKey();
      if (found.containsKey(field)) {
        continue;
      }
      String value = Rule.render(entry.getValue(), subject);
      if (value != null) {
        found.put(field, value);
        overridden.put(field, rule.overrides().contains(field));
      }
    }
    rule.attributes()
        .forEach(
            (name, templates) -> {
              String value = Rule.render(templates, subject);
              if (value != null) {
                attributes.putIfAbsent(name, value);
              }
            });
  }

  /** A new event with what was found, and the defaults for the rest. */
  Event toEvent() {
    Event in = subject.event();
    String type =
        valueOr(Field.TYPE, subject.type().isEmpty() ? Defaults.type(in) : subject.type());
    Severity severity = severity(in);
    EventStatus status = status(in, severity);
    Map<String, String> merged = new HashMap<>(in.getAttributes());
    attributes.forEach(merged::putIfAbsent);
    if (!in.getType().isEmpty() && !in.getType().equals(type)) {
      merged.putIfAbsent(REPORTED_TYPE, in.getType());
    }
    return new Event(
        in.getId(),
        in.getTimeMillis(),
        in.getObservedMillis(),
        valueOr(Field.RESOURCE, in.getResource()),
        in.getReportedResource(),
        in.getResolved(),
        in.getDomain(),
        type,
        keep(Field.QUALIFIER, in.getQualifier()) ? in.getQualifier() : valueOr(Field.QUALIFIER, ""),
        severity == null ? Severity.INDETERMINATE : severity,
        status,
        valueOr(Field.MESSAGE, in.getMessage()),
        keep(Field.PEER, in.getPeer()) ? in.getPeer() : found.get(Field.PEER),
        in.getSource(),
        rules == null ? Defaults.RULE : rules,
        merged);
  }

  private String valueOr(Field field, String otherwise) {
    String value = found.get(field);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Whether what the sender said stands. */
  private boolean keep(Field field, @Nullable String said) {
    return said != null && !said.isEmpty() && !Boolean.TRUE.equals(overridden.get(field));
  }

  private @Nullable Severity severity(Event in) {
    Severity said = in.getSeverity();
    if (said != null && !Boolean.TRUE.equals(overridden.get(Field.SEVERITY))) {
      return said;
    }
    Severity ruled = Names.severity(found.get(Field.SEVERITY));
    if (ruled != null) {
      return ruled;
    }
    return said != null ? said : Defaults.severity(in);
  }

  private EventStatus status(Event in, @Nullable Severity severity) {
    EventStatus said = in.getStatus();
    if (said != EventStatus.UNKNOWN && !Boolean.TRUE.equals(overridden.get(Field.STATUS))) {
      return said;
    }
    EventStatus ruled = Names.status(found.get(Field.STATUS));
    if (ruled != null) {
      return ruled;
    }
    return said != EventStatus.UNKNOWN ? said : Defaults.status(in, severity);
  }
}
