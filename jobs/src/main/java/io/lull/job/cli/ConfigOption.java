package io.lull.job.cli;

import io.lull.job.config.ConfigException;
import io.lull.job.config.LullConfig;
import java.nio.file.Path;
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

  /** The file, if one was named. */
  public @Nullable Path file() {
    return file;
  }

  /** What to call it in messages. */
  String name() {
    return file == null ? "defaults" : file.toString();
  }
}
