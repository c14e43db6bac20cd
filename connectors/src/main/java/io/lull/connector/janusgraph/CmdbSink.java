package io.lull.connector.janusgraph;

import io.lull.connector.kafka.AvroSerdes;
import io.lull.schema.DeadLetter;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes changes of the topology to the CMDB, at least once, which its idempotence makes as good as
 * once. A change that can never be written becomes a dead letter.
 *
 * <p>No task waits for the graph, and no checkpoint: what has been given to it and not been taken
 * yet is state. When the graph is down that grows to {@link Options#maxPending()}; from then on the
 * sink takes nothing more, and what comes stays where it is read from.
 *
 * <p>One subtask should write: changes of one relation concern both its ends.
 */
public final class CmdbSink
    implements Sink<TopologyChange>, SupportsWriterState<TopologyChange, PendingChanges> {
  private static final long serialVersionUID = 1L;

  private final ChangeStoreFactory stores;
  private final BatchWriter.Backoff backoff;
  private final Options options;
  private final RefusedLetters letters;
  private final Sink<DeadLetter> deadLetters;

  /**
   * How much at a time.
   *
   * @param batchSize changes of one transaction at most
   * @param maxPending changes that wait for the graph at most
   */
  public record Options(int batchSize, int maxPending) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Options {
      if (batchSize < 1 || maxPending < batchSize) {
        throw new IllegalArgumentException("batch " + batchSize + ", pending " + maxPending);
      }
    }
  }

  /**
   * A sink to the graph of the settings.
   *
   * @param serdes how a refused change is written into its dead letter
   * @param topic where the changes come from
   */
  public CmdbSink(
      CmdbSettings settings,
      Options options,
      AvroSerdes serdes,
      String topic,
      Sink<DeadLetter> deadLetters) {
    this(
        ChangeStoreFactory.of(settings, Writer.TOPOLOGY),
        BatchWriter.Backoff.DEFAULT,
        options,
        new RefusedLetters(serdes, topic),
        deadLetters);
  }

  CmdbSink(
      ChangeStoreFactory stores,
      BatchWriter.Backoff backoff,
      Options options,
      RefusedLetters letters,
      Sink<DeadLetter> deadLetters) {
    this.stores = stores;
    this.backoff = backoff;
    this.options = options;
    this.letters = letters;
    this.deadLetters = deadLetters;
  }

  @Override
  public StatefulSinkWriter<TopologyChange, PendingChanges> createWriter(WriterInitContext context)
      throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<TopologyChange, PendingChanges> restoreWriter(
      WriterInitContext context, Collection<PendingChanges> recovered) throws IOException {
    List<TopologyChange> pending = new ArrayList<>();
    recovered.forEach(state -> pending.addAll(state.changes()));
    StoreThread store = new StoreThread(stores, backoff);
    return new CmdbSinkWriter(
        store, options, letters, deadLetters.createWriter(context), context, pending);
  }

  @Override
  public SimpleVersionedSerializer<PendingChanges> getWriterStateSerializer() {
    return new PendingChanges.Serializer();
  }
}
