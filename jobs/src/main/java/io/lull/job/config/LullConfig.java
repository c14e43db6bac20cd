package io.lull.job.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of all options: those of a {@code lull.yaml}, defaults for the rest.
 *
 * <p>Immutable. Every value has passed its option's checks.
 */
public final class LullConfig {
  private final Map<Option<?>, Object> values;

  LullConfig(Map<Option<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** What holds without a file. */
  public static LullConfig defaults() {
    return new LullConfig(Map.of());
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public static LullConfig load(Path file) throws ConfigException {
    Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      Problems problems = new Problems(file.toString());
      String reason = Files.exists(file) ? "cannot be read: " + e.getMessage() : "no such file";
      problems.say(0, "--config", null, reason);
      throw new ConfigException(problems.sorted(), defaults());
    }
    return parse(text, file.toString(), directory, System::getenv);
  }

  /**
   * Reads YAML text.
   *
   * @param label name of the text in messages
   * @param directory what relative paths start from
   * @param environment what <code>${NAME:default}</code> is taken from
   * @throws ConfigException with everything that is wrong with it
   */
  public static LullConfig parse(
      String text, String label, Path directory, Function<String, @Nullable String> environment)
      throws ConfigException {
    Problems problems = new Problems(label);
    LullConfig config =
        new ConfigReader(problems, new ConfigNode.Context(directory, environment)).read(text);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.sorted(), config);
    }
    return config;
  }

  @SuppressWarnings("unchecked") // values are only put with the type of their option
  public <T> T get(Option<T> option) {
    Object value = values.get(option);
    return value == null ? option.defaultValue() : (T) value;
  }

  /** Whether the option was set, rather than left to its default. */
  public boolean isSet(Option<?> option) {
    return values.containsKey(option);
  }

  /** The format a topic is bound to; null: none. */
  public @Nullable String formatOf(String topic) {
    for (SourceBinding binding : get(KafkaOptions.SOURCES)) {
      if (binding.matches(topic)) {
        return binding.format();
      }
    }
    return null;
  }

  /** A copy with one value set. */
  public <T> LullConfig with(Option<T> option, T value) {
    Map<Option<?>, Object> copy = new HashMap<>(values);
    copy.put(option, value);
    return new LullConfig(copy);
  }
}
