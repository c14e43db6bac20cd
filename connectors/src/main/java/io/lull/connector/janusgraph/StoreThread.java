package io.lull.connector.janusgraph;

import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that speaks with the store, so that no task waits for it. A batch is tried until
 * it is written, however long the store is down.
 *
 * <p>The thread is never interrupted: that would close the files of an embedded store under it.
 */
final class StoreThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreThread.class);
  private static final long CLOSE_SECONDS = 20;

  private final BatchWriter writer;
  private final BatchWriter.Backoff backoff;
  private final ExecutorService thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean down;

  StoreThread(Supplier<ChangeStore> opener, BatchWriter.Backoff backoff) {
    this.backoff = backoff;
    writer = new BatchWriter(opener, backoff, this::pause);
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "cmdb-writer");
              thread.setDaemon(true);
              // What is found by services (Gremlin's steps, Lucene's codecs) is in our own jar.
              thread.setContextClassLoader(StoreThread.class.getClassLoader());
              return thread;
            });
  }

  /**
   * Writes a batch and then says so, on this thread. Says nothing if it is closed before.
   *
   * @param done told of what was refused
   */
  void write(List<TopologyChange> batch, Consumer<List<Refusal>> done) {
    thread.execute(
        () -> {
          try {
            done.accept(untilWritten(batch));
          } catch (InterruptedException e) {
            LOG.debug("Closed before {} changes were written", batch.size());
          }
        });
  }

  private List<Refusal> untilWritten(List<TopologyChange> batch) throws InterruptedException {
    while (true) {
      List<Refusal> refusals = new ArrayList<>();
      try {
        writer.write(batch, refusals::add);
        if (down) {
          LOG.info("The CMDB takes writes again");
          down = false;
        }
        return refusals;
      } catch (CmdbUnavailableException e) {
        if (!down) {
          LOG.warn("The CMDB takes no writes; changes wait until it does", e);
          down = true;
        }
        pause(backoff.longestMillis());
      }
    }
  }

  /** Whether the store did not answer when it was last asked. */
  boolean isDown() {
    return down;
  }

  private void pause(long millis) throws InterruptedException {
    if (closing.await(millis, TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  /** Lets a transaction that is under way end, within reason. */
  @Override
  public void close() throws InterruptedException {
    closing.countDown();
    thread.execute(writer::close);
    thread.shutdown();
    if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("The CMDB does not answer; its thread is left to end by itself");
    }
  }
}
