package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Topology that moves while alarms are active, and topology that is bad. Times are in seconds. */
class TopologyReplayTest {
  private static final Instant START = Instant.parse("2026-01-31T03:00:00Z");

  @TempDir Path dir;
  private final List<String> topology = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  @BeforeEach
  void estate() {
    for (String web : List.of("web1", "web2", "shop")) {
      node(web, "SERVICE");
    }
    node("db", "DATABASE");
    relation("web1", "DEPENDS_ON", "db");
    relation("web2", "DEPENDS_ON", "db");
  }

  private void node(String id, String type) {
    topology.add("{\"node\":{\"id\":\"%s\",\"type\":\"%s\"}}".formatted(id, type));
  }

  private void relation(String from, String type, String to) {
    topology.add(relationLine(from, type, to));
  }

  private static String relationLine(String from, String type, String to) {
    return "{\"relation\":{\"from\":\"%s\",\"type\":\"%s\",\"to\":\"%s\"}}"
        .formatted(from, type, to);
  }

  /** The same line with a time and an operation. */
  private void at(int second, String op, String line) {
    topology.add(
        "{\"time\":\"%s\",\"op\":\"%s\",%s"
            .formatted(START.plusSeconds(second), op, line.substring(1)));
  }

  private void event(int second, String resource, String status) {
    events.add(
        "{\"id\":\"%s-%s-%d\",\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"DOWN\",\"severity\":\"CRITICAL\",\"status\":\"%s\"}"
            .formatted(resource, status, second, START.plusSeconds(second), resource, status));
  }

  /** The final incident of each event. */
  private Map<String, String> replay() {
    return replay("out", 2);
  }

