package io.lull.job.replay;

import io.lull.connector.files.HistoryRecord;
import io.lull.connector.files.SortedRuns;
import io.lull.job.DiscoveryGraph;
import io.lull.job.EventsGraph;
import io.lull.job.MentionedCis;
import io.lull.pipeline.baseline.BaselineOptions;
import io.lull.pipeline.baseline.BaselineStage;
import io.lull.pipeline.forecast.ForecastOptions;
import io.lull.pipeline.forecast.ForecastStage;
import io.lull.pipeline.health.HealthOptions;
import io.lull.pipeline.health.HealthStage;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.reconcile.CallStage;
import io.lull.pipeline.reconcile.ReconcileOptions;
import io.lull.pipeline.reconcile.ReconcileStage;
import io.lull.pipeline.threshold.ThresholdOptions;
import io.lull.pipeline.threshold.ThresholdStage;
import io.lull.pipeline.topology.TopologyStage;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.Health;
import io.lull.schema.Scrape;
import io.lull.schema.TopologyChange;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The stages of all jobs in one graph, from a history to parts on disk. */
final class ReplayGraph {
  static final String REVISIONS = "revisions";
  static final String FINALS = "finals";
  static final String MEMBERSHIPS = "memberships";
  static final String REFUSED = "refused";
  static final String CLASSIFIED = "classified";
  static final String LATE = "late";
  static final String SCORES = "scores";
  static final String ANOMALIES = "anomalies";
  static final String FORECASTS = "forecasts";
  static final String RAISED = "raised";
  static final String SUPPRESSED = "suppressed";
  static final String ORPHAN_CLEARS = "orphan-clears";
  static final String MODELS = "models";
  static final String HEALTH = "health";
  static final String DISCOVERY = "discovery";

  /**
   * How the stages work.
   *
   * @param baselines how series are learned and judged
   * @param forecasts which crossings of limits are foretold
   * @param health how the health of resources is told
   * @param discovery how facts become the topology; null: there are none
   * @param domainSize CIs of a correlation domain at most
   * @param scores whether the score of every sample is kept
   */
  record Stages(
      EventsGraph.Options events,
      ThresholdOptions thresholds,
      BaselineOptions baselines,
      ForecastOptions forecasts,
      HealthOptions health,
      @Nullable Discovery discovery,
      int domainSize,
      boolean scores) {

    Stages withoutDiscovery() {
      return new Stages(events, thresholds, baselines, forecasts, health, null, domainSize, scores);
    }
  }

  /**
   * How facts become the topology.
   *
   * @param options whom to believe, and for how long
   * @param maps what service maps say since ever
   * @param callWindowMillis for how long calls are counted before they are told
   * @param always whether there is discovery without inventories and maps too
   */
  record Discovery(
      ReconcileOptions options, List<Fact> maps, long callWindowMillis, boolean always) {}

  private ReplayGraph() {}

  static void build(
      StreamExecutionEnvironment env,
      SortedRuns<HistoryRecord> history,
      Path parts,
      Stages stages) {
    SingleOutputStreamOperator<Event> events =
        env.fromSource(
                new HistorySource(history),
                new HistoryWatermarks(),
                "history",
                TypeInformation.of(HistoryRecord.class))
            .uid("history")
            .setParallelism(1)
            .process(new SplitHistory(), TypeInformation.of(Event.class))
            .uid("split-history")
            .name("Split history")
            .setParallelism(1);
    DataStream<ControlRecord> control = events.getSideOutput(SplitHistory.CONTROL);
    SingleOutputStreamOperator<TopologyChange> topology =
        TopologyStage.connect(topology(events, parts, stages), stages.domainSize())
            .setParallelism(1);

    DataStream<Event> anomalies =
        metrics(events.getSideOutput(SplitHistory.METRICS), control, parts, stages);
    DataStream<Event> all = events.union(anomalies);
    EventsGraph.Outputs out =
        EventsGraph.connect(new EventsGraph.Inputs(all, control, topology), stages.events());
    DataStream<Health> health = HealthStage.connect(anomalies, stages.health());
    sink(
        out.health() == null ? health : health.union(out.health()),
        PartSink.byTime(parts, HEALTH, PartFormats::health),
        HEALTH);

    sink(out.incidents(), PartSink.byTime(parts, REVISIONS, PartFormats::revision), REVISIONS);
    sink(out.incidents(), PartSink.byKey(parts, FINALS, PartFormats::finalIncident), FINALS);
    sink(
        out.memberships(),
        PartSink.byKey(parts, MEMBERSHIPS, PartFormats::membership),
        MEMBERSHIPS);
    sink(out.models(), PartSink.byKey(parts, MODELS, PartFormats::model), MODELS);
    sink(
        topology.getSideOutput(TopologyStage.REFUSED),
        PartSink.byTime(parts, REFUSED, PartFormats::refused),
        REFUSED);
    sink(out.events(), new CountSink<>(parts, CLASSIFIED), CLASSIFIED);
    sink(out.late(), new CountSink<>(parts, LATE), LATE);
    sink(raised(out.alarms()), new CountSink<>(parts, RAISED), RAISED);
    sink(out.suppressed(), PartSink.byKey(parts, SUPPRESSED, PartFormats::suppressed), SUPPRESSED);
    sink(out.orphanClears(), new CountSink<>(parts, ORPHAN_CLEARS), ORPHAN_CLEARS);
  }

