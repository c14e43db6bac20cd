package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Inventories of several sources become the topology that incidents are explained by. */
class DiscoveryReplayTest {
  private static final String HOSTS =
      """
      name,type,serial,ip,site
      node-1,host,S1,10.0.0.1,fra
      node-2,host,S2,10.0.0.2
      orders-host,host,S3,10.0.0.3,fra
      """;

  private static final String DATABASES =
      """
      {"name":"orders-db","type":"DATABASE","identifiers":{"ip":"10.0.0.3"},"relations":[{"type":"RUNS_ON","to":"orders-host"}]}
      """;

  private static final String MAP =
      """
      document: shop
      services:
        - name: Checkout
          revenueShare: 55 %
          dependsOn: [{service: order-processing, share: 40 %}]
        - name: nobody
        - {name: Fax orders, revenueShare: 1 %, dependsOn: orders-db}
      """;

  /** Half an hour before the incident: orders are no longer taken by fax. */
  private static final String LATER_MAP =
      """
      document: shop
      time: 2026-01-31T09:30:00Z
      services:
        - name: Checkout
          revenueShare: 55 %
          dependsOn: [{service: order-processing, share: 40 %}]
      """;

  @TempDir Path dir;
  private final StringWriter text = new StringWriter();

  private static String watch(String type, String time, String object) {
    return "{\"type\":\"%s\",\"time\":\"2026-01-31T%sZ\",\"cluster\":\"prod\",\"object\":%s}\n"
        .formatted(type, time, object);
  }

  private static String pod(String name, String node) {
    return "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"shop\"},\"spec\":{\"nodeName\":\"%s\"}}"
        .formatted(name, node);
  }

  private static String kubernetes() {
    StringBuilder stream = new StringBuilder();
    for (int node = 1; node <= 2; node++) {
      stream.append(
          watch(
              "ADDED",
              "09:00:00",
              "{\"kind\":\"Node\",\"metadata\":{\"name\":\"node-%d\"},\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"10.0.0.%d\"}]}}"
                  .formatted(node, node)));
    }
    stream.append(watch("ADDED", "09:00:01", pod("order-1", "node-1")));
    stream.append(watch("ADDED", "09:00:01", pod("order-2", "node-2")));
    stream.append(
        watch(
            "ADDED",
            "09:00:02",
            "{\"kind\":\"Service\",\"metadata\":{\"name\":\"order-processing\",\"namespace\":\"shop\",\"annotations\":{\"lull.io/depends-on\":\"orders-db\"}},\"spec\":{\"selector\":{\"app\":\"order\"}}}"));
    stream.append(
        watch(
            "ADDED",
            "09:00:02",
            "{\"kind\":\"EndpointSlice\",\"metadata\":{\"name\":\"o-1\",\"namespace\":\"shop\",\"labels\":{\"kubernetes.io/service-name\":\"order-processing\"}},"
                + "\"endpoints\":[{\"targetRef\":{\"kind\":\"Pod\",\"name\":\"order-1\"}},{\"targetRef\":{\"kind\":\"Pod\",\"name\":\"order-2\"}}]}"));
    // A stream that is cut in the middle of a line.
    return stream + watch("ADDED", "09:00:03", pod("order-3", "node-1")).substring(0, 60) + "\n";
  }

  /** Ten requests to "front", eight of which call "order-processing", over two minutes. */
  private static String traces() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 10; i++) {
      long second = 1_769_853_000L + i * 10; // 09:50:10 …
      lines.append(span("front", i, i * 10 + 1, 0, 2, second));
      if (i > 2) {
        lines.append(span("order-processing", i, i * 10 + 3, i * 10 + 2, 2, second));
        lines.append(span("front", i, i * 10 + 2, i * 10 + 1, 3, second));
      }
    }
    return lines.toString();
  }

  private static String span(
      String service, long trace, long id, long parent, int kind, long second) {
    return ("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"%s\"}}]},"
            + "\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"parentSpanId\":\"%s\",\"kind\":%d,\"name\":\"x\","
            + "\"startTimeUnixNano\":\"%d000000000\",\"endTimeUnixNano\":\"%d005000000\"}]}]}]}\n")
        .formatted(
            service, trace, id, parent == 0 ? "" : "%016x".formatted(parent), kind, second, second);
  }

  private static String event(String id, String time, String resource, String type) {
    return "{\"id\":\"%s\",\"time\":\"2026-01-31T%sZ\",\"resource\":\"%s\",\"type\":\"%s\",\"severity\":\"CRITICAL\",\"status\":\"RAISED\"}\n"
        .formatted(id, time, resource, type);
  }

  private static void put(Path in, String format, String name, String content) throws IOException {
    Files.writeString(
        Files.createDirectories(in.resolve("raw").resolve(format)).resolve(name), content);
  }

  private Path replay(int parallelism) throws IOException {
    Path in = dir.resolve("in");
    put(in, "inventory-csv", "hosts.csv", HOSTS);
    put(in, "inventory-json", "dbs.jsonl", DATABASES);
    put(in, "kubernetes-watch", "prod.jsonl", kubernetes());
    put(in, "service-map", "map.yaml", MAP);
    put(in, "service-map", "later.yaml", LATER_MAP);
    put(in, "otlp-traces", "spans.jsonl", traces());
    Files.writeString(
        in.resolve("events.jsonl"),
        event("db", "10:00:00", "10.0.0.3", "HOST_DOWN")
            + event("order", "10:00:05", "order-processing", "HTTP_ERRORS")
            + event("front", "10:00:08", "front", "HTTP_ERRORS")
            + event("end", "12:00:00", "other", "END"));
    Path out = dir.resolve("out-" + parallelism);
    CommandLine line = LullCommand.commandLine();
    line.setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    line.getSubcommands()
        .values()
        .forEach(sub -> sub.setOut(new PrintWriter(text)).setErr(new PrintWriter(text)));
    int code =
        line.execute("replay", "-i", in.toString(), "-o", out.toString(), "-p", "" + parallelism);
    assertThat(code).as(text::toString).isZero();
    return out;
  }

  @Test
  void anIncidentIsExplainedByWhatWasDiscovered() throws Exception {
    Path out = replay(1);
    List<String> causes = Files.readAllLines(out.resolve("causes.csv"));
    assertThat(causes).anyMatch(line -> line.contains(",1,orders-host,"));
    assertThat(Files.readString(out.resolve("members.csv")))
        .contains("orders-host>orders-db>order-processing")
        .as("who calls whom is known from spans")
        .contains("orders-host>orders-db>order-processing>front");
    assertThat(Files.readString(out.resolve("incidents.jsonl")))
        .contains("\"id\":\"Checkout\"")
        .as("what the later version of the map no longer has is not hit")
        .doesNotContain("Fax orders");
    assertThat(Files.readAllLines(out.resolve("dead-letters.jsonl")))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("hosts.csv", "line 3: 4 fields, expected 5"),
            line -> assertThat(line).contains("prod.jsonl", "\"line\":7"),
            line -> assertThat(line).contains("map.yaml:6", "maps to nothing"));
  }

  @Test
  void theResultIsTheSameAtAnyParallelism() throws Exception {
    Path one = replay(1);
    Path three = replay(3);
    for (String name : List.of("incidents.jsonl", "members.csv", "dead-letters.jsonl")) {
      assertThat(three.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
    }
  }
}
