package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.ControlRecord;
import io.lull.schema.Incident;
import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * Puts correlation into a job graph: each domain explains what has to do with no other, and hands
 * over the rest to where domains are joined.
 */
public final class CorrelateStage {
  private final SingleOutputStreamOperator<Incident> domains;
  private final SingleOutputStreamOperator<Incident> joined;

  private CorrelateStage(
      SingleOutputStreamOperator<Incident> domains, SingleOutputStreamOperator<Incident> joined) {
    this.domains = domains;
    this.joined = joined;
  }

  /** Which domains are to hear of an alarm. */
  public static AlarmRouting routing(CorrelateOptions options) {
    return new DomainRouting(options);
  }

  /**
   * Connects the stage. All inputs carry their stream timestamps.
   *
   * @param alarms what became of alarms, a copy for each domain of their {@link #routing}
   * @param control all control records; wishes to forget what was learned are heard
   * @param topology reconciled changes of the topology
   */
  public static CorrelateStage connect(
      DataStream<AlarmChange> alarms,
      DataStream<ControlRecord> control,
      DataStream<TopologyChange> topology,
      CorrelateOptions options) {
    FlatMapFunction<ControlRecord, TopologyChange> wishes =
        (record, out) -> {
          ModelReset reset = ModelReset.of(record);
          if (reset != null) {
            out.collect(reset.asChange());
          }
        };
    DataStream<TopologyChange> resets =
        control
            .flatMap(wishes, topology.getType())
            .uid("model-resets")
            .name("Resets of what was learned");
    DataStream<TopologyChange> known = topology.union(resets);
    SingleOutputStreamOperator<Incident> domains =
        OrderedStages.connect(
                alarms.keyBy(AlarmChange::domain, Types.STRING),
                known,
                new CorrelateFunction(options),
                TypeInformation.of(Incident.class))
            .uid("correlate")
            .name("Correlate");
    return new CorrelateStage(domains, join(domains, known, options));
  }

  /** One key needs one subtask, and with that one more copy of the topology and not many. */
  private static SingleOutputStreamOperator<Incident> join(
      SingleOutputStreamOperator<Incident> domains,
      DataStream<TopologyChange> known,
      CorrelateOptions options) {
    return OrderedStages.connect(
            domains
                .getSideOutput(CorrelateFunction.HANDOVERS)
                .keyBy(handover -> Territory.JOINED, Types.STRING),
            known,
            new JoinFunction(options),
            TypeInformation.of(Incident.class))
        .uid("join-domains")
        .name("Join domains")
        .setParallelism(1);
  }

  /** Every revision of every incident. */
  public DataStream<Incident> incidents() {
    return domains.union(joined);
  }

  /** Which event belongs to which incident. */
  public DataStream<Membership> memberships() {
    return both(AbstractCorrelateFunction.MEMBERSHIPS);
  }

  /**
   * The numbers that were learned in a domain, and of what spans several, each time others hold.
   */
  public DataStream<ModelRevision> models() {
    return both(AbstractCorrelateFunction.MODEL);
  }

  private <T> DataStream<T> both(OutputTag<T> tag) {
    return domains.getSideOutput(tag).union(joined.getSideOutput(tag));
  }
}
