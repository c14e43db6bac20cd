package io.lull.pipeline.classify;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rules have found out about one event so far; the first rule to set a field has it. */
final class Outcome {

  /** Attribute that keeps the vendor's own type where a rule gave another. */
  static final String REPORTED_TYPE = "lull.reported-type";

  private static final Field[] FIELDS = Field.values();

  /** Attributes that a rule adds, mostly; so many fit without a larger table. */
  private static final int MORE_ATTRIBUTES = 6;

  private final Subject subject;
  private final @Nullable String[] found = new String[FIELDS.length];
  private final boolean[] overridden = new boolean[FIELDS.length];
  private final Map<String, String> attributes;
  private @Nullable String rules;

  Outcome(Subject subject) {
    this.subject = subject;
    Map<String, String> said = subject.event().getAttributes();
    this.attributes = new HashMap<>((said.size() + MORE_ATTRIBUTES) * 4 / 3 + 1);
    attributes.putAll(said);
  }

  void add(Rule rule) {
    rules = rules == null ? rule.id() : rules + "+" + rule.id();
    for (Field field : FIELDS) {
      List<Template> templates = rule.set().get(field);
      if (templates == null || found[field.ordinal()] != null) {
        continue;
      }
      String value = Rule.render(templates, subject);
      if (value != null) {
        found[field.ordinal()] = value;
        overridden[field.ordinal()] = rule.overrides().contains(field);
      }
    }
    for (Map.Entry<String, List<Template>> entry : rule.attributes().entrySet()) {
      String value = Rule.render(entry.getValue(), subject);
      if (value != null) {
        attributes.putIfAbsent(entry.getKey(), value);
      }
    }
  }

  /** A new event with what was found, and the defaults for the rest. */
  Event toEvent() {
    Event in = subject.event();
    String type =
        valueOr(Field.TYPE, subject.type().isEmpty() ? Defaults.type(in) : subject.type());
    Severity severity = severity(in);
    EventStatus status = status(in, severity);
    if (!in.getType().isEmpty() && !in.getType().equals(type)) {
      attributes.putIfAbsent(REPORTED_TYPE, in.getType());
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
        keep(Field.PEER, in.getPeer()) ? in.getPeer() : found(Field.PEER),
        in.getSource(),
        rules == null ? Defaults.RULE : rules,
        attributes);
  }

  private @Nullable String found(Field field) {
    return found[field.ordinal()];
  }

  private boolean isOverridden(Field field) {
    return overridden[field.ordinal()];
  }

  private String valueOr(Field field, String otherwise) {
    String value = found(field);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Whether what the sender said stands. */
  private boolean keep(Field field, @Nullable String said) {
    return said != null && !said.isEmpty() && !isOverridden(field);
  }

  private @Nullable Severity severity(Event in) {
    Severity said = in.getSeverity();
    if (said != null && !isOverridden(Field.SEVERITY)) {
      return said;
    }
    Severity ruled = Names.severity(found(Field.SEVERITY));
    if (ruled != null) {
      return ruled;
    }
    return said != null ? said : Defaults.severity(in);
  }

  private EventStatus status(Event in, @Nullable Severity severity) {
    EventStatus said = in.getStatus();
    if (said != EventStatus.UNKNOWN && !isOverridden(Field.STATUS)) {
      return said;
    }
    EventStatus ruled = Names.status(found(Field.STATUS));
    if (ruled != null) {
      return ruled;
    }
    return said != EventStatus.UNKNOWN ? said : Defaults.status(in, severity);
  }
}
