package io.lull.pipeline.baseline;

import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Puts learned baselines into a job graph: batches of samples in, anomalies out. */
public final class BaselineStage {
  /** Side output: how samples compare with what was expected. */
  public static final OutputTag<SampleScore> SCORES =
      new OutputTag<>("baseline-scores", TypeInformation.of(SampleScore.class));

  private BaselineStage() {}

  /**
   * Connects the stage.
   *
   * @param metrics decoded batches with their stream timestamps
   */
  public static SingleOutputStreamOperator<Event> connect(
      DataStream<MetricBatch> metrics, BaselineOptions options) {
    return OrderedStages.connect(
            metrics.keyBy(MetricBatch::getResource, Types.STRING),
            new BaselineFunction(options),
            TypeInformation.of(Event.class))
        .uid("baseline")
        .name("Baselines");
  }
}
