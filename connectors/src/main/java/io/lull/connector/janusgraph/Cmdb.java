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

  private Cmdb(SharedGraph shared) {
    this.shared = shared;
    this.reader = new GraphReader(shared.graph());
    this.writer =
        new BatchWriter(
            () -> new GraphWriter(shared.graph(), System::currentTimeMillis, () -> {}),
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

  @Override
  public void close() {
    writer.close();
    shared.close();
  }
}
