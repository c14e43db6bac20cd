package io.lull.job.replay;

import io.lull.job.cli.CommandException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output directory: results are made in a hidden folder beside their place and moved there only
 * when all are whole, so that an interrupted replay leaves what was there before.
 *
 * <p>Files of other names are left alone. Files of our names are replaced only where a {@code
 * summary.json} shows that a replay wrote them.
 */
final class OutputDirectory implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputDirectory.class);
  static final String SUMMARY = "summary.json";
  static final String TOOL = "lull replay";

  private static final List<String> RESULTS =
      List.of(
          "incidents.jsonl",
          "members.csv",
          "causes.csv",
          "anomalies.csv",
          "forecasts.csv",
          "scores.csv",
          "model.json",
          "health.jsonl",
          "discovery.jsonl",
          "dead-letters.jsonl",
          SuppressedFile.NAME,
          SUMMARY);

  private final Path directory;
  private final Path work;
  private final boolean created;
  private final Thread onExit;
  private boolean published;

  private OutputDirectory(Path directory, Path work, boolean created) {
    this.directory = directory;
    this.work = work;
    this.created = created;
    this.onExit = new Thread(this::discard, "lull-replay-cleanup");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * Prepares a directory, made where it is missing.
   *
   * @throws CommandException where results would overwrite what no replay wrote
   */
  static OutputDirectory prepare(Path directory, Path input) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw CommandException.invalid("--output " + directory + " is not a directory");
    }
    if (Files.exists(directory) && Files.isSameFile(directory, input)) {
      throw CommandException.invalid("--output is the input directory; expected another one");
    }
    if (Files.isDirectory(directory) && !isOfReplay(directory.resolve(SUMMARY))) {
      for (String name : RESULTS) {
        if (Files.exists(directory.resolve(name))) {
          throw CommandException.invalid(
              directory.resolve(name)
                  + " exists and was not written by a replay; it would be overwritten."
                  + " Move it away or name another --output");
        }
      }
    }
    boolean created = !Files.exists(directory);
    Files.createDirectories(directory);
    return new OutputDirectory(
        directory, Files.createTempDirectory(directory, ".lull-replay-"), created);
  }

  private static boolean isOfReplay(Path summary) throws IOException {
    return Files.isRegularFile(summary)
        && Files.size(summary) < 1 << 20
        && Files.readString(summary).contains("\"tool\": \"" + TOOL + "\"");
  }

  /** A folder for what is on the way; it is gone in the end. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(work.resolve(name));
  }

  /** Moves the results to their place; those of an earlier replay that have no successor go. */
  void publish(Path results) throws IOException {
    for (String name : RESULTS) {
      Path result = results.resolve(name);
      if (Files.exists(result)) {
        Files.move(result, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.deleteIfExists(directory.resolve(name));
      }
    }
    published = true;
  }

  /** Removes what is on the way. */
  @Override
  public void close() {
    discard();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      LOG.debug("The process is ending already", e);
    }
  }

  private synchronized void discard() {
    // A task that is still being stopped may write another file meanwhile.
    for (int attempt = 0; Files.exists(work) && attempt < 5; attempt++) {
      deleteTree();
    }
    try {
      if (created && !published) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      LOG.debug("{} is not empty", directory, e);
    }
  }

  private void deleteTree() {
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} cannot be removed yet", work, e);
    }
  }
}
