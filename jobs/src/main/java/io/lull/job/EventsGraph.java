package io.lull.job;

import io.lull.pipeline.correlate.CorrelateOptions;
import io.lull.pipeline.correlate.CorrelateStage;
import io.lull.pipeline.correlate.Membership;
import io.lull.pipeline.correlate.ModelRevision;
import io.lull.pipeline.deduplicate.DeduplicateOptions;
import io.lull.pipeline.deduplicate.DeduplicateStage;
import io.lull.pipeline.deduplicate.OrphanClear;
import io.lull.pipeline.health.BondsByType;
import io.lull.pipeline.health.HealthOptions;
import io.lull.pipeline.health.ServiceHealthStage;
import io.lull.pipeline.intake.EventClassification;
import io.lull.pipeline.intake.IntakeStage;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.suppress.SuppressOptions;
import io.lull.pipeline.suppress.SuppressStage;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.Health;
import io.lull.schema.Incident;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.TopologyChange;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * From decoded events to incidents: classify and resolve → deduplicate → suppress → correlate. The
 * same graph serves the events job, the replay and the tests.
 */
public final class EventsGraph {

  /**
   * What goes in; every stream carries its stream timestamps and watermarks.
   *
   * @param events decoded, not classified yet
   * @param control all control records
   * @param topology reconciled changes
   */
  public record Inputs(
      DataStream<Event> events,
      DataStream<ControlRecord> control,
      DataStream<TopologyChange> topology) {}

  /**
   * How the stages work.
   *
   * @param maxAgeMillis how old an event may be to open an incident, milliseconds
   * @param health how the health of services is told; null: it is not
   */
  public record Options(
      EventClassification.Factory classification,
      long maxAgeMillis,
      DeduplicateOptions deduplicate,
      SuppressOptions suppress,
      CorrelateOptions correlate,
      @Nullable ServiceHealth health) {}

  /** How the health of services is told. */
  public record ServiceHealth(HealthOptions options, BondsByType bonds) {}

  /**
   * What comes out.
   *
   * @param events classified and resolved
   * @param alarms what became of alarms
   * @param passed what correlation is told of them
   * @param correlated incidents and what belongs to them
   * @param health changes of the health of services; null where it is not told
   */
  public record Outputs(
      SingleOutputStreamOperator<Event> events,
      SingleOutputStreamOperator<AlarmChange> alarms,
      SingleOutputStreamOperator<AlarmChange> passed,
      CorrelateStage correlated,
      @Nullable DataStream<Health> health) {

    /** Every revision of every incident. */
    public DataStream<Incident> incidents() {
      return correlated.incidents();
    }

    /** Which event belongs to which incident. */
    public DataStream<Membership> memberships() {
      return correlated.memberships();
    }

    /** The numbers that were learned in a domain, each time others hold. */
    public DataStream<ModelRevision> models() {
      return correlated.models();
    }

    /** Alarms that are held back by maintenance or suppression; the last record of an id holds. */
    public DataStream<SuppressedAlarm> suppressed() {
      return passed.getSideOutput(SuppressStage.SUPPRESSED);
    }

    /** Events that came after their time. */
    public DataStream<Event> late() {
      return events.getSideOutput(IntakeStage.LATE);
    }

    /** Clears of alarms that were not active. */
    public DataStream<OrphanClear> orphanClears() {
      return alarms.getSideOutput(DeduplicateStage.ORPHAN_CLEARS);
    }
  }

  private EventsGraph() {}

  /** What the stages before correlation give out; see {@link Outputs}. */
  record Alarms(
      SingleOutputStreamOperator<Event> events,
      SingleOutputStreamOperator<AlarmChange> alarms,
      SingleOutputStreamOperator<AlarmChange> passed) {}

  /** Connects the stages before correlation. */
  static Alarms alarms(Inputs all, Options options) {
    return beforeCorrelation(known(all), options);
  }

  private static Inputs known(Inputs all) {
    return new Inputs(all.events(), all.control(), MentionedCis.without(all.topology()));
  }

  private static Alarms beforeCorrelation(Inputs in, Options options) {
    SingleOutputStreamOperator<Event> events =
        IntakeStage.connect(
            in.events(),
            in.control(),
            in.topology(),
            options.classification(),
            options.maxAgeMillis());
    SingleOutputStreamOperator<AlarmChange> alarms =
        DeduplicateStage.connect(events, options.deduplicate());
    return new Alarms(
        events,
        alarms,
        SuppressStage.connect(
            alarms,
            in.control(),
            in.topology(),
            options.suppress(),
            CorrelateStage.routing(options.correlate())));
  }

  /** Connects the stages. */
  public static Outputs connect(Inputs all, Options options) {
    Inputs in = known(all);
    Alarms before = beforeCorrelation(in, options);
    CorrelateStage correlated =
        CorrelateStage.connect(before.passed(), in.control(), in.topology(), options.correlate());
    ServiceHealth health = options.health();
    return new Outputs(
        before.events(),
        before.alarms(),
        before.passed(),
        correlated,
        health == null
            ? null
            : ServiceHealthStage.connect(
                before.passed(), in.topology(), health.options(), health.bonds()));
  }
}
