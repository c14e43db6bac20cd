package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.TestingTopology;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.pipeline.ordered.TestingMailbox;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Feedback;
import io.lull.schema.Incident;
import io.lull.schema.Severity;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelateFunctionTest {

  private static final TypeInformation<AlarmChange> ALARM = TypeInformation.of(AlarmChange.class);

  @Test
  void itsStateNeedsNoGenericSerializer() {
    for (Class<?> type :
        List.of(
            SymptomGroup.class,
            AlarmLife.class,
            SymptomState.class,
            IncidentLife.class,
            KeyPage.class,
            NodeNotes.class,
            LearnedModel.class,
            ModelRevision.class,
            GroupState.class,
            AlarmState.class,
            SiteState.class,
            NodeState.class,
            Membership.class,
            Handover.class,
            AlarmChange.class)) {
      Configuration configuration = new Configuration();
      configuration.set(PipelineOptions.GENERIC_TYPES, false);
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(configuration);
      assertThat(TypeInformation.of(type).createSerializer(env.getConfig().getSerializerConfig()))
          .as(type.getSimpleName())
          .isNotNull();
    }
  }

  @Test
  void stateAndTimersReturnToZero() throws Exception {
    try (var bench = open(new HashMapStateBackend(), null)) {
      topology(bench);
      storm(bench, 0);
      watermark(bench, 100_000);
      assertThat(bench.extractOutputValues()).isNotEmpty();
      bench.snapshot(1, 100_000);
      assertThat(bench.numKeyedStateEntries()).isPositive();
      assertThat(bench.numEventTimeTimers()).isPositive();
      watermark(bench, 10_000_000);
      bench.snapshot(2, 10_000_000);
      assertThat(bench.numKeyedStateEntries()).as("but what was learned").isOne();
      assertThat(bench.numEventTimeTimers()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aRestoreAnywhereChangesNothing(String backend) throws Exception {
    List<Incident> undisturbed;
    List<Membership> members;
    List<ModelRevision> models;
    try (var bench = open(backend(backend), null)) {
      topology(bench);
      storm(bench, 0);
      storm(bench, 300_000);
      watermark(bench, 10_000_000);
      undisturbed = bench.extractOutputValues();
      members = memberships(bench);
      models = models(bench);
    }
    assertThat(models).hasSizeGreaterThan(1);
    assertThat(undisturbed).hasSizeGreaterThan(4);
    for (long cut : new long[] {500, 3_000, 6_000, 61_000, 200_000, 302_500}) {
      List<Incident> seen = new ArrayList<>();
      List<Membership> seenMembers = new ArrayList<>();
      List<ModelRevision> seenModels = new ArrayList<>();
      OperatorSubtaskState state;
      try (var bench = open(backend(backend), null)) {
        topology(bench);
        storm(bench, 0);
        storm(bench, 300_000);
        watermark(bench, cut);
        state = bench.snapshot(1, cut);
        seen.addAll(bench.extractOutputValues());
        seenMembers.addAll(memberships(bench));
        seenModels.addAll(models(bench));
      }
      try (var bench = open(backend(backend), state)) {
        watermark(bench, 10_000_000);
        seen.addAll(bench.extractOutputValues());
        seenMembers.addAll(memberships(bench));
        seenModels.addAll(models(bench));
      }
      assertThat(seen).as("cut at %d", cut).isEqualTo(undisturbed);
      assertThat(seenMembers).as("cut at %d", cut).isEqualTo(members);
      assertThat(seenModels).as("cut at %d", cut).isEqualTo(models);
    }
  }

  @Test
  void topologyTakesEffectAtItsOwnTime() throws Exception {
    try (var bench = open(new HashMapStateBackend(), null)) {
      TopologyChange relation = TestingTopology.relation("svc", "DEPENDS_ON", "db");
      bench.processElement2(new StreamRecord<>(TestingTopology.node("svc"), 0));
      bench.processElement2(new StreamRecord<>(TestingTopology.node("db"), 0));
      bench.processElement2(new StreamRecord<>(relation, 200_000));
      for (long start : new long[] {10_000, 400_000}) {
        raise(bench, start, "svc", "SLOW" + start);
        raise(bench, start + 1_000, "db", "SLOW" + start);
      }
      watermark(bench, 390_000);
      assertThat(bench.extractOutputValues()).as("no relation yet").hasSize(2);
      bench.getOutput().clear();
      watermark(bench, 500_000);
      assertThat(bench.extractOutputValues())
          .as("the relation holds by now")
          .last()
          .satisfies(i -> assertThat(i.getResources()).containsExactly("db", "svc"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 150_000, 450_000, 900_000})
  void whatWasLearnedIsForgottenAtTheTimeThatIsSaid(long cut) throws Exception {
    List<ModelRevision> models = new ArrayList<>();
    OperatorSubtaskState state;
    try (var bench = open(new HashMapStateBackend(), null)) {
      topology(bench);
      bench.processElement2(new StreamRecord<>(forget(null, 500_000), 500_000));
      bench.processElement2(new StreamRecord<>(forget("elsewhere", 650_000), 650_000));
      storm(bench, 0);
      storm(bench, 300_000);
      storm(bench, 600_000);
      watermark(bench, cut);
      state = bench.snapshot(1, cut);
      models.addAll(models(bench));
    }
    try (var bench = open(new HashMapStateBackend(), state)) {
      watermark(bench, 10_000_000);
      models.addAll(models(bench));
    }
    assertThat(models).extracting(ModelRevision::incidents).containsExactly(1L, 2L, 0L, 1L);
    assertThat(models.get(2).relations()).isEmpty();
    assertThat(models.get(3).revision()).isEqualTo(4);
  }

  private static TopologyChange forget(@Nullable String domain, long time) {
    ControlRecord control =
        ControlRecord.newBuilder()
            .setId("forget")
            .setOp(ChangeOp.UPSERT)
            .setTimeMillis(time)
            .setBody(new Feedback("", "FORGET", null, "", domain))
            .build();
    return Objects.requireNonNull(ModelReset.of(control)).asChange();
  }

  private static StateBackend backend(String name) {
    return name.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend(true);
  }

  private static List<Membership> memberships(
      KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> bench) {
    var side = bench.getSideOutput(CorrelateFunction.MEMBERSHIPS);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  private static List<ModelRevision> models(
      KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> bench) {
    var side = bench.getSideOutput(CorrelateFunction.MODEL);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  private static void topology(
      KeyedTwoInputStreamOperatorTestHarness<String, AlarmChange, TopologyChange, Incident> bench)
      throws Exception {
    for (int i = 0; i < 6; i++) {
      bench.processElement2(new StreamRecord<>(TestingTopology.node("n" + i), 0));
    }
    for (int i = 1; i < 6; i++) {
      bench.processElement2(
          new StreamRecord<>(
              TestingTopology.relation("n" + i, "DEPENDS_ON", "n" + (i < 3 ? 0 : i - 2)), 0));
    }
  }

  /** Five minutes at most: raised within three seconds, cleared a minute later. */
  private static void storm(
      KeyedTwoInputStreamOperatorTestHarness<String, AlarmChange, TopologyChange, Incident> bench,
      long start)
      throws Exception {
    for (int i = 5; i >= 0; i--) {
      clear(
          bench, raise(bench, start + 500L * (5 - i), "n" + i, "DOWN"), start + 60_000 + i * 100L);
    }
    clear(bench, raise(bench, start + 1_000, "slight", "X", Severity.WARNING), start + 2_000);
  }

  private static void clear(
      KeyedTwoInputStreamOperatorTestHarness<String, AlarmChange, TopologyChange, Incident> bench,
      AlarmChange raised,
      long time)
      throws Exception {
    AlarmChange cleared =
        new AlarmChange(
            AlarmChange.Kind.CLEARED,
            raised.eventId(),
            time,
            raised.timeMillis(),
            raised.resource(),
            raised.type(),
            "",
            true,
            "default",
            raised.severity(),
            "",
            null,
            2,
            List.of(new EventRef("c" + raised.eventId(), time)));
    bench.processElement1(new StreamRecord<>(cleared, time));
  }

  private static AlarmChange raise(
      KeyedTwoInputStreamOperatorTestHarness<String, AlarmChange, TopologyChange, Incident> bench,
      long time,
      String resource,
      String type)
      throws Exception {
    return raise(bench, time, resource, type, Severity.MAJOR);
  }

  private static AlarmChange raise(
      KeyedTwoInputStreamOperatorTestHarness<String, AlarmChange, TopologyChange, Incident> bench,
      long time,
      String resource,
      String type,
      Severity severity)
      throws Exception {
    String event = resource + "@" + time;
    AlarmChange change =
        new AlarmChange(
            AlarmChange.Kind.RAISED,
            event,
            time,
            time,
            resource,
            type,
            "",
            true,
            "default",
            severity,
            "down",
            null,
            1,
            List.of(new EventRef(event, time)));
    bench.processElement1(new StreamRecord<>(change, time));
    return change;
  }

  private static void watermark(KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> bench, long time)
      throws Exception {
    bench.processWatermark1(new Watermark(time));
    bench.processWatermark2(new Watermark(time));
    TestingMailbox.runAll(bench);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, AlarmChange, TopologyChange, Incident>
      open(StateBackend backend, @Nullable OperatorSubtaskState state) throws Exception {
    var bench =
        new KeyedTwoInputStreamOperatorTestHarness<String, AlarmChange, TopologyChange, Incident>(
            operator(), AlarmChange::domain, null, Types.STRING);
    bench.setStateBackend(backend);
    bench.setup(
        new AvroTypeInfo<>(Incident.class)
            .createSerializer(bench.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      bench.initializeState(state);
    }
    bench.open();
    return bench;
  }

  /** The operator as the job graph holds it. */
  @SuppressWarnings("unchecked") // the graph was made from these very types
  private static TwoInputStreamOperator<AlarmChange, TopologyChange, Incident> operator() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<AlarmChange> alarms = env.fromData(ALARM, raisedNever());
    DataStream<TopologyChange> topology =
        env.fromData(new AvroTypeInfo<>(TopologyChange.class), TestingTopology.node("n"));
    var stage =
        OrderedStages.connect(
            alarms.keyBy(AlarmChange::domain, Types.STRING),
            topology,
            new CorrelateFunction(CorrelateOptions.DEFAULT),
            new AvroTypeInfo<>(Incident.class));
    var transformation =
        (TwoInputTransformation<AlarmChange, TopologyChange, Incident>) stage.getTransformation();
    return (TwoInputStreamOperator<AlarmChange, TopologyChange, Incident>)
        ((SimpleOperatorFactory<Incident>) transformation.getOperatorFactory()).getOperator();
  }

  private static AlarmChange raisedNever() {
    return new AlarmChange(
        AlarmChange.Kind.RAISED,
        "",
        0,
        0,
        "",
        "",
        "",
        false,
        "",
        Severity.MAJOR,
        "",
        null,
        1,
        List.of());
  }
}
