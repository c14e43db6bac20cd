package io.lull.pipeline.forecast;

import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.Scrape;
import io.lull.schema.Threshold;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts forecasts into a job graph: batches of samples in, forecasts out. */
public final class ForecastStage {
  private ForecastStage() {}

  /**
   * Connects the stage.
   *
   * @param scrapes decoded scrapes with their stream timestamps; each is where the resource is the
   *     key already, so that they are not exchanged again
   * @param control all control records; those that hold no rules on metrics are left aside
   */
  public static SingleOutputStreamOperator<Event> connect(
      DataStream<Scrape> scrapes, DataStream<ControlRecord> control, ForecastOptions options) {
    // A deletion names only the id, and may be of such rules.
    DataStream<ControlRecord> rules =
        control
            .filter(record -> record.getBody() == null || record.getBody() instanceof Threshold)
            .uid("forecast-rules")
            .name("Limits");
    return OrderedStages.connect(
            DataStreamUtils.reinterpretAsKeyedStream(scrapes, Scrape::resource, Types.STRING),
            rules,
            new ForecastFunction(options),
            TypeInformation.of(Event.class))
        .uid("forecast")
        .name("Forecasts");
  }
}
