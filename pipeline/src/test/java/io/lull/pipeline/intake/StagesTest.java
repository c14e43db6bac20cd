package io.lull.pipeline.intake;

import static io.lull.pipeline.model.TestingTopology.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.deduplicate.DeduplicateOptions;
import io.lull.pipeline.deduplicate.DeduplicateStage;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.topology.TopologyStage;
import io.lull.schema.ChangeOp;
import io.lull.schema.Classification;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stages before correlation, joined as the jobs join them, on a cluster. */
class StagesTest {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @Test
  void theSameAlarmsAtAnyParallelism() throws Exception {
    List<String> one = run(1);
    assertThat(run(3)).isEqualTo(one);
    assertThat(one)
        .contains(
            "RAISED host0 A x1 resolved=true",
            "CLEARED host0 A x3 resolved=true",
            "RAISED 10.0.0.99 A x1 resolved=false",
            // Rules and aliases hold from their own time on.
            "RAISED host1 A+B x1 resolved=true");
  }

  @Test
  void everyOperatorHasAUid() {
    StreamExecutionEnvironment env = environment(2, false);
    changes(env).sinkTo(new DiscardingSink<>()).uid("sink");
    assertThat(env.getStreamGraph().getJobGraph().getNumberOfVertices()).isPositive();
  }

  private static List<String> run(int parallelism) throws Exception {
    List<String> texts = new ArrayList<>();
    // The sink that collects has no uid.
    try (CloseableIterator<AlarmChange> all =
        changes(environment(parallelism, true)).executeAndCollect("stages")) {
      all.forEachRemaining(c -> texts.add(text(c)));
    }
    return texts.stream().sorted().toList();
  }

  private static DataStream<AlarmChange> changes(StreamExecutionEnvironment env) {
    List<TopologyChange> nodes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      nodes.add(node("host" + i, "10.0.0." + i));
    }
    nodes.add(node("host1", "10.0.0.1", "late-name"));
    nodes.get(5).setTimeMillis(5_000L);
    DataStream<TopologyChange> topology =
        TopologyStage.connect(
            source(env, nodes, TopologyChange.class, "topology", TopologyChange::getTimeMillis),
            TopologyStage.DOMAIN_SIZE);
    DataStream<ControlRecord> control =
        source(
            env,
            List.of(rule("a", null, "A"), rule("b", 5_000L, "B"), rule("c", 6_000L, "bad")),
            ControlRecord.class,
            "control",
            ControlRecord::getTimeMillis);
    DataStream<Event> events =
        source(env, events(), Event.class, "events", Event::getTimeMillis).rebalance();
    DataStream<Event> taken =
        IntakeStage.connect(events, control, topology, TestingClassification::new, Long.MAX_VALUE);
    return DeduplicateStage.connect(taken, DeduplicateOptions.DEFAULT);
  }

  private static StreamExecutionEnvironment environment(int parallelism, boolean autoUids) {
    Configuration configuration = new Configuration();
    configuration.setString("pipeline.generic-types", "false");
    configuration.setString("pipeline.object-reuse", "true");
    configuration.setString("pipeline.auto-generate-uids", String.valueOf(autoUids));
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration)
        .setParallelism(parallelism);
  }

  private interface Time<T> extends java.io.Serializable {
    Long of(T element);
  }

  private static <T> DataStream<T> source(
      StreamExecutionEnvironment env, List<T> elements, Class<T> type, String uid, Time<T> time) {
    return env.fromData(elements, TypeInformation.of(type))
        .uid(uid)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<T>forMonotonousTimestamps()
                .withTimestampAssigner(
                    (element, before) -> {
                      Long millis = time.of(element);
                      return millis == null ? Long.MIN_VALUE + 1 : millis;
                    }))
        .uid(uid + "-time")
        .setParallelism(1);
  }

  private static List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(event("r" + i, 1_000 + i, "10.0.0." + i, EventStatus.UNKNOWN));
      events.add(event("s" + i, 2_000 + i, "HOST" + i + ".example.com", EventStatus.RAISED));
      events.add(event("c" + i, 3_000 + i, "host" + i + ":161", EventStatus.CLEARED));
    }
    events.add(event("u", 4_000, "10.0.0.99", EventStatus.RAISED));
    events.add(event("x", 4_500, "late-name", EventStatus.RAISED));
    events.add(event("n", 4_600, "host2", EventStatus.STATELESS));
    events.add(event("l", 7_000, "late-name", EventStatus.RAISED));
    return events;
  }

  private static Event event(String id, long time, String resource, EventStatus status) {
    return Event.newBuilder()
        .setId(id)
        .setTimeMillis(time)
        .setObservedMillis(time)
        .setSource("syslog")
        .setResource(resource)
        .setStatus(status)
        .build();
  }

  private static ControlRecord rule(
      String id, @org.jspecify.annotations.Nullable Long time, String text) {
    return ControlRecord.newBuilder()
        .setId(id)
        .setOp(ChangeOp.UPSERT)
        .setTimeMillis(time)
        .setBody(Classification.newBuilder().setYaml(text).build())
        .build();
  }

  private static String text(AlarmChange c) {
    return c.kind()
        + " "
        + c.resource()
        + " "
        + c.type()
        + " x"
        + c.count()
        + " resolved="
        + c.resolved();
  }
}
