package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The sentence the product exists for, from metrics to the end of the incident: a pool of
 * connections fills up, that is foretold, it comes to pass, and is mended. Times are in seconds.
 */
class ImpactReplayTest {
  private static final Instant START = Instant.parse("2026-01-31T03:00:00Z");

  /** When the pool has no connection left. */
  private static final int EXHAUSTED = 2_400;

  private static final int SLOW = 1_802;
  private static final int MENDED = EXHAUSTED + 540;

  @TempDir Path dir;
  private final List<String> events = new ArrayList<>();

  @Test
  @Timeout(60)
  void fromAForecastToWhatReallyHappened() throws Exception {
    estate();
    metrics();
    // Slower as the pool runs short, which is foretold by now; then without it.
    event(SLOW, "orders-db", "LATENCY", "WARNING", MENDED);
    event(SLOW + 5, "order-processing", "LATENCY", "WARNING", MENDED);
    event(EXHAUSTED + 2, "DB-PROD-07", "CONNECTIONS_EXHAUSTED", "CRITICAL", MENDED);
    event(EXHAUSTED + 25, "order-processing", "ERROR_RATE", "MAJOR", MENDED + 2);
    event(EXHAUSTED + 45, "checkout", "SLO_BREACH", "CRITICAL", MENDED + 4);

    List<JsonNode> revisions = replay();
    assertThat(revisions).extracting(r -> r.path("id").asText()).containsOnly(id(revisions));
    JsonNode first = revisions.get(0);
    assertThat(first.path("title").asText())
        .matches(
            "Server DB-PROD-07 supports Order Processing, which handles 40 % of Checkout: revenue"
                + " is hit in about \\d+ minutes \\(\\d+ to \\d+\\); forecast connections, 3 alarms");
    JsonNode foretold = first.path("services").get(0);
    assertThat(foretold.path("basis").asText()).isEqualTo("FORECAST");
    assertThat(foretold.path("effect").asText()).isEqualTo("AT_RISK");
    long felt = START.plusSeconds(EXHAUSTED + 45).toEpochMilli();
    assertThat(millis(foretold, "impactFrom")).isLessThan(felt);
    assertThat(millis(foretold, "impactTo")).isGreaterThan(felt);
    assertThat(first.path("severity").asText()).as("nothing is hit yet").isEqualTo("WARNING");

    assertThat(revisions)
        .filteredOn(r -> r.path("state").asText().equals("OPEN"))
        .extracting(r -> r.path("title").asText())
        .anyMatch(t -> t.contains("40 % of Checkout: revenue has been hit since 03:40:45 UTC;"));
    assertThat(revisions.get(revisions.size() - 2).path("title").asText())
        .contains("revenue was hit from 03:40:45 UTC and is no longer;");

    JsonNode last = revisions.get(revisions.size() - 1);
    assertThat(last.path("state").asText()).isEqualTo("RESOLVED");
    assertThat(last.path("title").asText())
        .startsWith(
            "Server DB-PROD-07 supports Order Processing, which handles 40 % of Checkout: revenue"
                + " was hit from 03:40:45 UTC for 8 minutes; ");
    JsonNode closed = last.path("services").get(0);
    assertThat(closed.path("basis").asText()).isEqualTo("OBSERVED");
    assertThat(closed.path("actualEffect").asText()).isEqualTo("DEGRADED");
    assertThat(millis(closed, "actualFrom")).isEqualTo(felt);
    assertThat(millis(closed, "actualTo")).isEqualTo(START.plusSeconds(MENDED + 4).toEpochMilli());
    assertThat(Files.readString(dir.resolve("out/model.json")))
        .contains("\"basis\":\"FORECAST\"", "\"inside\":1");
  }

  private static String id(List<JsonNode> revisions) {
    return revisions.get(0).path("id").asText();
  }

  private static long millis(JsonNode service, String field) {
    return Instant.parse(service.path(field).asText()).toEpochMilli();
  }

  private void estate() throws IOException {
    Files.createDirectories(dir.resolve("in"));
    Files.write(
        dir.resolve("in/topology.jsonl"),
        List.of(
            node("DB-PROD-07", "HOST", "DB-PROD-07", ""),
            node("orders-db", "DATABASE", "orders-db", ""),
            node("order-processing", "SERVICE", "Order Processing", ""),
            node("checkout", "BUSINESS_SERVICE", "Checkout", "\"revenueShare\":\"0.6\""),
            relation("orders-db", "RUNS_ON", "DB-PROD-07", ""),
            relation("order-processing", "DEPENDS_ON", "orders-db", ""),
            relation("checkout", "DEPENDS_ON", "order-processing", "\"share\":\"0.4\"")));
    Files.writeString(
        dir.resolve("limits.yaml"),
        """
        limits:
          - {id: orders-pool, metric: pool_used, at: 500, type: FORECAST_CONNECTIONS}
        """);
    Files.writeString(
        dir.resolve("lull.yaml"),
        "thresholds: {files: [" + dir.resolve("limits.yaml") + "]}\nbaselines: {enabled: false}\n");
  }

  private static String node(String id, String type, String name, String attributes) {
    return "{\"node\":{\"id\":\"%s\",\"type\":\"%s\",\"name\":\"%s\",\"attributes\":{%s}}}"
        .formatted(id, type, name, attributes);
  }

  private static String relation(String from, String type, String to, String attributes) {
    return "{\"relation\":{\"from\":\"%s\",\"type\":\"%s\",\"to\":\"%s\",\"attributes\":{%s}}}"
        .formatted(from, type, to, attributes);
  }

  /** Quiet for a quarter of an hour, then a leak that takes all connections, until it is mended. */
  private void metrics() throws IOException {
    List<String> lines = new ArrayList<>(List.of("time,resource,metric,value"));
    for (int at = 0; at <= MENDED + 600; at += 15) {
      double leak = 420.0 * Math.max(0, at - 900) / (EXHAUSTED - 900);
      double used = at > MENDED ? 60 : Math.min(500, 80 + leak + 3 * Math.sin(at));
      lines.add(
          String.format(Locale.ROOT, "%s,DB-PROD-07,pool_used,%.1f", START.plusSeconds(at), used));
    }
    Files.write(dir.resolve("in/metrics.csv"), lines);
  }

  private void event(int at, String resource, String type, String severity, int cleared) {
    for (String status : List.of("RAISED", "CLEARED")) {
      int time = status.equals("RAISED") ? at : cleared;
      events.add(
          "{\"id\":\"%s-%s-%d\",\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"%s\",\"severity\":\"%s\",\"status\":\"%s\"}"
              .formatted(
                  resource, type, time, START.plusSeconds(time), resource, type, severity, status));
    }
  }

  private List<JsonNode> replay() throws IOException {
    Files.write(dir.resolve("in/events.jsonl"), events);
    StringWriter err = new StringWriter();
    CommandLine line = LullCommand.commandLine();
    line.setOut(new PrintWriter(new StringWriter()));
    line.setErr(new PrintWriter(err));
    int code =
        line.execute(
            "replay",
            "-i",
            dir.resolve("in").toString(),
            "-o",
            dir.resolve("out").toString(),
            "--config",
            dir.resolve("lull.yaml").toString(),
            "-p",
            "2");
    assertThat(code).as(err::toString).isZero();
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> revisions = new ArrayList<>();
    for (String revision : Files.readAllLines(dir.resolve("out/incidents.jsonl"))) {
      revisions.add(json.readTree(revision));
    }
    return revisions;
  }
}
