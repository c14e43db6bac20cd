package io.lull.pipeline.ordered;

/**
 * An {@link OrderedFunction} that works in memory and uses keyed state as its store: it sets the
 * key itself where it reads or writes state, sees itself to what is due at a time, and writes what
 * it has changed when a checkpoint asks for it.
 *
 * <p>Timers of the context serve for what is in the store only. They fire once a watermark, after
 * all elements that it has passed: what such a timer stands for has to be caught up with when an
 * element of its key comes before.
 */
public abstract class BufferedFunction<K, IN, OUT> extends OrderedFunction<K, IN, OUT> {
  private static final long serialVersionUID = 1L;

  /** Does what is due in memory up to and at a time: no element before or at it will follow. */
  public abstract void advance(long time, Output<OUT> out) throws Exception;

  /** Writes to keyed state what has changed since the last call. */
  public abstract void flush() throws Exception;
}
