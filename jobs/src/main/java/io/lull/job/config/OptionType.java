package io.lull.job.config;

import org.jspecify.annotations.Nullable;

/** How values of one kind are read from, and written to, {@code lull.yaml}. */
public interface OptionType<T> {

  /** Short name for the documentation, such as {@code duration}. */
  String name();

  /** What may be written, in words, with an example. */
  String allowed();

  /** The value; null when it is none, after saying why to {@code problems}. */
  @Nullable T read(ConfigNode node, String key, Problems problems);

  /**
   * YAML that {@link #read} turns back into {@code value}: one line, or lines that start with a
   * line feed and are indented by two.
   */
  String render(T value);
}
