package io.lull.job.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration.
 *
 * @param file the file as it was named
 * @param line line in it, from 1; 0 where no line can be named
 * @param key dotted key
 * @param value what was found; null where nothing was
 * @param allowed what would have been right
 */
public record ConfigProblem(
    String file, int line, String key, @Nullable String value, String allowed) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    text.append(": ").append(key);
    if (value != null) {
      text.append(": '").append(value).append('\'');
    }
    return text.append(": ").append(allowed).toString();
  }
}
