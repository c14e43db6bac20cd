package io.lull.job.cmdb;

import io.lull.connector.exchange.EstateFormat;
import io.lull.connector.exchange.EstateReader;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull cmdb import}. */
@Command(
    name = "import",
    description = {
      "Takes CIs and relations from files. Every record is taken whole or not at all; one that cannot be",
      "used is told with file and line, and the rest goes on. To import a file again alters nothing."
    },
    footer = {
      "",
      "A record without a time of its own holds since ever in JSON lines (as in a replay), and from",
      "--time on in the other formats, where it is a new version only if it says something new.",
      "What is doubtful is told in the same way and imported: relations to CIs that neither the files nor",
      "the CMDB have, circles of PART_OF, shares of revenue over 100 % together, business services without",
      "relations. Exit code 2 if some records could not be used."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand extends CmdbTask {
  /** Enough to see what is wrong with a file of which everything is. */
  private static final int MAX_REMARKS = 1000;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files or pipes, also packed with gzip; - is standard input.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      converter = FormatConverter.class,
      description = "jsonl, graphml or servicenow-csv; without it the name of a file tells.")
  private @Nullable EstateFormat format;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "From when records without a time hold (GraphML, ServiceNow); default: now.")
  private @Nullable String time;

  @Override
  boolean mayCreate() {
    return true;
  }

  @Override
  int run(Cmdb cmdb) throws Exception {
    long from = CmdbAccess.time(time);
    ServiceNowFiles readers = new ServiceNowFiles();
    EstateRemarks remarks = new EstateRemarks();
    boolean sound = true;
    for (Path named : files) {
      Path file = access.path(named.toString().equals("-") ? Path.of("/dev/stdin") : named);
      if (!Files.isReadable(file)) {
        throw CommandException.invalid(named + ": cannot be read");
      }
      EstateFormat as = format == null ? EstateFormat.of(file) : format;
      ImportRun run = new ImportRun(cmdb, named.toString(), as, from, remarks, err());
      try {
        readers.of(as).read(file, run);
      } catch (IOException e) {
        run.problem(-1, "cannot be read any further: " + e.getMessage());
      } finally {
        run.end();
      }
      out().println(run.summary());
      sound &= run.isSound();
    }
    tell(remarks, cmdb);
    return sound ? ExitCodes.OK : ExitCodes.INVALID;
  }

  private void tell(EstateRemarks remarks, Cmdb cmdb) {
    long[] told = {0};
    remarks.tell(
        cmdb,
        Math.max(CmdbAccess.time(time), System.currentTimeMillis()),
        remark -> {
          if (told[0]++ < MAX_REMARKS) {
            err().println(remark);
          }
        });
    err().flush();
    if (told[0] > 0) {
      out()
          .printf(
              "%,d doubtful: imported as they are%s%n",
              told[0],
              told[0] > MAX_REMARKS ? "; the first %,d are told".formatted(MAX_REMARKS) : "");
    }
  }

  /** Tables of ServiceNow are one estate: relations name CIs of the files before. */
  private static final class ServiceNowFiles {
    private final EstateReader tables = EstateReader.of(EstateFormat.SERVICENOW_CSV);

    EstateReader of(EstateFormat format) {
      return format == EstateFormat.SERVICENOW_CSV ? tables : EstateReader.of(format);
    }
  }
}
