package io.lull.pipeline.classify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one attribute.
 *
 * @param key its name, or with {@code below} an OID that its name starts with
 * @param below whether {@code key} also matches variable bindings below it
 * @param present whether the attribute must be there; false: must not
 * @param values texts and ranges of which one must hold; empty: any value
 * @param pattern what it must contain, or null
 */
record AttributeMatch(
    String key,
    boolean below,
    boolean present,
    List<Value> values,
    @Nullable BoundedPattern pattern) {

  /** A text, or an inclusive range of numbers. */
  record Value(String text, double least, double most, boolean range) {

    static Value text(String text) {
      return new Value(text, 0, 0, false);
    }

    static Value range(double least, double most) {
      return new Value("", least, most, true);
    }

    boolean matches(String value) {
      if (!range) {
        return text.equals(value);
      }
      try {
        double number = Double.parseDouble(value);
        return number >= least && number <= most;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  boolean matches(Subject subject) {
    var attributes = subject.event().getAttributes();
    String name = below ? subject.keyBelow(key) : key;
    String value = name == null ? null : attributes.get(name);
    if (value == null || !present) {
      return value == null && !present;
    }
    if (!values.isEmpty() && !isOneOfValues(value)) {
      return false;
    }
    if (pattern == null) {
      return true;
    }
    String text =
        value.length() > Subject.MAX_MESSAGE ? value.substring(0, Subject.MAX_MESSAGE) : value;
    return !text.isEmpty() && subject.find(pattern, text);
  }

  private boolean isOneOfValues(String value) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).matches(value)) {
        return true;
      }
    }
    return false;
  }
}
