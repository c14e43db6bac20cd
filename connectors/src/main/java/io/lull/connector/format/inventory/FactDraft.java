package io.lull.connector.format.inventory;

import io.lull.connector.format.Limits;
import io.lull.connector.format.Text;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import io.lull.schema.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A fact while a decoder puts it together; keeps to the limits and cleans the text. */
final class FactDraft {
  private static final int MAX_ATTRIBUTES = 128;
  private static final int MAX_IDENTIFIERS = 256;
  private static final int MAX_RELATIONS = 4096;
  private static final int MAX_IDENTIFIER_CHARS = 512;

  private final Limits limits;
  private final String source;
  private final String subject;
  private final List<Identifier> identifiers = new ArrayList<>();
  private final Map<String, String> attributes = new TreeMap<>();
  private final List<FactRelation> relations = new ArrayList<>();
  private ChangeOp op = ChangeOp.UPSERT;
  private String type = "";
  private String name = "";

  FactDraft(String source, String subject, Limits limits) {
    this.limits = limits;
    this.source = source;
    this.subject = Text.clean(subject, MAX_IDENTIFIER_CHARS);
  }

  FactDraft gone() {
    op = ChangeOp.DELETE;
    return this;
  }

  FactDraft type(String value) {
    type = Text.clean(value, MAX_IDENTIFIER_CHARS);
    return this;
  }

  FactDraft name(@Nullable String value) {
    name = value == null ? "" : Text.clean(value, MAX_IDENTIFIER_CHARS).strip();
    return this;
  }

  FactDraft id(String kind, @Nullable String value) {
    return id(kind, value, "");
  }

  FactDraft id(String kind, @Nullable String value, String scope) {
    Identifier identifier = identifier(kind, value, scope);
    if (identifier != null
        && identifiers.size() < MAX_IDENTIFIERS
        && !identifiers.contains(identifier)) {
      identifiers.add(identifier);
    }
    return this;
  }

  FactDraft attribute(String key, @Nullable String value) {
    if (value != null && !value.isBlank() && !key.isBlank() && attributes.size() < MAX_ATTRIBUTES) {
      attributes.put(
          Text.clean(key, MAX_IDENTIFIER_CHARS), Text.clean(value, limits.maxStringChars()));
    }
    return this;
  }

  /** A relation of the subject. */
  FactDraft to(String relation, List<Identifier> other, Map<String, String> with) {
    return relation(relation, List.of(), other, with);
  }

  FactDraft relation(
      String relation, List<Identifier> from, List<Identifier> to, Map<String, String> with) {
    if (!(from.isEmpty() && to.isEmpty()) && relations.size() < MAX_RELATIONS) {
      relations.add(new FactRelation(relation, from, to, new TreeMap<>(with)));
    }
    return this;
  }

  static @Nullable Identifier identifier(String kind, @Nullable String value, String scope) {
    if (value == null || value.isBlank() || value.length() > MAX_IDENTIFIER_CHARS) {
      return null;
    }
    return new Identifier(kind, Text.clean(value.strip(), MAX_IDENTIFIER_CHARS), scope);
  }

  /** Identifiers of another CI: kind and value alternate; those without a value are left out. */
  static List<Identifier> reference(@Nullable String... kindsAndValues) {
    List<Identifier> reference = new ArrayList<>();
    for (int i = 0; i + 1 < kindsAndValues.length; i += 2) {
      Identifier identifier =
          identifier(String.valueOf(kindsAndValues[i]), kindsAndValues[i + 1], "");
      if (identifier != null) {
        reference.add(identifier);
      }
    }
    return reference;
  }

  boolean saysNothing() {
    return op == ChangeOp.UPSERT && identifiers.isEmpty() && relations.isEmpty();
  }

  Fact build(FactWriter.Context context) {
    return new Fact(
        source,
        subject,
        context.timeMillis(),
        op,
        type,
        name,
        identifiers,
        attributes,
        relations,
        null,
        context.origin());
  }
}
