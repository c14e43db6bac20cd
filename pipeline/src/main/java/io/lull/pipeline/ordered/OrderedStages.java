package io.lull.pipeline.ordered;

import io.lull.pipeline.model.PackedEvent;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/** Puts ordered functions into a job graph. The caller sets uid and name on what comes back. */
public final class OrderedStages {
  private OrderedStages() {}

  /** A stage with one keyed input. */
  public static <K, IN, OUT> SingleOutputStreamOperator<OUT> connect(
      KeyedStream<IN, K> input,
      OrderedFunction<K, IN, OUT> function,
      TypeInformation<OUT> outputType) {
    return input.transform("ordered", outputType, new OrderedOperator<>(function, input.getType()));
  }

  /** A stage with a keyed input and a second one that every subtask gets whole. */
  public static <K, IN, B, OUT> SingleOutputStreamOperator<OUT> connect(
      KeyedStream<IN, K> input,
      DataStream<B> broadcast,
      OrderedBroadcastFunction<K, IN, B, OUT> function,
      TypeInformation<OUT> outputType) {
    SingleOutputStreamOperator<OUT> stage =
        input
            .connect(broadcast.broadcast())
            .transform(
                "ordered",
                outputType,
                new OrderedBroadcastOperator<>(function, input.getType(), broadcast.getType()));
    // ConnectedStreams keys either both inputs or none; here only the first has a key.
    TwoInputTransformation<?, ?, ?> transformation =
        (TwoInputTransformation<?, ?, ?>) stage.getTransformation();
    keyFirstInput(transformation, input);
    return stage;
  }

  /**
   * A stage whose first input has no key and needs no order, and a second one that every subtask
   * gets whole.
   */
  public static <B, OUT> SingleOutputStreamOperator<OUT> connect(
      DataStream<PackedEvent> events,
      DataStream<B> broadcast,
      TimedFunction<B, OUT> function,
      TypeInformation<OUT> outputType) {
    SingleOutputStreamOperator<OUT> stage =
        events
            .connect(broadcast.broadcast())
            .transform("timed", outputType, new TimedOperator<>(function, broadcast.getType()));
    withKeyedState((TwoInputTransformation<?, ?, ?>) stage.getTransformation());
    return stage;
  }

  /** Keyed state can be read, though no element has a key. */
  private static void withKeyedState(TwoInputTransformation<?, ?, ?> transformation) {
    transformation.setStateKeySelectors(element -> "", null);
    transformation.setStateKeyType(Types.STRING);
  }

  @SuppressWarnings("unchecked") // the transformation was made from this very input
  private static <IN, K> void keyFirstInput(
      TwoInputTransformation<?, ?, ?> transformation, KeyedStream<IN, K> input) {
    TwoInputTransformation<IN, ?, ?> keyed = (TwoInputTransformation<IN, ?, ?>) transformation;
    keyed.setStateKeySelectors(input.getKeySelector(), null);
    keyed.setStateKeyType(input.getKeyType());
  }
}
