package io.lull.job;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaPorts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.config.BaselineSection;
import io.lull.job.config.Formats;
import io.lull.job.config.HealthSection;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.decode.ContractStage;
import io.lull.job.decode.ControlOwner;
import io.lull.job.decode.DecodeOptions;
import io.lull.job.decode.DecodeStage;
import io.lull.pipeline.baseline.BaselineOptions;
import io.lull.pipeline.baseline.BaselineStage;
import io.lull.pipeline.forecast.ForecastOptions;
import io.lull.pipeline.forecast.ForecastStage;
import io.lull.pipeline.health.HealthStage;
import io.lull.pipeline.threshold.ThresholdStage;
import io.lull.schema.ControlRecord;
import io.lull.schema.DeadLetter;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.Health;
import io.lull.schema.MetricBatch;
import io.lull.schema.Scrape;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Metrics to events about thresholds, anomalies and forecasts, which the events job takes in like
 * any other raw topic.
 */
public final class MetricsJob {
  public static final String NAME = "lull-metrics";

  /** Where the job reads. */
  public record Sources(Source<RawRecord, ?, ?> raw, Source<RawRecord, ?, ?> control) {}

  /** Where the job writes; {@code metrics} is used where the tap is on. */
  public record Sinks(
      Sink<Event> events,
      Sink<Health> health,
      Sink<MetricBatch> metrics,
      Sink<DeadLetter> deadLetters) {}

  private MetricsJob() {}

  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, MetricsJob::build);
  }

  /** The whole job over Kafka. */
  public static void build(StreamExecutionEnvironment env, LullConfig config) {
    KafkaSettings settings = KafkaBinding.settings(config);
    KafkaPorts ports = new KafkaPorts(settings);
    Contracts contracts = new Contracts(settings);
    build(
        env,
        new Sources(
            ports.raw(
                "metrics",
                KafkaBinding.topicsOf(config, Formats::isMetrics),
                KafkaBinding.patternsOf(config, Formats::isMetrics),
                config.get(PipelineOptions.IDLENESS)),
            ports.compacted("metrics-control", List.of(settings.topics().control()))),
        new Sinks(
            ports.atLeastOnce(contracts.thresholds()),
            ports.atLeastOnce(contracts.health()),
            ports.atLeastOnce(contracts.metrics()),
            ports.atLeastOnce(contracts.deadLetters())),
        EventsJob.facts(config),
        config);
  }

  /** The whole job over any ports. */
  public static void build(
      StreamExecutionEnvironment env, Sources sources, Sinks sinks, LullConfig config) {
    build(env, sources, sinks, null, config);
  }

  /**
   * The same, which also says which resources metrics speak of.
   *
   * @param facts where to; null: nobody wants to know
   */
  static void build(
      StreamExecutionEnvironment env,
      Sources sources,
      Sinks sinks,
      @Nullable Sink<Fact> facts,
      LullConfig config) {
    AvroSerdes serdes = KafkaBinding.settings(config).serdes();
    // Notifications that a metrics format brings along are events as they are.
    SingleOutputStreamOperator<Event> decoded =
        DecodeStage.connect(JobSources.raw(env, sources.raw(), config), DecodeOptions.of(config));
    SingleOutputStreamOperator<ControlRecord> control =
        ContractStage.control(
            JobSources.state(env, sources.control(), "control"), serdes, ControlOwner.METRICS);
    DataStream<Scrape> metrics = decoded.getSideOutput(DecodeStage.METRICS);
    if (facts != null) {
      MentionedCis.ofMetrics(metrics).sinkTo(facts).uid("facts-sink").name("lull.raw.facts");
    }

    SingleOutputStreamOperator<Event> thresholds =
        ThresholdStage.connect(metrics, control, StageOptions.thresholds(config));
    DataStream<Event> alarms = thresholds;
    BaselineOptions baselines = BaselineSection.of(config);
    if (baselines.enabled()) {
      alarms =
          alarms.union(
              BaselineStage.connect(thresholds.getSideOutput(ThresholdStage.TAKEN), baselines));
    }
    ForecastOptions forecasts = StageOptions.forecasts(config);
    if (forecasts.enabled()) {
      alarms =
          alarms.union(
              ForecastStage.connect(
                  thresholds.getSideOutput(ThresholdStage.LIMITED), control, forecasts));
    }
    alarms.union(decoded).sinkTo(sinks.events()).uid("thresholds-sink").name("lull.raw.thresholds");
    HealthStage.connect(alarms, HealthSection.of(config))
        .sinkTo(sinks.health())
        .uid("health-sink")
        .name("lull.health");
    if (config.get(PipelineOptions.METRICS_TAP)) {
      metrics
          .map(Scrape::toBatch, TypeInformation.of(MetricBatch.class))
          .uid("metric-batches")
          .name("Metric batches")
          .sinkTo(sinks.metrics())
          .uid("metrics-sink")
          .name("lull.metrics");
    }
    decoded
        .getSideOutput(DecodeStage.DEAD_LETTERS)
        .union(control.getSideOutput(DecodeStage.DEAD_LETTERS))
        .sinkTo(sinks.deadLetters())
        .uid("dead-letters-sink")
        .name("lull.dead-letters");
  }
}