  private Map<String, String> replay(String name, int parallelism) {
    try {
      Path input = Files.createDirectories(dir.resolve("input"));
      Files.write(input.resolve("topology.jsonl"), topology);
      Files.write(input.resolve("events.jsonl"), events);
      StringWriter err = new StringWriter();
      CommandLine line = LullCommand.commandLine();
      line.setOut(new PrintWriter(new StringWriter()));
      line.setErr(new PrintWriter(err));
      int code =
          line.execute(
              "replay",
              "-i",
              input.toString(),
              "-o",
              dir.resolve(name).toString(),
              "-p",
              Integer.toString(parallelism));
      assertThat(code).as(err::toString).isZero();
      Map<String, String> members = new HashMap<>();
      for (String member : lines(name, "members.csv")) {
        String[] fields = member.split(",", 3);
        members.put(fields[1], fields[0]);
      }
      return members;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lines(String name, String file) throws IOException {
    List<String> all = Files.readAllLines(dir.resolve(name).resolve(file));
    return file.endsWith(".csv") ? all.subList(1, all.size()) : all;
  }

  private int finals(String state) throws IOException {
    return new ObjectMapper()
        .readTree(dir.resolve("out/summary.json").toFile())
        .at("/incidents/" + state)
        .asInt();
  }

  @Test
  void deletingNodesWithActiveAlarmsLosesNothing() throws Exception {
    for (String resource : List.of("db", "web1", "web2")) {
      event(10, resource, "RAISED");
      event(120, resource, "CLEARED");
    }
    at(40, "DELETE", "{\"node\":{\"id\":\"web1\",\"type\":\"SERVICE\"}}");
    at(50, "DELETE", "{\"node\":{\"id\":\"db\",\"type\":\"DATABASE\"}}");
    event(60, "web1", "RAISED");
    event(61, "db", "RAISED");
    event(400, "shop", "RAISED");

    Map<String, String> members = replay();

    assertThat(members).containsOnlyKeys(events.stream().map(TopologyReplayTest::idOf).toList());
    assertThat(finals("open")).as("that of the shop").isEqualTo(1);
    assertThat(finals("resolved")).isPositive();
    assertThat(replay("other", 1)).isEqualTo(members);
  }

  private static String idOf(String line) {
    return line.replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void deletingARelationMattersFromItsTimeOn() {
    at(300, "DELETE", relationLine("web1", "DEPENDS_ON", "db"));
    for (int second : new int[] {10, 600}) {
      event(second, "db", "RAISED");
      event(second + 1, "web1", "RAISED");
      event(second + 1, "web2", "RAISED");
      for (String resource : List.of("db", "web1", "web2")) {
        event(second + 30, resource, "CLEARED");
      }
    }
    event(2000, "shop", "RAISED");

    Map<String, String> members = replay();

    assertThat(members.get("web1-RAISED-11")).isEqualTo(members.get("db-RAISED-10"));
    assertThat(members.get("web2-RAISED-601")).isEqualTo(members.get("db-RAISED-600"));
    assertThat(members.get("web1-RAISED-601")).isNotEqualTo(members.get("db-RAISED-600"));
  }

  @Test
  void openIncidentsAreJudgedAgainByWhatIsKnownNow() throws Exception {
    event(10, "db", "RAISED");
    event(11, "shop", "RAISED");
    at(60, "UPSERT", relationLine("shop", "DEPENDS_ON", "db"));
    event(100, "shop", "RAISED"); // Something is heard of it again.
    event(500, "web1", "RAISED");

    Map<String, String> members = replay();

    assertThat(lines("out", "incidents.jsonl"))
        .as("they were two")
        .anyMatch(line -> line.contains("\"state\":\"MERGED\""));
    assertThat(members.get("shop-RAISED-11")).isEqualTo(members.get("db-RAISED-10"));
  }

  @Test
  void eachBadLineIsTheOnlyOneThatIsLeftOut() throws Exception {
    relation("db", "DEPENDS_ON", "web1"); // A cycle of dependencies is no error.
    relation("web1", "PART_OF", "shop");
    relation("shop", "PART_OF", "web1"); // A circle of parts is.
    relation("db", "DEPENDS_ON", "db");
    relation("web2", "DEPENDS_ON", "nowhere");
    relation("shop", "HAUNTED_BY", "db");
    topology.add("{\"relation\":{\"from\":\"shop\",\"to\":\"\",\"type\":\"PART_OF\"}}");
    topology.add("{\"node\":{\"id\":\"x\",\"typ\":\"HOST\"}}");
    event(10, "db", "RAISED");
    event(11, "web1", "RAISED");
    event(11, "web2", "RAISED");
    event(12, "nowhere", "RAISED");

    Map<String, String> members = replay();

    assertThat(lines("out", "dead-letters.jsonl"))
        .hasSize(4)
        .allMatch(letter -> letter.startsWith("{\"file\":\"topology.jsonl\",\"line\":"))
        .anyMatch(letter -> letter.contains("\"line\":9,") && letter.contains("PART_OF"))
        .anyMatch(letter -> letter.contains("\"line\":10,") && letter.contains("to itself"))
        .anyMatch(letter -> letter.contains("\"line\":13,") && letter.contains("relation.to"))
        .anyMatch(letter -> letter.contains("\"line\":14,") && letter.contains("typ"));
    assertThat(members).hasSize(4);
    assertThat(members.get("web1-RAISED-11")).isEqualTo(members.get("db-RAISED-10"));
  }

  /** A relation may come before its ends, and in any order. */
  @Test
  void theOrderOfTopologyThatHoldsSinceEverIsOfNoImportance() {
    event(10, "db", "RAISED");
    event(11, "web1", "RAISED");
    event(11, "web2", "RAISED");
    Map<String, String> members = replay();
    Collections.reverse(topology);
    assertThat(replay("reversed", 3)).isEqualTo(members);
    Collections.shuffle(topology, new Random(1));
    assertThat(replay("shuffled", 1)).isEqualTo(members);
    assertThat(members.values()).hasSize(3).containsOnly(members.get("db-RAISED-10"));
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void aNodeWithVeryManyNeighboursIsNoProblem() throws Exception {
    node("hub", "SWITCH");
    for (int i = 0; i < 20_000; i++) {
      node("n" + i, "HOST");
      relation("n" + i, "CONNECTED_TO", "hub");
    }
    event(10, "hub", "RAISED");
    for (int i = 0; i < 200; i++) {
      event(11, "n" + i * 50, "RAISED");
    }
    event(400, "shop", "RAISED");

    Map<String, String> members = replay();

    assertThat(members).hasSize(202);
    assertThat(lines("out", "causes.csv")).anyMatch(line -> line.contains(",1,hub,"));
  }
}
