package io.lull.job.cmdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ExitCodes;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull cmdb query}. */
@Command(
    name = "query",
    description = {
      "Runs a traversal in Gremlin and prints each result as a line of JSON. It can only read.",
      "A CI is a vertex with ciId, type, name, alias, attribute ('key=value') and domain; a relation an edge",
      "whose label is its type, with validFrom and validTo."
    },
    footer = {
      "",
      "  lull cmdb query \"g.V().has('type','DATABASE').values('name')\"",
      "  lull cmdb query \"g.V().has('ciId','web-1').out('DEPENDS_ON').values('ciId')\" --at now",
      "",
      "Without --at the graph is queried as it is stored: by its indexes, edges of the past included",
      "(has('validTo', 9223372036854775807L) leaves those that are current). With --at the estate of that",
      "time is built in memory first."
    },
    mixinStandardHelpOptions = true)
final class QueryCommand extends CmdbTask {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "GREMLIN", description = "A traversal, such as g.V().count().")
  private String gremlin = "";

  @Option(names = "--at", paramLabel = "TIME", description = "On the estate as it was then.")
  private @Nullable String at;

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "Most results to print (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  @Override
  int run(Cmdb cmdb) {
    Consumer<Object> print = result -> out().println(json(result));
    boolean more;
    try {
      more =
          at == null
              ? cmdb.query(gremlin, limit, print)
              : cmdb.queryAt(gremlin, CmdbAccess.time(at), limit, print);
    } catch (IllegalArgumentException e) {
      throw CommandException.invalid(String.valueOf(e.getMessage()));
    }
    if (more) {
      err().println("there is more; --limit shows more than " + limit);
    }
    return ExitCodes.OK;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
