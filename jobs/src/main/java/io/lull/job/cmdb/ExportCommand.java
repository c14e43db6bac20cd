package io.lull.job.cmdb;

import io.lull.connector.exchange.EstateFormat;
import io.lull.connector.exchange.EstateWriter;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ExitCodes;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lull cmdb export}. */
@Command(
    name = "export",
    description = {
      "Writes the estate as it is, or as it was at a time, to a file or to standard output.",
      "What is written can be imported again."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand extends CmdbTask {
  @Option(
      names = "--format",
      converter = FormatConverter.class,
      description = "jsonl, graphml or servicenow-csv (default: ${DEFAULT-VALUE}).",
      defaultValue = "jsonl")
  private EstateFormat format = EstateFormat.JSONL;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = {
        "File to write; of servicenow-csv a directory, for cmdb_ci.csv and cmdb_rel_ci.csv.",
        "Default: standard output."
      })
  private @Nullable Path output;

  @Option(names = "--at", paramLabel = "TIME", description = "The estate as it was then.")
  private @Nullable String at;

  @Option(names = "--history", description = "All versions of everything; only as jsonl.")
  private boolean history;

  private long written;

  @Override
  int run(Cmdb cmdb) throws Exception {
    if (history && (at != null || format != EstateFormat.JSONL)) {
      throw CommandException.invalid("--history goes with jsonl and without --at");
    }
    long time = CmdbAccess.time(at);
    if (format == EstateFormat.SERVICENOW_CSV) {
      tables(cmdb, time);
    } else if (output == null) {
      file(cmdb, time, out());
    } else {
      try (Writer writer = Files.newBufferedWriter(access.path(output))) {
        file(cmdb, time, writer);
      }
    }
    if (output != null) {
      out().printf("%,d CIs and relations in %s%n", written, output);
    }
    return ExitCodes.OK;
  }

  private void file(Cmdb cmdb, long time, Writer writer) throws IOException {
    try (EstateWriter estate =
        format == EstateFormat.GRAPHML
            ? EstateWriter.graphMl(writer)
            : EstateWriter.jsonl(writer)) {
      all(cmdb, time, estate);
    }
  }

  private void tables(Cmdb cmdb, long time) throws IOException {
    if (output == null) {
      throw CommandException.invalid("servicenow-csv is two tables: name a directory by --output");
    }
    Path directory = Files.createDirectories(access.path(output));
    try (Writer cis = Files.newBufferedWriter(directory.resolve("cmdb_ci.csv"));
        Writer relations = Files.newBufferedWriter(directory.resolve("cmdb_rel_ci.csv"));
        EstateWriter estate = EstateWriter.serviceNow(cis, relations)) {
      all(cmdb, time, estate);
    }
  }

  private void all(Cmdb cmdb, long time, EstateWriter estate) {
    Consumer<TopologyChange> writing =
        change -> {
          try {
            estate.write(change);
            written++;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    if (history) {
      cmdb.history(writing);
    } else {
      cmdb.at(time, writing);
    }
  }
}
