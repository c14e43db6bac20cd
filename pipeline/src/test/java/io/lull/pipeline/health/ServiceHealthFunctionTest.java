package io.lull.pipeline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.impact.Bonds.Bond;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChangeSerializer;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.ordered.BroadcastBench;
import io.lull.schema.ChangeOp;
import io.lull.schema.Health;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.Severity;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Health of services from their parts: three web pods of which one is needed, and a database. */
class ServiceHealthFunctionTest {
  private static final long START = 1_700_000_000_000L;
  private static final long SECOND = 1_000;
  private static final BondsByType BONDS =
      new BondsByType(
          Map.of("DEPENDS_ON", Bond.DEPENDENCY, "SERVED_BY", Bond.MEMBER), Bond.NONE, 0.5);

  private static BroadcastBench<AlarmChange, TopologyChange, Health> open(
      @Nullable OperatorSubtaskState state) throws Exception {
    BroadcastBench<AlarmChange, TopologyChange, Health> bench =
        new BroadcastBench<>(
            new ServiceHealthFunction(HealthOptions.DEFAULT, BONDS),
            AlarmChangeSerializer.TYPE,
            TypeInformation.of(TopologyChange.class),
            TypeInformation.of(Health.class),
            change -> "",
            new HashMapStateBackend(),
            state);
    if (state == null) {
      for (String[] node :
          new String[][] {
            {"pod-1", "POD"},
            {"pod-2", "POD"},
            {"pod-3", "POD"},
            {"db", "DATABASE"},
            {"web", "SERVICE"},
            {"shop", "BUSINESS_SERVICE"}
          }) {
        bench.broadcast(node(node[0], node[1]), START);
      }
      for (int i = 1; i <= 3; i++) {
        bench.broadcast(relation("web", "SERVED_BY", "pod-" + i, Map.of("required", "1")), START);
      }
      bench.broadcast(relation("web", "DEPENDS_ON", "db", Map.of("share", "0.5")), START);
      bench.broadcast(relation("shop", "DEPENDS_ON", "web", Map.of()), START);
      bench.watermark(START);
    }
    return bench;
  }

  private static TopologyChange node(String id, String type) {
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.UPSERT)
        .setNode(Node.newBuilder().setId(id).setType(type).build())
        .build();
  }

  private static TopologyChange relation(
      String from, String type, String to, Map<String, String> attributes) {
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.UPSERT)
        .setRelation(new Relation(from, to, type, attributes))
        .build();
  }

  private static void alarm(
      BroadcastBench<AlarmChange, TopologyChange, Health> bench,
      int second,
      String resource,
      AlarmChange.Kind kind)
      throws Exception {
    long time = START + second * SECOND;
    String event = resource + second;
    bench.take(
        new AlarmChange(
            kind,
            event,
            time,
            time,
            resource,
            "CRASH",
            "",
            true,
            "default",
            Severity.CRITICAL,
            "",
            null,
            1,
            List.of(new EventRef(event, time))),
        time);
  }

  private static List<String> told(BroadcastBench<AlarmChange, TopologyChange, Health> bench) {
    List<String> told = new ArrayList<>();
    for (Health health : bench.harness.extractOutputValues()) {
      told.add(
          (health.getTimeMillis() - START) / SECOND
              + " "
              + health.getResource()
              + " "
              + health.getScore()
              + " "
              + new TreeMap<>(health.getContributions()));
    }
    bench.harness.getOutput().clear();
    return told;
  }

  @Test
  void aServiceIsAsWellAsTheMemberThatIsTheLastItNeeds() throws Exception {
    try (BroadcastBench<AlarmChange, TopologyChange, Health> bench = open(null)) {
      alarm(bench, 10, "pod-1", AlarmChange.Kind.RAISED);
      alarm(bench, 10, "pod-2", AlarmChange.Kind.RAISED);
      bench.watermark(START + 15 * SECOND);
      assertThat(told(bench)).as("one of three is left, and enough").isEmpty();

      alarm(bench, 20, "pod-3", AlarmChange.Kind.RAISED);
      bench.watermark(START + 25 * SECOND);
      assertThat(told(bench))
          .containsExactly(
              "21 service:shop 0.1 {web=0.9}",
              "21 service:web 0.1 {pod-1=0.3, pod-2=0.3, pod-3=0.3}");
    }
  }

  @Test
  void aShareOfTheTrafficTakesAShareOfTheHealthAndItComesBackAfterTheHold() throws Exception {
    try (BroadcastBench<AlarmChange, TopologyChange, Health> bench = open(null)) {
      alarm(bench, 10, "db", AlarmChange.Kind.RAISED);
      bench.watermark(START + 12 * SECOND);
      assertThat(told(bench))
          .containsExactly("11 service:shop 0.55 {web=0.45}", "11 service:web 0.55 {db=0.45}");
      alarm(bench, 20, "db", AlarmChange.Kind.CLEARED);
      bench.watermark(START + 300 * SECOND);
      assertThat(told(bench)).isEmpty();
      bench.watermark(START + 330 * SECOND);
      assertThat(told(bench)).containsExactly("321 service:shop 1.0 {}", "321 service:web 1.0 {}");
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void afterARestartItGoesOnAsIfNothingHadHappened() throws Exception {
    OperatorSubtaskState state;
    try (BroadcastBench<AlarmChange, TopologyChange, Health> bench = open(null)) {
      alarm(bench, 10, "db", AlarmChange.Kind.RAISED);
      bench.watermark(START + 12 * SECOND);
      alarm(bench, 20, "db", AlarmChange.Kind.CLEARED);
      bench.watermark(START + 20 * SECOND);
      state = bench.harness.snapshot(1, 1);
    }
    try (BroadcastBench<AlarmChange, TopologyChange, Health> bench = open(state)) {
      bench.watermark(START + 330 * SECOND);
      assertThat(told(bench)).containsExactly("321 service:shop 1.0 {}", "321 service:web 1.0 {}");
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void servicesThatNeedEachOtherDoNotPullEachOtherDown() throws Exception {
    try (BroadcastBench<AlarmChange, TopologyChange, Health> bench = open(null)) {
      bench.broadcast(relation("web", "DEPENDS_ON", "shop", Map.of("share", "0.5")), START);
      alarm(bench, 10, "db", AlarmChange.Kind.RAISED);
      bench.watermark(START + 12 * SECOND);
      assertThat(told(bench))
          .as("as without the circle")
          .containsExactly("11 service:shop 0.55 {web=0.45}", "11 service:web 0.55 {db=0.45}");
      alarm(bench, 20, "db", AlarmChange.Kind.CLEARED);
      bench.watermark(START + 330 * SECOND);
      assertThat(told(bench)).containsExactly("321 service:shop 1.0 {}", "321 service:web 1.0 {}");
    }
  }
}
