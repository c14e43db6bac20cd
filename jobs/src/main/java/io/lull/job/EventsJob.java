package io.lull.job;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.ContractSerializer;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaPorts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.connector.kafka.SinkGuarantee;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.Formats;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.config.RuntimeOptions;
import io.lull.job.decode.ContractStage;
import io.lull.job.decode.ControlOwner;
import io.lull.job.decode.DecodeOptions;
import io.lull.job.decode.DecodeStage;
import io.lull.pipeline.correlate.ModelRevision;
import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.ControlRecord;
import io.lull.schema.DeadLetter;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.Health;
import io.lull.schema.Incident;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.TopologyChange;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Raw topics to incidents. */
public final class EventsJob {
  public static final String NAME = "lull-events";

  /** Where the job reads. */
  public record Sources(
      Source<RawRecord, ?, ?> raw,
      Source<RawRecord, ?, ?> control,
      Source<RawRecord, ?, ?> topology) {}

  /** Where the job writes. */
  public record Sinks(
      Sink<Event> events,
      Sink<Incident> incidents,
      Sink<Incident> incidentsJson,
      Sink<SuppressedAlarm> suppressed,
      Sink<Event> late,
      Sink<DeadLetter> deadLetters,
      Sink<ModelRevision> models,
      Sink<Health> health) {}

  private EventsJob() {}

  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, EventsJob::build);
  }

  /** The whole job over Kafka. */
  public static void build(StreamExecutionEnvironment env, LullConfig config) {
    build(env, sources(config), sinks(config), facts(config), config);
  }

  /** The whole job over any ports. */
  public static void build(
      StreamExecutionEnvironment env, Sources sources, Sinks sinks, LullConfig config) {
    build(env, sources, sinks, null, config);
  }

  /**
   * The same, which also says which resources events speak of.
   *
   * @param facts where to; null: nobody wants to know
   */
  static void build(
      StreamExecutionEnvironment env,
      Sources sources,
      Sinks sinks,
      @Nullable Sink<Fact> facts,
      LullConfig config) {
    Decoded decoded = decode(env, sources, config);
    if (facts != null) {
      MentionedCis.ofEvents(decoded.inputs().events())
          .sinkTo(facts)
          .uid("facts-sink")
          .name("lull.raw.facts");
    }
    EventsGraph.Outputs out = EventsGraph.connect(decoded.inputs(), StageOptions.events(config));
    out.events().sinkTo(sinks.events()).uid("events-sink").name("lull.events");
    out.incidents().sinkTo(sinks.incidents()).uid("incidents-sink").name("lull.incidents");
    out.incidents()
        .sinkTo(sinks.incidentsJson())
        .uid("incidents-json-sink")
        .name("lull.incidents.json");
    out.models().sinkTo(sinks.models()).uid("model-sink").name("lull.model");
    out.suppressed().sinkTo(sinks.suppressed()).uid("suppressed-sink").name("lull.suppressed");
    if (out.health() != null) {
      out.health().sinkTo(sinks.health()).uid("health-sink").name("lull.health");
    }
    out.late().sinkTo(sinks.late()).uid("late-sink").name("lull.late");
    decoded
        .deadLetters()
        .sinkTo(sinks.deadLetters())
        .uid("dead-letters-sink")
        .name("lull.dead-letters");
  }

  /** What goes into the graph, and what could not be decoded. */
  private record Decoded(EventsGraph.Inputs inputs, DataStream<DeadLetter> deadLetters) {}

  private static Decoded decode(
      StreamExecutionEnvironment env, Sources sources, LullConfig config) {
    AvroSerdes serdes = KafkaBinding.settings(config).serdes();
    SingleOutputStreamOperator<Event> events =
        DecodeStage.connect(JobSources.raw(env, sources.raw(), config), DecodeOptions.of(config));
    SingleOutputStreamOperator<ControlRecord> control =
        ContractStage.control(
            JobSources.state(env, sources.control(), "control"), serdes, ControlOwner.EVENTS);
    SingleOutputStreamOperator<TopologyChange> topology =
        ContractStage.topology(JobSources.state(env, sources.topology(), "topology"), serdes);
    return new Decoded(
        new EventsGraph.Inputs(events, control, topology),
        events
            .getSideOutput(DecodeStage.DEAD_LETTERS)
            .union(
                control.getSideOutput(DecodeStage.DEAD_LETTERS),
                topology.getSideOutput(DecodeStage.DEAD_LETTERS)));
  }

  /**
   * The first stages only, up to the changes of alarms that correlation is told: what the job costs
   * without it.
   *
   * @param alarms takes the place of correlation
   */
  public static void buildAlarms(
      StreamExecutionEnvironment env,
      Sources sources,
      Sink<Event> events,
      Sink<AlarmChange> alarms,
      Sink<DeadLetter> deadLetters,
      LullConfig config) {
    Decoded decoded = decode(env, sources, config);
    EventsGraph.Alarms out = EventsGraph.alarms(decoded.inputs(), StageOptions.events(config));
    out.events().sinkTo(events).uid("events-sink").name("lull.events");
    out.passed().sinkTo(alarms).uid("alarms-sink").name("alarms");
    decoded.deadLetters().sinkTo(deadLetters).uid("dead-letters-sink").name("lull.dead-letters");
  }

  /** Where mentions go, if discovery takes them. */
  static @Nullable Sink<Fact> facts(LullConfig config) {
    KafkaSettings settings = KafkaBinding.settings(config);
    return config.get(DiscoverySection.ENABLED)
        ? new KafkaPorts(settings).atLeastOnce(new Contracts(settings).facts())
        : null;
  }

  private static Sources sources(LullConfig config) {
    KafkaSettings settings = KafkaBinding.settings(config);
    KafkaPorts ports = new KafkaPorts(settings);
    Predicate<String> events = Formats::isEvents;
    return new Sources(
        ports.raw(
            "events",
            KafkaBinding.topicsOf(config, events),
            KafkaBinding.patternsOf(config, events),
            config.get(PipelineOptions.IDLENESS)),
        ports.compacted("events-control", List.of(settings.topics().control())),
        ports.compacted("events-topology", List.of(settings.topics().topology())));
  }

  private static Sinks sinks(LullConfig config) {
    KafkaSettings settings = KafkaBinding.settings(config);
    KafkaPorts ports = new KafkaPorts(settings);
    Contracts contracts = new Contracts(settings);
    SinkGuarantee guarantee = config.get(RuntimeOptions.SINK_GUARANTEE);
    Duration timeout = config.get(RuntimeOptions.TRANSACTION_TIMEOUT);
    return new Sinks(
        ports.atLeastOnce(contracts.events(settings.topics().events())),
        ports.sink(contracts.incidents(), guarantee, "incidents", timeout),
        ports.sink(contracts.incidentsJson(), guarantee, "incidents-json", timeout),
        ports.atLeastOnce(contracts.suppressed()),
        ports.atLeastOnce(contracts.events(settings.topics().late())),
        ports.atLeastOnce(contracts.deadLetters()),
        ports.atLeastOnce(
            new ContractSerializer<>(
                settings.topics().model(),
                () -> ModelJson::toBytes,
                ModelRevision::domain,
                ModelRevision::timeMillis)),
        ports.atLeastOnce(contracts.health()));
  }
}
