package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of a topic whose content is state (topology, control): none until it has been read to
 * its end, so that events wait for it; from then on idle for good, since a change takes effect at
 * its own time. Were the topic made active by each change, one that changes all the time would stop
 * event time.
 *
 * <p>The end of a split is reached when it brought nothing for the idle time. Flink asks first for
 * a generator of the source's main output, which gets no records, then for one a split. It takes
 * splits that have not emitted a watermark, and ours never do, for idle; so the source is idle as
 * soon as its main output is, and that waits for all splits. It waits for a split to be assigned
 * too (else a slow broker at start would look like an empty topic), or gives up after {@link
 * #ASSIGNMENT}, when the subtask has none.
 */
public final class CatchUpWatermarks implements WatermarkStrategy<RawRecord> {
  private static final long serialVersionUID = 1L;

  /** How long to wait for a split. */
  static final Duration ASSIGNMENT = Duration.ofSeconds(60);

  private final long idleMillis;

  // Of one subtask, never serialised with a value.
  private transient boolean hasMainOutput;
  private transient int splits;
  private transient int caughtUpSplits;

  public CatchUpWatermarks(Duration idle) {
    this.idleMillis = idle.toMillis();
  }

  @Override
  public WatermarkGenerator<RawRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    if (!hasMainOutput) {
      hasMainOutput = true;
      return new MainOutput(context);
    }
    splits++;
    return new Split(context);
  }

  /** Counts how long nothing came. */
  private static final class Silence {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private final WatermarkGeneratorSupplier.Context context;
    private long sinceNanos;

    Silence(WatermarkGeneratorSupplier.Context context) {
      this.context = context;
      restart();
    }

    void restart() {
      sinceNanos = context.getInputActivityClock().relativeTimeNanos();
    }

    boolean lasted(long millis) {
      long nanos = context.getInputActivityClock().relativeTimeNanos() - sinceNanos;
      return nanos >= millis * NANOS_PER_MILLI;
    }
  }

  private final class Split implements WatermarkGenerator<RawRecord> {
    private final Silence silence;
    private boolean caughtUp;

    Split(WatermarkGeneratorSupplier.Context context) {
      this.silence = new Silence(context);
    }

    @Override
    public void onEvent(RawRecord record, long timestamp, WatermarkOutput output) {
      silence.restart();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (!caughtUp && silence.lasted(idleMillis)) {
        caughtUp = true;
        caughtUpSplits++;
      }
      if (caughtUp) {
        output.markIdle();
      }
    }
  }

  private final class MainOutput implements WatermarkGenerator<RawRecord> {
    private final Silence silence;

    MainOutput(WatermarkGeneratorSupplier.Context context) {
      this.silence = new Silence(context);
    }

    @Override
    public void onEvent(RawRecord record, long timestamp, WatermarkOutput output) {
      silence.restart();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      boolean caughtUp =
          splits > 0 ? caughtUpSplits == splits : silence.lasted(ASSIGNMENT.toMillis());
      if (caughtUp) {
        output.markIdle();
      }
    }
  }
}
