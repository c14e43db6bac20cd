package io.lull.pipeline.baseline;

import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.Event;
import io.lull.schema.Scrape;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
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
   * @param scrapes decoded scrapes with their stream timestamps; each is where the resource is the
   *     key already, so that they are not exchanged again
   */
  public static SingleOutputStreamOperator<Event> connect(
      DataStream<Scrape> scrapes, BaselineOptions options) {
    return OrderedStages.connect(
            DataStreamUtils.reinterpretAsKeyedStream(scrapes, Scrape::resource, Types.STRING),
            new BaselineFunction(options),
            TypeInformation.of(Event.class))
        .uid("baseline")
        .name("Baselines");
  }
}
