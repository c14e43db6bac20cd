package io.lull.pipeline.ordered;

import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * What a stage does with each element of a stream, one by one, as things stood at the element's own
 * time: a broadcast element is applied before the elements at and after its time, and after those
 * before it. Elements have no key, and their order among each other does not count.
 *
 * <p>Instances are serialised into the job graph; what is not configuration belongs into transient
 * fields set by {@link #open}. All calls come from one thread.
 *
 * @param <IN> element
 * @param <B> broadcast element
 * @param <OUT> main output
 */
public abstract class TimedFunction<IN, B, OUT> implements BroadcastTaker<B>, Serializable {
  private static final long serialVersionUID = 1L;

  /** Called once before any element, also after a restore. */
  public abstract void open(RuntimeContext runtime) throws Exception;

  /**
   * Takes an element.
   *
   * @param timestamp stream timestamp, milliseconds since the epoch
   */
  public abstract void take(IN element, long timestamp, OrderedFunction.Output<OUT> out)
      throws Exception;

  /**
   * Takes an element that came at or below the watermark.
   *
   * @param now the first moment after the watermark, as of which it is taken
   */
  public abstract void takeLate(IN element, long now, OrderedFunction.Output<OUT> out)
      throws Exception;
}
