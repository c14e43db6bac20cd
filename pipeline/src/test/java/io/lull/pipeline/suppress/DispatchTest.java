package io.lull.pipeline.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.TestingTopology;
import io.lull.pipeline.ordered.BroadcastBench;
import io.lull.schema.Severity;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final TypeInformation<AlarmChange> ALARM = TypeInformation.of(AlarmChange.class);

  /** What is raised on "shared" concerns the domains b and c, and the domain of the alarm. */
  private static final AlarmRouting ROUTING =
      topology ->
          raised ->
              new TreeSet<>(
                  raised.resource().equals("shared") ? List.of("a", "b", "c") : List.of("a"));

  private static BroadcastBench<AlarmChange, SuppressControl, AlarmChange> open(
      @Nullable OperatorSubtaskState state) throws Exception {
    return new BroadcastBench<>(
        new SuppressFunction(SuppressOptions.DEFAULT, ROUTING),
        ALARM,
        TypeInformation.of(SuppressControl.class),
        ALARM,
        SuppressStage::key,
        new HashMapStateBackend(),
        state);
  }

  private static AlarmChange change(Kind kind, String resource, long time) {
    return new AlarmChange(
        kind,
        "e",
        time,
        10,
        resource,
        "DOWN",
        "",
        true,
        "a",
        Severity.MAJOR,
        "",
        null,
        1,
        List.of(new EventRef("e" + time, time)));
  }

  private static List<String> sent(BroadcastBench<?, ?, AlarmChange> bench) {
    return bench.harness.extractOutputValues().stream()
        .map(c -> c.kind() + " " + c.resource() + " " + c.domain() + (c.isCopy() ? " copy" : ""))
        .toList();
  }

  @Test
  void allThatHappensToAnAlarmReachesTheDomainsItWasSentToWhenItWasRaised() throws Exception {
    OperatorSubtaskState state;
    try (var bench = open(null)) {
      bench.broadcast(SuppressControl.of(TestingTopology.nodeInDomain("shared", "a")), 0);
      bench.take(change(Kind.RAISED, "shared", 10), 10).take(change(Kind.RAISED, "own", 20), 20);
      bench.watermark(30);
      assertThat(sent(bench))
          .containsExactly(
              "RAISED shared a", "RAISED shared b copy", "RAISED shared c copy", "RAISED own a");
      assertThat(bench.harness.numKeyedStateEntries()).isOne();
      state = bench.harness.snapshot(1, 30);
    }
    try (var bench = open(state)) {
      bench.take(change(Kind.REPEATED, "shared", 40), 40);
      bench.take(change(Kind.CLEARED, "shared", 50), 50);
      bench.take(change(Kind.CLEARED, "own", 60), 60);
      bench.watermark(70);
      assertThat(sent(bench))
          .containsExactly(
              "REPEATED shared a",
              "REPEATED shared b copy",
              "REPEATED shared c copy",
              "CLEARED shared a",
              "CLEARED shared b copy",
              "CLEARED shared c copy",
              "CLEARED own a");
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void whereAllCisAreInOneDomainNobodyIsAsked() throws Exception {
    try (var bench = open(null)) {
      bench.broadcast(SuppressControl.of(TestingTopology.node("shared")), 0);
      bench.take(change(Kind.RAISED, "shared", 10), 10).watermark(20);
      assertThat(sent(bench)).containsExactly("RAISED shared a");
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
    }
  }
}
