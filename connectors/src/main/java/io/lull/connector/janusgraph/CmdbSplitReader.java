package io.lull.connector.janusgraph;

import io.lull.connector.files.TopologyJson;
import io.lull.schema.TopologyChange;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.janusgraph.core.JanusGraphTransaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the graph, in the source's own thread: the estate in pieces, then the slots of writing time
 * as they fill. A slot is read again while clocks and open transactions may still add to it; what
 * was handed out of it is not handed out again. A graph that does not answer is asked again.
 */
final class CmdbSplitReader implements SplitReader<CmdbSplitReader.Element, CmdbSplit> {
  private static final Logger LOG = LoggerFactory.getLogger(CmdbSplitReader.class);
  private static final int PIECE = 1000;

  /** Slots that a writer may be late with. */
  private static final long LATE_SLOTS = 3;

  /** Slots that are asked for at once: an hour. */
  private static final long MOST_SLOTS = 360;

  private static final long RETRY_MILLIS = 1_000;

  private final CmdbSettings settings;
  private final CmdbSource.Options options;
  private final LongSupplier clock;
  private final Object wakeUp = new Object();

  private @Nullable SharedGraph shared;
  private @Nullable JanusGraphTransaction scanning;
  private @Nullable EstateScan scan;
  private boolean assigned;
  private long followFrom;
  private long startSlot;
  private boolean behind; // there are slots that have not been read at all
  private final Set<String> handedOut = new HashSet<>();

  /**
   * A change, or how far the graph is read.
   *
   * @param change null: it is read up to here
   * @param followFrom where to go on after a failure
   */
  record Element(@Nullable TopologyChange change, long followFrom) {}

  /**
   * @param clock reading time, milliseconds since the epoch, as writers have it
   */
  CmdbSplitReader(CmdbSettings settings, CmdbSource.Options options, LongSupplier clock) {
    this.settings = settings;
    this.options = options;
    this.clock = clock;
  }

  @Override
  public void handleSplitsChanges(SplitsChange<CmdbSplit> change) {
    for (CmdbSplit split : change.splits()) {
      assigned = true;
      followFrom = split.followFrom();
    }
  }

  @Override
  public RecordsWithSplitIds<Element> fetch() {
    RecordsBySplits.Builder<Element> elements = new RecordsBySplits.Builder<>();
    if (!assigned) {
      return elements.build();
    }
    try {
      if (followFrom == CmdbSplit.SNAPSHOT || scan != null) {
        readEstate(elements);
      } else {
        if (!behind) {
          pause(options.pollMillis());
        }
        readChanges(elements);
      }
    } catch (RuntimeException e) {
      LOG.warn("The CMDB cannot be read, trying again", e);
      endScan();
      pause(RETRY_MILLIS);
      RecordsBySplits.Builder<Element> nothing = new RecordsBySplits.Builder<>();
      nothing.add(CmdbSplit.ID, new Element(null, followFrom));
      return nothing.build();
    }
    return elements.build();
  }

  private void readEstate(RecordsBySplits.Builder<Element> elements) {
    EstateScan running = scan;
    if (running == null) {
      startSlot = ChangeSlots.of(clock.getAsLong());
      JanusGraphTransaction tx = reader().begin();
      scanning = tx;
      running = new EstateScan(tx, clock.getAsLong());
      scan = running;
    }
    for (int i = 0; i < PIECE && running.hasNext(); i++) {
      elements.add(CmdbSplit.ID, new Element(running.next(), CmdbSplit.SNAPSHOT));
    }
    if (!running.hasNext()) {
      endScan();
      followFrom = startSlot - LATE_SLOTS;
      elements.add(CmdbSplit.ID, new Element(null, followFrom));
    }
  }

  private void readChanges(RecordsBySplits.Builder<Element> elements) {
    long current = ChangeSlots.of(clock.getAsLong());
    long through = Math.min(current, followFrom + MOST_SLOTS - 1);
    Set<String> found = new HashSet<>();
    reader()
        .changedIn(
            followFrom,
            through,
            options.except(),
            (change, slot) -> {
              String noted = slot + " " + TopologyJson.line(change);
              if (!handedOut.contains(noted) && found.add(noted)) {
                elements.add(CmdbSplit.ID, new Element(change, followFrom));
              }
            });
    // Not before all is read: what is read until a failure is not handed out.
    handedOut.addAll(found);
    behind = through < current;
    long next = Math.max(followFrom, Math.min(through + 1, current - LATE_SLOTS));
    if (next > followFrom) {
      followFrom = next;
      handedOut.removeIf(
          noted -> Long.parseLong(noted.substring(0, noted.indexOf(' '))) < followFrom);
      elements.add(CmdbSplit.ID, new Element(null, followFrom));
    }
  }

  private GraphReader reader() {
    SharedGraph open = shared;
    if (open == null) {
      open = SharedGraph.open(settings);
      shared = open;
    }
    return new GraphReader(open.graph());
  }

  private void endScan() {
    if (scanning != null && scanning.isOpen()) {
      scanning.rollback();
    }
    scanning = null;
    scan = null;
  }

  private void pause(long millis) {
    synchronized (wakeUp) {
      try {
        wakeUp.wait(Math.max(1, millis));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void wakeUp() {
    synchronized (wakeUp) {
      wakeUp.notifyAll();
    }
  }

  @Override
  public void close() {
    endScan();
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }
}
