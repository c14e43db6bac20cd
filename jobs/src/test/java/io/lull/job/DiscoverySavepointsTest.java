package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.reconcile.Mentions;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Savepoints of the topology job with discovery: facts, CIs, what was told, calls of a minute that
 * is not over, and shares of those before.
 */
class DiscoverySavepointsTest extends StorySavepointsContract {
  private static final long START = 1_764_000_000_000L / 60_000 * 60_000;

  /** A host, a database on it, a pod, a printer somebody spoke of, and calls of shop to cart. */
  @Override
  List<RawRecord> before() throws IOException {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(record("inventory-csv", 1, HOSTS));
    raw.add(
        record(
            "inventory",
            2,
            "{\"name\":\"orders-db\",\"type\":\"DATABASE\",\"relations\":[{\"type\":\"RUNS_ON\",\"to\":\"10.0.0.7\"}]}"));
    raw.add(record("kubernetes-watch", 3, pod("ADDED")));
    raw.add(mention(4, "printer-9"));
    for (int i = 0; i < 4; i++) {
      raw.add(traces(10 + i, request(10 + i, i), call(10 + i, i), answer(10 + i, i)));
    }
    raw.add(traces(70, request(70, 20), call(70, 20), request(70, 21)));
    raw.add(record("clock", 75, ""));
    raw.add(mention(74, "scanner-3")); // Held: event time is five seconds behind.
    return raw;
  }

  /** The answer to a call of before, a pod that goes, and what was known. */
  @Override
  List<RawRecord> after() throws IOException {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(traces(76, answer(76, 20)));
    raw.add(record("kubernetes-watch", 80, pod("DELETED")));
    raw.add(record("inventory-csv", 90, HOSTS));
    raw.add(mention(400, "printer-9"));
    return raw;
  }

  private static final String HOSTS = "name,type,ip\nDB-7,host,10.0.0.7\n";

  private static String pod(String type) {
    return "{\"type\":\"%s\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"name\":\"order-1\",\"namespace\":\"shop\"}}}"
        .formatted(type);
  }

  private static String request(int second, int trace) {
    return span("shop", second, trace, trace * 10 + 1, 0, 2);
  }

  private static String call(int second, int trace) {
    return span("shop", second, trace, trace * 10 + 2, trace * 10 + 1, 3);
  }

  private static String answer(int second, int trace) {
    return span("cart", second, trace, trace * 10 + 3, trace * 10 + 2, 2);
  }

  private static String span(String service, int second, int trace, int id, int parent, int kind) {
    HexFormat hex = HexFormat.of();
    return ("{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"%s\"}}]},"
            + "\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s%s\",\"spanId\":\"%s\",\"parentSpanId\":\"%s\",\"kind\":%d,\"name\":\"x\",\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\"}]}]}")
        .formatted(
            service,
            hex.toHexDigits(7L),
            hex.toHexDigits((long) trace),
            hex.toHexDigits((long) id),
            parent == 0 ? "" : hex.toHexDigits((long) parent),
            kind,
            (START + second * 1000L) * 1_000_000,
            (START + second * 1000L + 5) * 1_000_000);
  }

  private static RawRecord traces(int second, String... spans) {
    return record("otlp-traces", second, "{\"resourceSpans\":[" + String.join(",", spans) + "]}");
  }

  private static RawRecord record(String topic, int second, String value) {
    return record(topic, second, value.getBytes(StandardCharsets.UTF_8));
  }

  private static RawRecord record(String topic, int second, byte[] value) {
    long time = START + second * 1000L;
    return new RawRecord("lull.raw." + topic, 0, second, time, null, Map.of(), value);
  }

  private static RawRecord mention(int second, String resource) throws IOException {
    Fact fact = Objects.requireNonNull(new Mentions().of(resource, START + second * 1000L));
    return record(
        "facts",
        second,
        KafkaBinding.settings(LullConfig.defaults())
            .serdes()
            .encoder(Fact.class, "lull.raw.facts")
            .encode(fact));
  }

  @Override
  LullConfig config() {
    return LullConfig.defaults().with(PipelineOptions.IDLENESS, Duration.ofMinutes(10));
  }

  @Override
  void build(StreamExecutionEnvironment env, LullConfig config, Story story, TestingSinks sinks) {
    TopologyJob.build(
        env,
        new TestingSource(List.of()),
        new TopologyJob.Discovery(story.source(), sinks.notes()),
        new TopologyJob.Sinks(sinks.topology(), sinks.deadLetters()),
        config);
  }

  @Override
  String story() {
    return "discovery";
  }

  @Override
  void holds(String name, TestingSinks sinks) {
    assertThat(told(sinks.collectedTopology()))
        .as("what was known is no news, what was held and gathered is not lost")
        .containsExactly(
            "74 UPSERT scanner-3",
            // One call of two requests, after four of four that have faded for a minute.
            "120 UPSERT shop|DEPENDS_ON|cart 0.81",
            "DELETE order-1");
  }

  private static List<String> told(List<TopologyChange> changes) {
    return changes.stream()
        .map(
            change ->
                (change.getOp() == ChangeOp.DELETE
                        ? ""
                        : (change.getTimeMillis() - START) / 1000 + " ")
                    + change.getOp()
                    + " "
                    + Topology.idOf(change)
                    + (change.getRelation() == null
                        ? ""
                        : " " + change.getRelation().getAttributes().get("share")))
        .toList();
  }

  @Override
  boolean isTold(TestingSinks sinks) {
    return told(sinks.collectedTopology()).stream()
        .anyMatch(change -> change.contains("shop|DEPENDS_ON|cart"));
  }
}
