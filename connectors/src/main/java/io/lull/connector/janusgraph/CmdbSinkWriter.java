package io.lull.connector.janusgraph;

import io.lull.schema.DeadLetter;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Hands changes to the {@link StoreThread} batch by batch, one at a time so that their order is
 * kept. While one is under way the next gathers.
 */
final class CmdbSinkWriter implements StatefulSinkWriter<TopologyChange, PendingChanges> {
  private static final Context NO_TIME = new NoTime();

  // Configuration.
  private final StoreThread store;
  private final CmdbSink.Options options;
  private final RefusedLetters letters;
  private final SinkWriter<DeadLetter> deadLetters;
  private final MailboxExecutor mailbox;

  // Checkpointed.
  private final Deque<TopologyChange> waiting;
  private List<TopologyChange> underWay = List.of();

  // Not checkpointed.
  private final Counter written;
  private final Counter refused;

  CmdbSinkWriter(
      StoreThread store,
      CmdbSink.Options options,
      RefusedLetters letters,
      SinkWriter<DeadLetter> deadLetters,
      WriterInitContext context,
      Collection<TopologyChange> recovered) {
    this.store = store;
    this.options = options;
    this.letters = letters;
    this.deadLetters = deadLetters;
    this.mailbox = context.getMailboxExecutor();
    this.waiting = new ArrayDeque<>(recovered);
    this.written = context.metricGroup().counter("written");
    this.refused = context.metricGroup().counter("refused");
    context.metricGroup().gauge("pending", this::pending);
    context.metricGroup().gauge("storeDown", () -> store.isDown() ? 1 : 0);
    writeNext();
  }

  private int pending() {
    return waiting.size() + underWay.size();
  }

  @Override
  public void write(TopologyChange change, Context context) throws InterruptedException {
    waiting.add(change);
    writeNext();
    while (pending() > options.maxPending()) {
      mailbox.yield();
    }
  }

  private void writeNext() {
    if (!underWay.isEmpty() || waiting.isEmpty()) {
      return;
    }
    List<TopologyChange> batch = new ArrayList<>();
    while (batch.size() < options.batchSize() && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    underWay = batch;
    store.write(
        List.copyOf(batch),
        refusals -> mailbox.execute(() -> done(refusals), "changes are in the CMDB"));
  }

  private void done(List<Refusal> refusals) throws IOException, InterruptedException {
    for (Refusal refusal : refusals) {
      deadLetters.write(letters.of(refusal), NO_TIME);
    }
    refused.inc(refusals.size());
    written.inc(underWay.size() - refusals.size());
    underWay = List.of();
    writeNext();
  }

  /**
   * Waits for the graph at the end of the input only: at a checkpoint, what is pending is state.
   */
  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    while (endOfInput && pending() > 0) {
      mailbox.yield();
    }
    deadLetters.flush(endOfInput);
  }

  @Override
  public List<PendingChanges> snapshotState(long checkpointId) {
    List<TopologyChange> pending = new ArrayList<>(underWay);
    pending.addAll(waiting);
    return pending.isEmpty() ? List.of() : List.of(new PendingChanges(pending));
  }

  @Override
  public void close() throws Exception {
    IOUtils.closeAll(store, deadLetters);
  }

  /** Dead letters have the time at which they are written. */
  private static final class NoTime implements Context {
    @Override
    public long currentWatermark() {
      return Long.MIN_VALUE;
    }

    @Override
    public @Nullable Long timestamp() {
      return null;
    }
  }
}
