package io.lull.job.replay;

import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import java.io.Serializable;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Port: what makes scores and events out of metrics. */
interface MetricsGraph extends Serializable {

  /**
   * What comes out.
   *
   * @param events anomalies, for the events stages; null: there are none
   * @param scores every sample, in order within a resource and time
   */
  record Outputs(@Nullable DataStream<Event> events, DataStream<ScoredSample> scores) {}

  /** Connects the stages. */
  Outputs connect(DataStream<MetricBatch> metrics, DataStream<ControlRecord> control);

  /** No rule and no baseline: every sample is as usual as any other. */
  static MetricsGraph unscored() {
    return (metrics, control) ->
        new Outputs(
            null,
            metrics
                .keyBy(MetricBatch::getResource, Types.STRING)
                .flatMap(new Unscored())
                .returns(TypeInformation.of(ScoredSample.class))
                .uid("unscored")
                .name("Unscored"));
  }

  /** Name of a series within its resource: {@code metric} or {@code metric{a=b,c=d}}. */
  static String series(Sample sample) {
    if (sample.getLabels().isEmpty()) {
      return sample.getMetric();
    }
    return sample.getMetric() + new TreeMap<>(sample.getLabels()).toString().replace(", ", ",");
  }

  /** Every sample with score 0. */
  final class Unscored implements FlatMapFunction<MetricBatch, ScoredSample> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(MetricBatch batch, Collector<ScoredSample> out) {
      for (Sample sample : batch.getSamples()) {
        out.collect(
            new ScoredSample(
                batch.getTimeMillis(),
                batch.getResource(),
                series(sample),
                sample.getValue(),
                null,
                null,
                null,
                0,
                false));
      }
    }
  }
}
