package io.lull.pipeline.threshold;

import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.model.ScrapeSerializer;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.Scrape;
import io.lull.schema.Threshold;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Puts static thresholds into a job graph: batches of samples in, events out. */
public final class ThresholdStage {
  /** Side output: how samples compare with their thresholds. */
  public static final OutputTag<SampleScore> SCORES =
      new OutputTag<>("sample-scores", TypeInformation.of(SampleScore.class));

  /**
   * Side output: all scrapes, in the order in which they were taken. Where they stay is where the
   * stage keyed them, so that what comes next needs no exchange.
   */
  public static final OutputTag<Scrape> TAKEN = new OutputTag<>("taken", ScrapeSerializer.type());

  /**
   * Side output: of all scrapes the series that limits and objectives name, likewise; a scrape
   * without any is left out.
   */
  public static final OutputTag<Scrape> LIMITED =
      new OutputTag<>("limited", ScrapeSerializer.type());

  private ThresholdStage() {}

  /**
   * Connects the stage. Both inputs carry their stream timestamps; control records that have no
   * time carry none, or {@code Long.MIN_VALUE}.
   *
   * @param metrics decoded batches
   * @param control all control records; those that are no thresholds are left aside
   */
  public static SingleOutputStreamOperator<Event> connect(
      DataStream<Scrape> metrics, DataStream<ControlRecord> control, ThresholdOptions options) {
    // A deletion names only the id, and may be of a threshold.
    DataStream<ControlRecord> rules =
        control
            .filter(record -> record.getBody() == null || record.getBody() instanceof Threshold)
            .uid("threshold-rules")
            .name("Threshold rules");
    return OrderedStages.connect(
            metrics.keyBy(Scrape::resource, Types.STRING),
            rules,
            new ThresholdFunction(options),
            TypeInformation.of(Event.class))
        .uid("threshold")
        .name("Static thresholds");
  }
}
