package io.lull.job.cmdb;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.IsoTime;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ConfigOption;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.ConfigException;
import io.lull.job.config.LullConfig;
import io.lull.job.config.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which CMDB a command is about; a mix-in. */
final class CmdbAccess {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of lull up or lull demo; wins over the configuration.")
  private @Nullable Path data;

  @Option(names = "--in-process", hidden = true, description = "Asked by the process that has it.")
  private boolean inProcess;

  @Option(names = "--caller-directory", hidden = true, description = "Where paths start from.")
  private @Nullable Path callerDirectory;

  @Option(names = "--caller-process", hidden = true, description = "Whose open files are meant.")
  private @Nullable Long callerProcess;

  /** Where the graph is. */
  CmdbSettings settings() throws ConfigException {
    return settings(config.load(), data == null ? null : path(data));
  }

  /**
   * Where the graph is for a data directory.
   *
   * @param data null: that of the configuration
   */
  static CmdbSettings settings(LullConfig config, @Nullable Path data) {
    boolean own = data == null && config.isSet(CmdbSection.DIRECTORY);
    Path root = data == null ? config.get(RuntimeOptions.DATA_DIR) : data;
    return CmdbSection.settings(
        own ? config : config.with(CmdbSection.DIRECTORY, root.resolve("cmdb")));
  }

  /** Whether the command already runs in the process that has the graph open. */
  boolean isInProcess() {
    return inProcess;
  }

  /** A path as the caller meant it. */
  Path path(Path path) {
    Path whole = callerDirectory == null ? path : callerDirectory.resolve(path);
    return callerProcess == null ? whole : CallerFiles.path(whole, callerProcess);
  }

  /** Refuses to look into a graph that was never made. */
  static void requireExisting(CmdbSettings settings) {
    if (settings.backend() == CmdbSettings.Backend.BERKELEYJE
        && !Files.isDirectory(Path.of(settings.directory(), "graph"))) {
      throw CommandException.invalid(
          "there is no CMDB in "
              + settings.directory()
              + "; lull up makes one, and so does lull cmdb import. --data or --config name another");
    }
  }

  /** A time in milliseconds; null: now. */
  static long time(@Nullable String text) {
    if (text == null || text.equals("now")) {
      return System.currentTimeMillis();
    }
    try {
      return IsoTime.parse(text);
    } catch (BadLineException e) {
      throw CommandException.invalid(e.reason() + " (or 'now')");
    }
  }
}
