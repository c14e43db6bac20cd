package io.lull.connector.janusgraph;

import io.lull.connector.files.TopologyJson;
import io.lull.schema.TopologyChange;
import java.util.HashSet;
import java.util.Set;
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

  private static final long RETRY_MILLIS = 1_000;

  private final CmdbSettings settings;
  private final CmdbSource.Options options;
  private final Object wakeUp = new Object();

  private @Nullable SharedGraph shared;
  private @Nullable JanusGraphTransaction scanning;
  private @Nullable EstateScan scan;
  private boolean assigned;
  private long followFrom;
  private long startSlot;
  private final Set<String> handedOut = new HashSet<>();

  /**
   * A change, or how far the graph is read.
   *
   * @param change null: it is read up to here
   * @param followFrom where to go on after a failure
   */
  record Element(@Nullable TopologyChange change, long followFrom) {}

  CmdbSplitReader(CmdbSettings settings, CmdbSource.Options options) {
    this.settings = settings;
    this.options = options;
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
        pause(options.pollMillis());
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
      startSlot = ChangeSlots.of(System.currentTimeMillis());
      JanusGraphTransaction tx = reader().begin();
      scanning = tx;
      running = new EstateScan(tx, System.currentTimeMillis());
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
    long current = ChangeSlots.of(System.currentTimeMillis());
    for (long slot = followFrom; slot <= current; slot++) {
      String prefix = slot + " ";
      reader()
          .changedIn(
              slot,
              options.except(),
              change -> {
                if (handedOut.add(prefix + TopologyJson.line(change))) {
                  elements.add(CmdbSplit.ID, new Element(change, followFrom));
                }
              });
    }
    long next = Math.max(followFrom, current - LATE_SLOTS);
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