  private static DataStream<TopologyChange> topology(
      SingleOutputStreamOperator<Event> history, Path parts, Stages stages) {
    DataStream<TopologyChange> declared = history.getSideOutput(SplitHistory.TOPOLOGY);
    Discovery discovery = stages.discovery();
    if (discovery == null) {
      return declared;
    }
    DataStream<Fact> facts =
        history
            .getSideOutput(SplitHistory.FACTS)
            .union(
                MentionedCis.ofEvents(history),
                MentionedCis.ofMetrics(history.getSideOutput(SplitHistory.METRICS)),
                CallStage.connect(
                    history.getSideOutput(SplitHistory.SPANS), discovery.callWindowMillis()));
    SingleOutputStreamOperator<TopologyChange> found =
        DiscoveryGraph.connect(facts, declared, discovery.maps(), discovery.options())
            .setParallelism(1);
    sink(
        found.getSideOutput(ReconcileStage.NOTES),
        PartSink.byTime(parts, DISCOVERY, PartFormats::note),
        DISCOVERY);
    return found;
  }

  private static DataStream<Event> metrics(
      DataStream<Scrape> metrics, DataStream<ControlRecord> control, Path parts, Stages stages) {
    boolean learned = stages.baselines().enabled();
    // Every sample has one score: a baseline has one for each, a threshold for what it watches.
    SingleOutputStreamOperator<Event> thresholds =
        ThresholdStage.connect(
            metrics, control, stages.thresholds().withAllScores(stages.scores() && !learned));
    DataStream<Event> events = thresholds;
    DataStream<SampleScore> scores = thresholds.getSideOutput(ThresholdStage.SCORES);
    if (learned) {
      SingleOutputStreamOperator<Event> anomalies =
          BaselineStage.connect(
              thresholds.getSideOutput(ThresholdStage.TAKEN),
              stages.baselines().withAllScores(stages.scores()));
      events = events.union(anomalies);
      scores = scores.union(anomalies.getSideOutput(BaselineStage.SCORES));
    }
    if (stages.forecasts().enabled()) {
      SingleOutputStreamOperator<Event> forecasts =
          ForecastStage.connect(
              thresholds.getSideOutput(ThresholdStage.LIMITED), control, stages.forecasts());
      sink(forecasts, PartSink.byTime(parts, FORECASTS, PartFormats::forecast), FORECASTS);
      events = events.union(forecasts);
    }
    DataStream<SampleScore> anomalous =
        scores.filter(SampleScore::anomaly).uid("anomalous").name("Anomalous");
    sink(anomalous, PartSink.byTime(parts, ANOMALIES, PartFormats::score), ANOMALIES);
    if (stages.scores()) {
      sink(scores, PartSink.byTime(parts, SCORES, PartFormats::score), SCORES);
    }
    return events;
  }

  private static DataStream<AlarmChange> raised(DataStream<AlarmChange> alarms) {
    return alarms
        .filter(change -> change.kind() == AlarmChange.Kind.RAISED)
        .uid("raised-alarms")
        .name("Raised alarms");
  }

  private static <T> void sink(DataStream<T> stream, Sink<T> sink, String name) {
    stream.sinkTo(sink).uid(name + "-part").name(name);
  }
}
