package io.lull.pipeline.classify;

import io.lull.schema.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text with references: {@code ${group}}, {@code ${attribute:NAME}}, {@code ${oid:PREFIX}} (value
 * of the first variable binding below an OID), {@code ${index:PREFIX}} (what follows the prefix in
 * its key), {@code ${event:FIELD}}. Several sources with commas: the first that has a value. Then
 * filters ({@code |table}, {@code |lower}, {@code |upper}, {@code |port}, {@code |interface}) and a
 * default ({@code :-text}). {@code $$} is a dollar sign.
 */
final class Template {

  private static final Set<String> FIELDS =
      Set.of("type", "message", "resource", "source", "qualifier", "peer");
  private static final Set<String> FUNCTIONS = Set.of("lower", "upper", "port", "interface");

  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = parts;
  }

  private interface Part {
    @Nullable String value(Subject subject);
  }

  private record Text(String text) implements Part {
    @Override
    public String value(Subject subject) {
      return text;
    }
  }

  private enum Kind {
    GROUP,
    ATTRIBUTE,
    OID,
    INDEX,
    EVENT
  }

  private record Source(Kind kind, String name) {
    @Nullable String value(Subject subject) {
      Map<String, String> attributes = subject.event().getAttributes();
      return switch (kind) {
        case GROUP -> subject.captured().get(name);
        case ATTRIBUTE -> attributes.get(name);
        case EVENT -> field(subject, name);
        case OID -> {
          String key = subject.keyBelow(name);
          yield key == null ? null : attributes.get(key);
        }
        case INDEX -> {
          String key = subject.keyBelow(name);
          yield key == null || key.equals(name) ? null : key.substring(name.length() + 1);
        }
      };
    }
  }

  private static @Nullable String field(Subject subject, String name) {
    Event event = subject.event();
    return switch (name) {
      case "type" -> subject.type();
      case "message" -> subject.message();
      case "resource" -> event.getResource();
      case "source" -> event.getSource();
      case "qualifier" -> event.getQualifier();
      default -> event.getPeer();
    };
  }

  private record Filter(String name, @Nullable Map<String, String> table) {
    @Nullable String apply(String value) {
      if (table != null) {
        return table.get(value.toLowerCase(Locale.ROOT));
      }
      return switch (name) {
        case "lower" -> value.toLowerCase(Locale.ROOT);
        case "upper" -> value.toUpperCase(Locale.ROOT);
        case "port" -> InterfaceNames.port(value);
        default -> InterfaceNames.expand(value);
      };
    }
  }

  private record Reference(List<Source> sources, List<Filter> filters, @Nullable String otherwise)
      implements Part {
    @Override
    public @Nullable String value(Subject subject) {
      for (int i = 0; i < sources.size(); i++) {
        String value = sources.get(i).value(subject);
        for (int j = 0; j < filters.size() && value != null; j++) {
          value = filters.get(j).apply(value);
        }
        if (value != null && !value.isBlank()) {
          return value.strip();
        }
      }
      return otherwise;
    }
  }

  /** The text for an event, or null where a reference has no value. */
  @Nullable String render(Subject subject) {
    if (parts.size() == 1) {
      return parts.get(0).value(subject);
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      String value = part.value(subject);
      if (value == null) {
        return null;
      }
      text.append(value);
    }
    return text.toString();
  }

  /** The values this can take, as far as they are known before it is used; see {@code open}. */
  record Range(Set<String> values, boolean open) {}

  /** The texts it can become, where it is a constant or ends in a table. */
  Range range() {
    if (parts.isEmpty()) {
      return new Range(Set.of(""), false);
    }
    if (parts.size() == 1 && parts.get(0) instanceof Text text) {
      return new Range(Set.of(text.text()), false);
    }
    if (parts.size() == 1 && parts.get(0) instanceof Reference reference) {
      int last = reference.filters().size() - 1;
      Map<String, String> table = last < 0 ? null : reference.filters().get(last).table();
      Set<String> values = new java.util.LinkedHashSet<>();
      if (table != null) {
        values.addAll(table.values());
      }
      if (reference.otherwise() != null) {
        values.add(reference.otherwise());
      }
      return new Range(values, table == null);
    }
    return new Range(Set.of(), true);
  }

  /**
   * Reads a template.
   *
   * @param groups names of the groups that the rule captures
   * @param tables look-up tables by name, their keys in lower case
   * @throws IllegalArgumentException with the reason, for people
   */
  static Template of(String text, Set<String> groups, Map<String, Map<String, String>> tables) {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '$' && text.startsWith("{", at + 1)) {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw new IllegalArgumentException("'${' without '}'");
        }
        addText(parts, plain);
        parts.add(reference(text.substring(at + 2, end), groups, tables));
        at = end + 1;
      } else {
        plain.append(c);
        at += c == '$' && text.startsWith("$", at + 1) ? 2 : 1;
      }
    }
    addText(parts, plain);
    if (parts.isEmpty()) {
      parts.add(new Text(""));
    }
    return new Template(List.copyOf(parts));
  }

  private static void addText(List<Part> parts, StringBuilder plain) {
    if (plain.length() > 0) {
      parts.add(new Text(plain.toString()));
      plain.setLength(0);
    }
  }

  private static Reference reference(
      String body, Set<String> groups, Map<String, Map<String, String>> tables) {
    int dash = body.lastIndexOf(":-");
    String otherwise = dash < 0 ? null : body.substring(dash + 2);
    String[] piped = (dash < 0 ? body : body.substring(0, dash)).split("\\|", -1);
    List<Source> sources = new ArrayList<>();
    for (String source : piped[0].split(",", -1)) {
      sources.add(source(source.strip(), groups));
    }
    List<Filter> filters = new ArrayList<>();
    for (int i = 1; i < piped.length; i++) {
      String name = piped[i].strip();
      Map<String, String> table = tables.get(name);
      if (table == null && !FUNCTIONS.contains(name)) {
        throw new IllegalArgumentException(
            "no table or filter '%s'; expected one of %s or a table of %s"
                .formatted(name, sorted(FUNCTIONS), sorted(tables.keySet())));
      }
      filters.add(new Filter(name, table));
    }
    return new Reference(List.copyOf(sources), List.copyOf(filters), otherwise);
  }

  private static Source source(String text, Set<String> groups) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      if (!groups.contains(text)) {
        throw new IllegalArgumentException(
            "no group '%s' in the patterns of the rule; they have %s"
                .formatted(text, groups.isEmpty() ? "none" : sorted(groups)));
      }
      return new Source(Kind.GROUP, text);
    }
    String name = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "attribute" -> new Source(Kind.ATTRIBUTE, name);
      case "oid" -> new Source(Kind.OID, name);
      case "index" -> new Source(Kind.INDEX, name);
      case "event" -> {
        if (!FIELDS.contains(name)) {
          throw new IllegalArgumentException(
              "no event field '%s'; expected one of %s".formatted(name, sorted(FIELDS)));
        }
        yield new Source(Kind.EVENT, name);
      }
      default ->
          throw new IllegalArgumentException(
              "'%s' refers to nothing; expected a group, attribute:NAME, oid:PREFIX, index:PREFIX"
                      .formatted(text)
                  + " or event:FIELD");
    };
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
