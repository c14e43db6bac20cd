package io.lull.pipeline.ordered;

import io.lull.pipeline.model.PackedEvent;
import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * What a stage does with each event, one by one, as things stood at the event's own time: a
 * broadcast element is applied before the events at and after its time, and after those before it.
 * Events have no key here, and their order among each other does not count.
 *
 * <p>Instances are serialised into the job graph; what is not configuration belongs into transient
 * fields set by {@link #open}. All calls come from one thread.
 *
 * @param <B> broadcast element
 * @param <OUT> main output
 */
public abstract class TimedFunction<B, OUT> implements BroadcastTaker<B>, Serializable {
  private static final long serialVersionUID = 1L;

  /** Called once before any event, also after a restore. */
  public abstract void open(RuntimeContext runtime) throws Exception;

  /**
   * Takes an event.
   *
   * @param timestamp stream timestamp, milliseconds since the epoch
   */
  public abstract void take(PackedEvent event, long timestamp, OrderedFunction.Output<OUT> out)
      throws Exception;

  /**
   * Takes an event that came at or below the watermark.
   *
   * @param now the first moment after the watermark, as of which it is taken
   */
  public abstract void takeLate(PackedEvent event, long now, OrderedFunction.Output<OUT> out)
      throws Exception;
}
