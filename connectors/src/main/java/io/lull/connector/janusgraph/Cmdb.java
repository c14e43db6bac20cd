package io.lull.connector.janusgraph;

import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The CMDB, opened: what commands and tests do with it. Times are milliseconds since the epoch. */
public final class Cmdb implements AutoCloseable {
  private final SharedGraph shared;
  private final GraphReader reader;
  private final BatchWriter writer;
  private final BatchWriter observer;

  private Cmdb(SharedGraph shared) {
    this.shared = shared;
    this.reader = new GraphReader(shared.graph());
    this.writer = writer(shared, GraphWriter.Repeats.KEPT);
    this.observer = writer(shared, GraphWriter.Repeats.LEFT_OUT);
  }

  private static BatchWriter writer(SharedGraph shared, GraphWriter.Repeats repeats) {
    return new BatchWriter(
        () ->
            new GraphWriter(
                shared.graph(), Writer.IMPORT, repeats, System::currentTimeMillis, () -> {}),
        BatchWriter.Backoff.DEFAULT,
        TimeUnit.MILLISECONDS::sleep);
  }

  /**
   * Opens the graph, and makes it where there is none.
   *
   * @throws CmdbUnavailableException if it cannot be opened
   */
  public static Cmdb open(CmdbSettings settings) {
    try {
      return new Cmdb(SharedGraph.open(settings));
    } catch (RuntimeException e) {
      throw new CmdbUnavailableException(
          "the CMDB in " + settings.describe() + " cannot be opened", e);
    }
  }

  /**
   * Writes changes in one transaction; those that can never be written are refused.
   *
   * @throws CmdbUnavailableException if the store takes no writes at present
   */
  public void write(List<TopologyChange> changes, Consumer<Refusal> refused)
      throws InterruptedException {
    writer.write(changes, refused);
  }

  /**
   * Writes what an inventory says is so from a time on, in one transaction: what is so already is
   * no new version.
   *
   * @throws CmdbUnavailableException if the store takes no writes at present
   */
  public void observe(List<TopologyChange> changes, Consumer<Refusal> refused)
      throws InterruptedException {
    observer.write(changes, refused);
  }

  /** Every CI and then every relation that is there at the time, with the time it is valid from. */
  public void at(long time, Consumer<TopologyChange> out) {
    reader.at(time, out);
  }

  /** All versions of everything, and where they ended. */
  public void history(Consumer<TopologyChange> out) {
    reader.history(out);
  }

  /** The CI of an id, an alias or a name. */
  public Optional<Node> find(String name, long time) {
    return reader.find(name, time);
  }

  /** What is around the CI of an id, an alias or a name. */
  public Optional<Neighbourhood> around(String name, int hops, long time, int limit) {
    return reader.around(name, hops, time, limit);
  }

  /**
   * Runs a query in Gremlin on the graph as it is stored; CIs and relations come as maps.
   *
   * @param limit most results to give
   * @return whether there were more
   * @throws IllegalArgumentException if the query cannot be run, with the reason
   */
  public boolean query(String gremlin, int limit, Consumer<Object> out) {
    return GraphQuery.run(reader, gremlin, limit, out);
  }

  /** The same on the estate as it was at a time, which is built in memory. */
  public boolean queryAt(String gremlin, long time, int limit, Consumer<Object> out) {
    return GraphQuery.runAt(reader, gremlin, time, limit, out);
  }

  @Override
  public void close() {
    writer.close();
    observer.close();
    shared.close();
  }
}
