package io.lull.pipeline.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.TestingTopology;
import io.lull.pipeline.ordered.BroadcastBench;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Feedback;
import io.lull.schema.MaintenanceWindow;
import io.lull.schema.Severity;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.Suppression;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressFunctionTest {
  private static final long EVER = Long.MIN_VALUE;
  private static final TypeInformation<AlarmChange> ALARM = TypeInformation.of(AlarmChange.class);

  /** No domain but its own hears of an alarm. */
  private static final AlarmRouting HOME = topology -> raised -> new TreeSet<>();

  private static BroadcastBench<AlarmChange, SuppressControl, AlarmChange> open(
      StateBackend backend, @Nullable OperatorSubtaskState state) throws Exception {
    return new BroadcastBench<>(
        new SuppressFunction(SuppressOptions.DEFAULT, HOME),
        ALARM,
        TypeInformation.of(SuppressControl.class),
        ALARM,
        SuppressStage::key,
        backend,
        state);
  }

  private static BroadcastBench<AlarmChange, SuppressControl, AlarmChange> open() throws Exception {
    return open(new HashMapStateBackend(), null);
  }

  private static SuppressControl window(String id, long from, long to, String... resources) {
    return rule(id, new MaintenanceWindow(List.of(resources), from, to, "", true));
  }

  private static SuppressControl rule(String id, Object body) {
    return SuppressControl.of(new ControlRecord(id, ChangeOp.UPSERT, null, body));
  }

  private static SuppressControl delete(String id) {
    return SuppressControl.of(new ControlRecord(id, ChangeOp.DELETE, null, null));
  }

  private static AlarmChange change(Kind kind, String resource, long raised, long time) {
    return new AlarmChange(
        kind,
        resource + "@" + raised,
        time,
        raised,
        resource,
        "DOWN",
        "",
        true,
        "d",
        Severity.MAJOR,
        "",
        null,
        1,
        List.of(new EventRef(resource + "@" + time, time)));
  }

  private static void topology(BroadcastBench<AlarmChange, SuppressControl, AlarmChange> bench)
      throws Exception {
    for (int i = 0; i < 6; i++) {
      bench.broadcast(SuppressControl.of(TestingTopology.node("n" + i)), EVER);
    }
    for (int i = 1; i < 6; i++) {
      bench.broadcast(
          SuppressControl.of(TestingTopology.relation("n" + i, "DEPENDS_ON", "n" + (i - 1))), EVER);
    }
  }

  /** Windows that come, change and go, and alarms within and beside them. */
  private static void story(BroadcastBench<AlarmChange, SuppressControl, AlarmChange> bench)
      throws Exception {
    topology(bench);
    bench.broadcast(SuppressControl.of(TestingTopology.node("m3")), 140);
    bench.broadcast(SuppressControl.of(TestingTopology.relation("m3", "DEPENDS_ON", "n2")), 155);
    bench.broadcast(window("w1", 100, 500, "n2"), EVER);
    bench.broadcast(window("w1", 100, 400, "n2"), 300);
    bench.broadcast(window("w2", 0, 900, "n4"), 200);
    bench.broadcast(delete("w2"), 700);
    bench.broadcast(rule("s1", new Suppression("n0", null, null, "")), 0);
    bench.broadcast(delete("s1"), 1_000);
    for (int i = 0; i < 6; i++) {
      for (long raised : new long[] {50 + i, 150 + i, 350 + i, 650 + i, 950 + i}) {
        bench.take(change(Kind.RAISED, "n" + i, raised, raised), raised);
        long cleared = raised + (i % 2 == 0 ? 40 : 90);
        bench.take(change(Kind.CLEARED, "n" + i, raised, cleared), cleared);
      }
      bench.take(change(Kind.RAISED, "m" + i, 160, 160), 160);
      bench.take(change(Kind.CLEARED, "m" + i, 160, 2_000), 2_000);
      String deep = "n" + i;
      AlarmChange other = change(Kind.RAISED, deep, 170, 170);
      bench.take(ofType(other, "LONG"), 170);
      bench.take(ofType(change(Kind.CLEARED, deep, 170, 2_000), "LONG"), 2_000);
    }
  }

  private static AlarmChange ofType(AlarmChange c, String type) {
    return new AlarmChange(
        c.kind(),
        c.eventId() + type,
        c.timeMillis(),
        c.raisedMillis(),
        c.resource(),
        type,
        c.qualifier(),
        c.resolved(),
        c.domain(),
        c.severity(),
        c.message(),
        c.peer(),
        c.count(),
        c.events());
  }

  /** What came out, each with its stream time; of one time in the order of text. */
  private static List<String> outcome(
      BroadcastBench<AlarmChange, SuppressControl, AlarmChange> bench) {
    List<String> all = new ArrayList<>();
    bench
        .harness
        .extractOutputStreamRecords()
        .forEach(r -> all.add("%06d passed %s".formatted(r.getTimestamp(), r.getValue())));
    told(bench).forEach(r -> all.add("%06d told %s".formatted(r.getTimestamp(), r.getValue())));
    return all;
  }

  private static List<StreamRecord<SuppressedAlarm>> told(
      BroadcastBench<AlarmChange, SuppressControl, AlarmChange> bench) {
    var side = bench.harness.getSideOutput(SuppressStage.SUPPRESSED);
    return side == null ? List.of() : List.copyOf(side);
  }

  private static List<String> states(
      BroadcastBench<AlarmChange, SuppressControl, AlarmChange> bench) {
    return told(bench).stream()
        .map(
            r ->
                r.getTimestamp() + " " + r.getValue().getState() + " " + r.getValue().getResource())
        .toList();
  }

  @Test
  void itsStateAndItsBroadcastNeedNoGenericSerializer() {
    for (Class<?> type : List.of(HeldAlarm.class, SuppressControl.class, SuppressedAlarm.class)) {
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
    try (var bench = open()) {
      story(bench);
      bench.watermark(190);
      assertThat(bench.harness.numEventTimeTimers()).isPositive();
      assertThat(bench.harness.numKeyedStateEntries()).isPositive();
      bench.watermark(3_000);
      assertThat(bench.harness.numEventTimeTimers()).isZero();
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(told(bench)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aRestoreAnywhereChangesNothing(String backend) throws Exception {
    List<String> undisturbed;
    try (var bench = open(backend(backend), null)) {
      story(bench);
      undisturbed = outcome(bench.watermark(3_000));
    }
    assertThat(undisturbed).hasSizeGreaterThan(60);
    for (long cut : new long[] {EVER, 99, 160, 199, 301, 399, 400, 660, 700, 999, 1_000, 1_990}) {
      List<String> seen = new ArrayList<>();
      OperatorSubtaskState state;
      try (var bench = open(backend(backend), null)) {
        story(bench);
        if (cut != EVER) {
          bench.watermark(cut);
        }
        state = bench.harness.snapshot(1, cut);
        seen.addAll(outcome(bench));
      }
      try (var bench = open(backend(backend), state)) {
        seen.addAll(outcome(bench.watermark(3_000)));
      }
      assertThat(seen).as("cut at %d", cut).containsExactlyInAnyOrderElementsOf(undisturbed);
    }
  }

  @Test
  void howFarTheWatermarkGoesAtOnceChangesNothing() throws Exception {
    List<String> atOnce;
    try (var bench = open()) {
      story(bench);
      atOnce = outcome(bench.watermark(3_000));
    }
    try (var bench = open()) {
      story(bench);
      for (long time = 0; time <= 3_000; time += 7) {
        bench.watermark(time);
      }
      assertThat(outcome(bench.watermark(3_000))).containsExactlyInAnyOrderElementsOf(atOnce);
    }
  }

  @Test
  void aReleasedAlarmCarriesTheTimeOfItsRelease() throws Exception {
    try (var bench = open()) {
      bench.broadcast(window("w1", 0, 500, "a"), EVER);
      bench.take(change(Kind.RAISED, "a", 10, 10), 10).watermark(600);
      assertThat(bench.harness.extractOutputStreamRecords())
          .singleElement()
          .satisfies(r -> assertThat(r.getTimestamp()).isEqualTo(500))
          .satisfies(r -> assertThat(r.getValue().kind()).isEqualTo(Kind.RAISED));
      assertThat(states(bench)).containsExactly("10 HELD a", "500 RELEASED a");
    }
  }

  @Test
  void aChangeOfTheTopologyMattersFromItsOwnTimeOn() throws Exception {
    try (var bench = open()) {
      topology(bench);
      bench.broadcast(SuppressControl.of(TestingTopology.node("a")), EVER);
      bench.broadcast(SuppressControl.of(TestingTopology.relation("a", "DEPENDS_ON", "n0")), 50);
      bench.broadcast(window("w1", 0, 500, "n0"), EVER);
      bench.take(change(Kind.RAISED, "a", 10, 10), 10).take(change(Kind.CLEARED, "a", 10, 20), 20);
      bench.take(change(Kind.RAISED, "a", 60, 60), 60).watermark(100);
      assertThat(states(bench)).containsExactly("60 HELD a");
    }
  }

  @Test
  void aRuleThatComesLateHoldsFromWhenItComes() throws Exception {
    try (var bench = open()) {
      bench.take(change(Kind.RAISED, "a", 10, 10), 10).watermark(100);
      bench.broadcast(window("w1", 0, 500, "a", "b"), 50);
      bench.take(change(Kind.RAISED, "b", 110, 110), 110).watermark(200);
      assertThat(states(bench)).as("a is an incident by now").containsExactly("110 HELD b");
      bench.broadcast(delete("w1"), EVER).watermark(201);
      assertThat(states(bench)).containsExactly("110 HELD b", "200 RELEASED b");
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void anAlarmThatComesLateIsNotHeldIfTheWindowIsOver() throws Exception {
    try (var bench = open()) {
      bench.broadcast(window("w1", 0, 500, "a"), EVER).watermark(600);
      bench.take(change(Kind.RAISED, "a", 400, 400), 400).watermark(601);
      assertThat(states(bench)).isEmpty();
      assertThat(bench.harness.extractOutputValues())
          .containsExactly(change(Kind.RAISED, "a", 400, 400));
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void theEndOfTheInputReleasesNothing() throws Exception {
    try (var bench = open()) {
      bench.broadcast(window("w1", 0, 500, "a"), EVER);
      bench.take(change(Kind.RAISED, "a", 10, 10), 10).watermark(20).watermark(Long.MAX_VALUE);
      assertThat(states(bench)).containsExactly("10 HELD a");
      assertThat(bench.harness.extractOutputValues()).isEmpty();
    }
  }

  @Test
  void anIdThatIsUsedForSomethingElseEndsTheRule() throws Exception {
    try (var bench = open()) {
      bench.broadcast(window("w1", 0, 500, "a"), EVER);
      bench.broadcast(rule("w1", new Feedback("inc-1", "CONFIRMED", null, "", null)), 100);
      bench.take(change(Kind.RAISED, "a", 10, 10), 10).watermark(200);
      assertThat(states(bench)).containsExactly("10 HELD a", "100 RELEASED a");
    }
  }

  @Test
  void aRefusedRuleLeavesTheOneBeforeInForce() throws Exception {
    try (var bench = open()) {
      bench.broadcast(window("w1", 0, 500, "a"), EVER).broadcast(window("w1", 9, 9, "a"), 5);
      bench.take(change(Kind.RAISED, "a", 10, 10), 10).watermark(200);
      assertThat(states(bench)).containsExactly("10 HELD a");
    }
  }

  private static StateBackend backend(String name) {
    return name.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend(true);
  }
}
