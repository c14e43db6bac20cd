package io.lull.job.cmdb;

import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.Neighbourhood;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ExitCodes;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull cmdb show}. */
@Command(
    name = "show",
    description = "Shows a CI and what is around it, as it is or as it was at a time.",
    mixinStandardHelpOptions = true)
final class ShowCommand extends CmdbTask {
  private static final int MAX_HOPS = 20;

  @Parameters(paramLabel = "CI", description = "Id, alias or name of the CI.")
  private String ci = "";

  @Option(
      names = "--hops",
      defaultValue = "1",
      description = "How far to go along relations of any kind (default: ${DEFAULT-VALUE}).")
  private int hops = 1;

  @Option(names = "--at", paramLabel = "TIME", description = "As it was then.")
  private @Nullable String at;

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "Most CIs to show (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  @Override
  int run(Cmdb cmdb) {
    if (hops < 0 || hops > MAX_HOPS) {
      throw CommandException.invalid("--hops is " + hops + ", allowed is 0 to " + MAX_HOPS);
    }
    Neighbourhood found =
        cmdb.around(ci, hops, CmdbAccess.time(at), limit)
            .orElseThrow(
                () ->
                    CommandException.invalid(
                        "no CI has the id, alias or name '"
                            + ci
                            + "'"
                            + (at == null ? "" : " at " + at)));
    Node centre = found.centre();
    out().println(line(centre));
    print("aliases", String.join(", ", centre.getAliases()));
    print("domain", centre.getDomain());
    new TreeMap<>(centre.getAttributes()).forEach(this::print);
    for (Neighbourhood.Neighbour neighbour : found.neighbours()) {
      out().printf("  %d  %s%n", neighbour.hops(), line(neighbour.node()));
    }
    for (Relation relation : found.relations()) {
      out().println("  " + line(relation));
    }
    if (found.isCut()) {
      err().println("there is more; --limit shows more than " + limit + " CIs");
    }
    return ExitCodes.OK;
  }

  private void print(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      out().printf("  %-16s %s%n", name, value);
    }
  }

  private static String line(Node node) {
    String name = node.getName().isEmpty() ? "" : "  " + node.getName();
    return node.getType() + "  " + node.getId() + name;
  }

  private static String line(Relation relation) {
    String attributes =
        relation.getAttributes().isEmpty() ? "" : "  " + new TreeMap<>(relation.getAttributes());
    return relation.getFrom() + " -" + relation.getType() + "-> " + relation.getTo() + attributes;
  }
}
