package io.lull.pipeline.reconcile;

import io.lull.schema.Fact;
import java.io.Serializable;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes facts of the resources that a stream speaks of. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
public final class MentionFunction<T> extends RichFlatMapFunction<T, Fact> {
  private static final long serialVersionUID = 1L;

  /** Reads something off an element. */
  public interface Reader<T, R> extends Serializable {
    R of(T element);
  }

  private final Reader<T, String> resource;
  private final Reader<T, Long> timeMillis;
  private transient Mentions mentions;

  /**
   * @param resource whom an element speaks of
   * @param timeMillis when, milliseconds since the epoch
   */
  public MentionFunction(Reader<T, String> resource, Reader<T, Long> timeMillis) {
    this.resource = resource;
    this.timeMillis = timeMillis;
  }

  @Override
  public void open(OpenContext context) {
    mentions = new Mentions();
  }

  @Override
  public void flatMap(T element, Collector<Fact> out) {
    Fact fact = mentions.of(resource.of(element), timeMillis.of(element));
    if (fact != null) {
      out.collect(fact);
    }
  }
}
