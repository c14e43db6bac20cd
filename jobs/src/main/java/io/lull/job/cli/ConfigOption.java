package io.lull.job.cli;

import io.lull.job.config.ConfigException;
import io.lull.job.config.LullConfig;
import io.lull.job.rules.RuleFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The {@code --config} option that most commands share; a mix-in. */
public final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration; without it every option has its default.")
  private @Nullable Path file;

  /** The configuration. */
  public LullConfig load() throws ConfigException {
    return file == null ? LullConfig.defaults() : LullConfig.load(file);
  }

  /** The configuration, where it and the rule files that it names are sound. */
  LullConfig loadWithRules() throws ConfigException {
    try {
      LullConfig loaded = load();
      CommandException.requireNone(RuleFiles.problems(loaded));
      return loaded;
    } catch (ConfigException e) {
      List<String> problems = new ArrayList<>();
      e.problems().forEach(problem -> problems.add(problem.toString()));
      problems.addAll(RuleFiles.problems(e.sound()));
      throw CommandException.invalidLines(problems);
    }
  }

  /** The file, if one was named. */
  public @Nullable Path file() {
    return file;
  }

  /** What to call it in messages. */
  String name() {
    return file == null ? "defaults" : file.toString();
  }
}
