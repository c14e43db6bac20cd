package io.lull.connector.janusgraph;

import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the estate from the CMDB, and then follows what is written to it, a few seconds behind.
 * Changes come at least once; of one CI or relation that changes fast only the last may come. One
 * that was correlated before has no domain: that is assigned where topology is reconciled.
 *
 * <p>A change has its own time as stream timestamp. The source is idle, for watermarks, once the
 * estate has been read, or while the graph does not answer: nobody waits for it then. A job that
 * fails before that reads it again; afterwards it goes on from where it was. One subtask reads.
 */
public final class CmdbSource
    implements Source<TopologyChange, CmdbSplit, Boolean>, ResultTypeQueryable<TopologyChange> {
  private static final long serialVersionUID = 1L;

  private final CmdbSettings settings;
  private final Options options;
  private final Clock clock;

  /** Reading time, milliseconds since the epoch; travels to where it is read. */
  interface Clock extends LongSupplier, Serializable {}

  /**
   * How it reads.
   *
   * @param except what this writer wrote last is left out; null: nothing is
   * @param pollMillis how often it looks for changes
   */
  public record Options(@Nullable Writer except, long pollMillis) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  public CmdbSource(CmdbSettings settings, Options options) {
    this(settings, options, System::currentTimeMillis);
  }

  CmdbSource(CmdbSettings settings, Options options, Clock clock) {
    this.settings = settings;
    this.options = options;
    this.clock = clock;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<CmdbSplit, Boolean> createEnumerator(
      SplitEnumeratorContext<CmdbSplit> context) {
    return new CmdbEnumerator(context, false);
  }

  @Override
  public SplitEnumerator<CmdbSplit, Boolean> restoreEnumerator(
      SplitEnumeratorContext<CmdbSplit> context, Boolean assigned) {
    return new CmdbEnumerator(context, assigned);
  }

  @Override
  public SourceReader<TopologyChange, CmdbSplit> createReader(SourceReaderContext context) {
    return new Reader(() -> new CmdbSplitReader(settings, options, clock), context);
  }

  @Override
  public SimpleVersionedSerializer<CmdbSplit> getSplitSerializer() {
    return new CmdbSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
    return new CmdbEnumerator.Serializer();
  }

  @Override
  public TypeInformation<TopologyChange> getProducedType() {
    return TypeInformation.of(TopologyChange.class);
  }

  /** How far the split is; changes with what is handed out. */
  private static final class Progress {
    private long followFrom;

    Progress(CmdbSplit split) {
      followFrom = split.followFrom();
    }
  }

  private static final class Reader
      extends SingleThreadMultiplexSourceReaderBase<
          CmdbSplitReader.Element, TopologyChange, CmdbSplit, Progress> {
    Reader(
        Supplier<SplitReader<CmdbSplitReader.Element, CmdbSplit>> reading,
        SourceReaderContext context) {
      super(reading, Reader::emit, context.getConfiguration(), context);
    }

    private static void emit(
        CmdbSplitReader.Element element, SourceOutput<TopologyChange> output, Progress progress) {
      TopologyChange change = element.change();
      if (change != null) {
        Long time = change.getTimeMillis();
        output.collect(
            withoutDomain(change), time == null ? Timeline.SINCE_EVER : time.longValue());
        return;
      }
      progress.followFrom = element.followFrom();
      output.markIdle();
    }

    private static TopologyChange withoutDomain(TopologyChange change) {
      Node node = change.getNode();
      if (node != null) {
        node.setDomain(null);
      }
      return change;
    }

    @Override
    protected void onSplitFinished(Map<String, Progress> finished) {}

    @Override
    protected Progress initializedState(CmdbSplit split) {
      return new Progress(split);
    }

    @Override
    protected CmdbSplit toSplitType(String splitId, Progress progress) {
      return new CmdbSplit(progress.followFrom);
    }
  }

  /** Gives the one split to the first reader. */
  private static final class CmdbEnumerator implements SplitEnumerator<CmdbSplit, Boolean> {
    private final SplitEnumeratorContext<CmdbSplit> context;
    private boolean assigned;
    private @Nullable CmdbSplit waiting;

    CmdbEnumerator(SplitEnumeratorContext<CmdbSplit> context, boolean assigned) {
      this.context = context;
      this.assigned = assigned;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<CmdbSplit> splits, int subtask) {
      if (!splits.isEmpty()) { // Else the reader has it from its own state.
        waiting = splits.get(0);
        assigned = false;
      }
    }

    @Override
    public void addReader(int subtask) {
      if (subtask == 0 && !assigned) {
        CmdbSplit split = waiting == null ? new CmdbSplit(CmdbSplit.SNAPSHOT) : waiting;
        context.assignSplit(split, subtask);
        assigned = true;
      }
    }

    @Override
    public Boolean snapshotState(long checkpointId) {
      return assigned;
    }

    @Override
    public void close() {}

    /** Whether the split was given away. */
    static final class Serializer implements SimpleVersionedSerializer<Boolean> {
      private static final int VERSION_1 = 1;

      @Override
      public int getVersion() {
        return VERSION_1;
      }

      @Override
      public byte[] serialize(Boolean assigned) {
        return new byte[] {(byte) (assigned ? 1 : 0)};
      }

      @Override
      public Boolean deserialize(int version, byte[] serialized) {
        if (version != VERSION_1) {
          throw new IllegalArgumentException("enumerator of version " + version + " is not known");
        }
        return serialized[0] == 1;
      }
    }
  }
}
