package io.lull.job.cmdb;

import io.lull.connector.files.IsoTime;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.job.cli.ExitCodes;
import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull cmdb at}. */
@Command(
    name = "at",
    description = "Shows the estate as it was at a time: how many CIs and relations of each type.",
    footer = {"", "lull cmdb export --at TIME writes all of it."},
    mixinStandardHelpOptions = true)
final class AtCommand extends CmdbTask {
  @Parameters(paramLabel = "TIME", description = "Such as 2026-01-31T03:17:00Z, or now.")
  private String time = "now";

  @Option(names = "--list", description = "Also lists the CIs: type, id, name, valid since.")
  private boolean list;

  @Override
  int run(Cmdb cmdb) {
    long at = CmdbAccess.time(time);
    Map<String, Long> cis = new TreeMap<>();
    Map<String, Long> relations = new TreeMap<>();
    cmdb.at(
        at,
        change -> {
          Node node = change.getNode();
          if (node != null) {
            cis.merge(node.getType(), 1L, Long::sum);
            if (list) {
              out().println(line(change, node));
            }
          } else {
            relations.merge(change.getRelation().getType(), 1L, Long::sum);
          }
        });
    if (list) {
      out().println();
    }
    out().println("The estate at " + IsoTime.format(at));
    print("CIs", cis);
    print("relations", relations);
    return ExitCodes.OK;
  }

  private static String line(TopologyChange change, Node node) {
    Long since = change.getTimeMillis();
    return "%-20s %-32s %-32s %s"
        .formatted(
            node.getType(),
            node.getId(),
            node.getName(),
            since == null ? "" : IsoTime.format(since))
        .stripTrailing();
  }

  private void print(String what, Map<String, Long> counts) {
    long sum = counts.values().stream().mapToLong(Long::longValue).sum();
    out().printf("  %,12d %s%n", sum, what);
    counts.forEach((type, count) -> out().printf("  %,12d   %s%n", count, type));
  }
}
