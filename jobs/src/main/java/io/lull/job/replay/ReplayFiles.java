package io.lull.job.replay;

import io.lull.connector.format.Decoders;
import io.lull.job.cli.CommandException;
import io.lull.job.config.Formats;
import io.lull.job.decode.ServiceMapDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of an input directory that a replay reads.
 *
 * @param topology {@code topology.jsonl}, or null
 * @param control {@code control.jsonl}, or null
 * @param events {@code events.jsonl}, or null
 * @param metrics {@code metrics.csv}, or null
 * @param raw what lies below {@code raw/<format>}, by path
 */
record ReplayFiles(
    @Nullable Path topology,
    @Nullable Path control,
    @Nullable Path events,
    @Nullable Path metrics,
    List<Raw> raw) {

  /** Names of the OTLP formats in JSON; which one a document has is told by its first field. */
  static final String OTLP_JSON = "otlp-json";

  private static final String EXPECTED =
      "expected any of topology.jsonl, events.jsonl, metrics.csv, control.jsonl (.gz too) and"
          + " raw/<format>/*";

  /** A file in a wire format. */
  record Raw(String format, Path file) {}

  /**
   * Looks what is there.
   *
   * @throws CommandException where there is nothing to read
   */
  static ReplayFiles find(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      String what = Files.exists(directory) ? "is not a directory" : "does not exist";
      throw CommandException.invalid("--input " + directory + " " + what + "; " + EXPECTED);
    }
    ReplayFiles files =
        new ReplayFiles(
            one(directory, "topology.jsonl"),
            one(directory, "control.jsonl"),
            one(directory, "events.jsonl"),
            one(directory, "metrics.csv"),
            raw(directory.resolve("raw")));
    if (files.isEmpty()) {
      throw CommandException.invalid(
          "--input " + directory + " has nothing to replay; " + EXPECTED);
    }
    return files;
  }

  /** Whether any of them is an inventory or a service map. */
  boolean hasInventories() {
    return raw.stream().anyMatch(file -> Formats.isInventory(file.format()));
  }

  private boolean isEmpty() {
    return topology == null
        && control == null
        && events == null
        && metrics == null
        && raw.isEmpty();
  }

  private static @Nullable Path one(Path directory, String name) {
    Path plain = directory.resolve(name);
    Path packed = directory.resolve(name + ".gz");
    if (Files.exists(plain) && Files.exists(packed)) {
      throw CommandException.invalid(
          "both " + plain + " and " + packed.getFileName() + " exist; expected one of them");
    }
    if (Files.exists(plain)) {
      return plain;
    }
    return Files.exists(packed) ? packed : null;
  }

  private static List<Raw> raw(Path directory) throws IOException {
    List<Raw> raw = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return raw;
    }
    for (Path format : sorted(directory)) {
      String name = String.valueOf(format.getFileName());
      if (!Files.isDirectory(format) || hidden(format)) {
        continue;
      }
      Set<String> known = new TreeSet<>(Decoders.formats());
      known.add(ServiceMapDecoder.FORMAT);
      if (!known.contains(name) && !name.equals(OTLP_JSON)) {
        throw CommandException.invalid(
            format + ": unknown format '" + name + "', expected one of " + known + " or otlp-json");
      }
      for (Path file : sorted(format)) {
        if (Files.isRegularFile(file) && !hidden(file)) {
          raw.add(new Raw(name, file));
        }
      }
    }
    return raw;
  }

  private static boolean hidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }

  /** In the order of names, which is the same on every file system. */
  private static List<Path> sorted(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
    }
  }
}
