package io.lull.job.config;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One option of {@code lull.yaml}: the only place where its key, type, default, meaning and bounds
 * are written down.
 *
 * @param key dotted path in the file, such as {@code time.idleness}
 * @param type how a value is read and written
 * @param defaultValue what holds where the file says nothing
 * @param description what it does, for the documentation page
 * @param constraint what is allowed beyond the type, in words; null: every value of the type
 * @param check the test behind {@code constraint}
 */
public record Option<T>(
    String key,
    OptionType<T> type,
    T defaultValue,
    String description,
    @Nullable String constraint,
    Predicate<T> check) {

  public static <T> Option<T> of(
      String key, OptionType<T> type, T defaultValue, String description) {
    return new Option<>(key, type, defaultValue, description, null, value -> true);
  }

  /** The same option, with bounds: {@code allowed} completes the sentence "allowed is …". */
  public Option<T> where(String allowed, Predicate<T> predicate) {
    return new Option<>(key, type, defaultValue, description, allowed, predicate);
  }

  /** What may be written, for error messages and the documentation. */
  public String allowed() {
    return constraint == null ? type.allowed() : constraint;
  }

  /** Reads and checks a value; null when a problem was reported. */
  @Nullable T read(ConfigNode node, Problems problems) {
    T value = type.read(node, key, problems);
    if (value == null) {
      return null;
    }
    if (!check.test(value)) {
      problems.add(node.line(), key, node.text(), allowed());
      return null;
    }
    return value;
  }

  /** The default as it is written in the file. */
  public String renderedDefault() {
    return type.render(defaultValue);
  }
}
