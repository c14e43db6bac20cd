package io.lull.pipeline.ordered;

/**
 * An {@link OrderedFunction} with a second input that every subtask gets whole: rules, topology.
 * Its elements are applied at their own time, before keyed elements of the same time.
 *
 * @param <K> key
 * @param <IN> keyed input
 * @param <B> broadcast input
 * @param <OUT> main output
 */
public abstract class OrderedBroadcastFunction<K, IN, B, OUT> extends OrderedFunction<K, IN, OUT>
    implements BroadcastTaker<B> {
  private static final long serialVersionUID = 1L;
}
