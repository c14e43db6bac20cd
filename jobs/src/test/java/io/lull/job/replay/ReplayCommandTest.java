package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole command, over a small made estate. */
class ReplayCommandTest {
  private static final List<String> RESULTS =
      List.of(
          "anomalies.csv",
          "causes.csv",
          "dead-letters.jsonl",
          "forecasts.csv",
          "health.jsonl",
          "incidents.jsonl",
          "members.csv",
          "model.json",
          "summary.json",
          "suppressed.csv");

  @TempDir Path dir;
  private Path input;
  private Path output;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void name() throws IOException {
    input = Files.createDirectories(dir.resolve("in"));
    output = dir.resolve("out");
  }

  @Test
  void linkFaultBecomesOneIncidentAtAnyParallelism() throws Exception {
    estate();

    assertThat(replay(output, "1")).as(err::toString).isZero();
    Path other = dir.resolve("other");
    assertThat(replay(other, "4")).as(err::toString).isZero();

    for (String name : RESULTS.stream().filter(n -> !n.equals("summary.json")).toList()) {
      assertThat(other.resolve(name)).hasSameBinaryContentAs(output.resolve(name));
    }
    assertThat(names(output)).containsExactlyElementsOf(RESULTS);
    List<String> members = Files.readAllLines(output.resolve("members.csv"));
    assertThat(members.get(0)).isEqualTo("incident,event,time,resource,type,role,path");
    assertThat(members.subList(1, members.size()))
        .extracting(line -> line.split(",")[1])
        .contains("down-leaf1", "down-leaf2")
        .doesNotHaveDuplicates();
    assertThat(members.subList(1, members.size()))
        .extracting(line -> line.split(",")[0])
        .containsOnly(members.get(1).split(",")[0]);
    assertThat(Files.readAllLines(output.resolve("causes.csv")).get(1))
        .startsWith(members.get(1).split(",")[0] + ",1,");
    assertThat(out.toString()).contains("incidents   1 (");
  }

  @Test
  void aDiskThatFillsIsForetoldAndJoinsTheIncidentOfItsThreshold() throws Exception {
    StringBuilder metrics = new StringBuilder("time,resource,metric,value\n");
    Instant start = Instant.parse("2026-03-02T00:00:00Z");
    for (int minute = 0; minute < 420; minute++) {
      String time = start.plusSeconds(60L * minute).toString();
      metrics.append("%s,db-1,disk.used_percent,%s%n".formatted(time, 60 + minute / 10.0));
      metrics.append("%s,mq-1,lag,%d%n".formatted(time, minute));
    }
    Files.writeString(input.resolve("metrics.csv"), metrics.toString());

    Files.writeString(
        input.resolve("control.jsonl"),
        "{\"id\":\"mine\",\"threshold\":{\"yaml\":\"limits: [{id: lag, metric: lag, at: 500}]\"}}");
    assertThat(replay(output, "1")).as(err::toString).isZero();
    Path other = dir.resolve("other");
    assertThat(replay(other, "4")).as(err::toString).isZero();
    for (String name : List.of("forecasts.csv", "members.csv")) {
      assertThat(other.resolve(name)).hasSameBinaryContentAs(output.resolve(name));
    }

    List<String> forecasts = Files.readAllLines(output.resolve("forecasts.csv"));
    assertThat(forecasts)
        .anyMatch(line -> line.contains("db-1,FORECAST_DISK,,RAISED,disk.used_percent,"))
        .anyMatch(line -> line.contains(",CLEARED,") && line.contains("has been crossed"))
        .as("by a limit of a control record")
        .anyMatch(line -> line.contains("mq-1,FORECAST_LAG,,RAISED,lag,"));
    String members = Files.readString(output.resolve("members.csv"));
    assertThat(members).contains("DISK_FULL");
    assertThat(members.lines().filter(line -> line.contains(",db-1,")))
        .as("what was foretold and what came are one incident")
        .anyMatch(line -> line.contains("FORECAST_DISK"))
        .extracting(line -> line.split(",")[0])
        .containsOnly(members.lines().skip(1).findFirst().orElseThrow().split(",")[0]);
    assertThat(Files.readAllLines(output.resolve("incidents.jsonl")))
        .as("a forecast opens no incident: each revision has what came")
        .isNotEmpty()
        .allMatch(line -> line.contains("DISK_FULL"));
  }

  @Test
  void aStormAcrossTwentyDomainsIsOneIncidentAtAnyParallelism() throws Exception {
    twentyDomains();
    assertThat(replay(output, "1")).as(err::toString).isZero();
    for (String parallelism : List.of("2", "4")) {
      Path other = dir.resolve("parallelism-" + parallelism);
      assertThat(replay(other, parallelism)).as(err::toString).isZero();
      for (String name : RESULTS.stream().filter(n -> !n.equals("summary.json")).toList()) {
        assertThat(other.resolve(name)).hasSameBinaryContentAs(output.resolve(name));
      }
    }
    List<String> members = Files.readAllLines(output.resolve("members.csv"));
    assertThat(members).hasSize(1 + 2 * 41 + 2);
    assertThat(members.subList(1, members.size()))
        .extracting(line -> line.split(",")[1])
        .doesNotHaveDuplicates();
    List<String> causes = Files.readAllLines(output.resolve("causes.csv"));
    assertThat(causes)
        .filteredOn(line -> line.split(",")[1].equals("1"))
        .extracting(line -> line.split(",")[2])
        .as("the storm, and what stayed in its domain")
        .containsExactlyInAnyOrder("db", "lone");
  }

  /** A database of one domain, and twenty others with a service and a host that need it. */
  private void twentyDomains() throws IOException {
    StringBuilder topology = new StringBuilder();
    StringBuilder events = new StringBuilder();
    String node =
        "{\"op\":\"UPSERT\",\"node\":{\"id\":\"%s\",\"type\":\"HOST\",\"attributes\":{\"domain\":\"%s\"}}}%n";
    String relation =
        "{\"op\":\"UPSERT\",\"relation\":{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"DEPENDS_ON\"}}%n";
    topology.append(node.formatted("db", "core")).append(node.formatted("lone", "d1"));
    alarm(events, "db", "00");
    alarm(events, "lone", "01");
    for (int d = 1; d <= 20; d++) {
      topology
          .append(node.formatted("svc" + d, "d" + d))
          .append(node.formatted("web" + d, "d" + d))
          .append(relation.formatted("svc" + d, "db"))
          .append(relation.formatted("web" + d, "svc" + d));
      alarm(events, "svc" + d, "02");
      alarm(events, "web" + d, "03");
    }
    Files.writeString(input.resolve("topology.jsonl"), topology);
    Files.writeString(input.resolve("events.jsonl"), events);
  }

  /** Raised at this second, cleared two minutes later. */
  private static void alarm(StringBuilder events, String resource, String second) {
    String event =
        "{\"time\":\"2026-01-31T03:%s:%sZ\",\"resource\":\"%s\",\"type\":\"DOWN\",\"severity\":\"MAJOR\",\"status\":\"%s\"}%n";
    events.append(event.formatted("10", second, resource, "RAISED"));
    events.append(event.formatted("12", second, resource, "CLEARED"));
  }

  @Test
  void whatIsDueBeforeTheLastRecordHappensAtAnyParallelism() throws Exception {
    StringBuilder events = new StringBuilder();
    String event =
        "{\"time\":\"%s\",\"resource\":\"r%d\",\"type\":\"DOWN\",\"severity\":\"MAJOR\",\"status\":\"RAISED\"}%n";
    for (int i = 0; i < 8; i++) {
      events.append(event.formatted("2026-01-31T03:17:00Z", i));
      append("topology.jsonl", "{\"node\":{\"id\":\"r%d\",\"type\":\"HOST\"}}", i);
    }
    events.append(event.formatted("2026-02-03T03:17:00Z", 8)); // The others have expired by then.
    Files.writeString(input.resolve("events.jsonl"), events);

    assertThat(replay(output, "1")).as(err::toString).isZero();
    Path other = dir.resolve("other");
    assertThat(replay(other, "4")).as(err::toString).isZero();

    assertThat(Files.readAllLines(output.resolve("incidents.jsonl")))
        .filteredOn(line -> line.contains("\"state\":\"RESOLVED\""))
        .hasSize(8);
    assertThat(other.resolve("incidents.jsonl"))
        .hasSameBinaryContentAs(output.resolve("incidents.jsonl"));
  }

  @Test
  void whatWasLearnedIsWrittenAndForgottenWhenSomebodySaysSo() throws Exception {
    Files.writeString(
        input.resolve("topology.jsonl"),
        """
        {"op":"UPSERT","node":{"id":"db","type":"DATABASE"}}
        {"op":"UPSERT","node":{"id":"web","type":"SERVICE"}}
        {"op":"UPSERT","relation":{"from":"web","to":"db","type":"DEPENDS_ON"}}
        """);
    StringBuilder events = new StringBuilder();
    String event =
        "{\"time\":\"2026-01-31T%s:00Z\",\"resource\":\"%s\",\"type\":\"DOWN\",\"severity\":\"MAJOR\",\"status\":\"%s\"}%n";
    for (String hour : List.of("01", "02", "03")) {
      for (String ci : List.of("db", "web")) {
        events.append(event.formatted(hour + ":00", ci, "RAISED"));
        events.append(event.formatted(hour + ":20", ci, "CLEARED"));
      }
    }
    Files.writeString(input.resolve("events.jsonl"), events);

    assertThat(replay(output, "1")).as(err::toString).isZero();
    JsonNode model = new ObjectMapper().readTree(output.resolve("model.json").toFile());
    assertThat(model).hasSize(1);
    assertThat(model.at("/0/incidents").asInt()).isEqualTo(3);
    assertThat(model.at("/0/relations/0/type").asText()).isEqualTo("DEPENDS_ON");
    assertThat(model.at("/0/relations/0/successes").asInt()).isEqualTo(3);

    Files.writeString(
        input.resolve("control.jsonl"),
        """
        {"id":"anew","op":"UPSERT","time":"2026-01-31T02:30:00Z","feedback":{"verdict":"FORGET"}}
        """);
    Path other = dir.resolve("other");
    assertThat(replay(other, "4")).as(err::toString).isZero();
    assertThat(new ObjectMapper().readTree(other.resolve("model.json").toFile()))
        .singleElement()
        .satisfies(after -> assertThat(after.get("incidents").asInt()).isEqualTo(1));
  }

  @Test
  void unreadableLinesAreKeptWithFileAndLineAndTheRunGoesOn() throws Exception {
    estate();
    Files.writeString(
        input.resolve("events.jsonl"),
        Files.readString(input.resolve("events.jsonl")) + "{\"time\":\"yesterday\"}\r\n{\n");
    try (OutputStream control = Files.newOutputStream(input.resolve("control.jsonl"))) {
      control.write(new byte[] {(byte) 0xff, '\n'});
    }

    assertThat(replay(output, "2")).as(err::toString).isZero();

    List<String> letters = Files.readAllLines(output.resolve("dead-letters.jsonl"));
    assertThat(letters).hasSize(3);
    assertThat(letters.get(0))
        .contains("\"file\":\"control.jsonl\",\"line\":1", "UTF-8", "\"base64\":\"/w==\"");
    assertThat(letters.get(1))
        .contains("\"file\":\"events.jsonl\",\"line\":5", "time", "\"text\":\"{\\\"time\\\"");
    assertThat(letters.get(2)).contains("\"file\":\"events.jsonl\",\"line\":6");
    assertThat(summary().at("/read/deadLetters").asInt()).isEqualTo(3);
    assertThat(summary().at("/incidents/final").asInt()).isEqualTo(1);
    assertThat(out.toString()).contains("unreadable  3 lines, see ");
  }

  @Test
  void whatIsFromTheFutureIsADeadLetterAndMovesNoTime() throws Exception {
    estate();
    assertThat(replay(output, "2")).as(err::toString).isZero();

    String future = "2099-01-01T00:00:00Z";
    append("events.jsonl", "{\"time\":\"%s\",\"resource\":\"leaf1\",\"type\":\"X\"}", future);
    append(
        "topology.jsonl",
        "{\"time\":\"%s\",\"op\":\"DELETE\",\"node\":{\"id\":\"leaf1\"}}",
        future);
    append(
        "control.jsonl",
        "{\"id\":\"a\",\"time\":\"%s\",\"suppression\":{\"resource\":\"x\"}}",
        future);
    Files.writeString(
        input.resolve("metrics.csv"), "time,resource,metric,value\n" + future + ",a,cpu,1\n");
    Path json = Files.createDirectories(input.resolve("raw/json"));
    Files.writeString(
        json.resolve("some.json"),
        "[{\"time\":\"2026-01-31T03:17:02Z\",\"resource\":\"leaf2\",\"type\":\"X\",\"status\":\"STATELESS\"},"
            + "{\"time\":\"2099-02-01T00:00:00Z\",\"resource\":\"leaf2\",\"type\":\"X\"},"
            + "{\"time\":\"2098-02-01T00:00:00Z\",\"resource\":\"leaf2\",\"type\":\"X\"}]");
    Path other = dir.resolve("other");
    assertThat(replay(other, "2")).as(err::toString).isZero();

    List<String> letters = Files.readAllLines(other.resolve("dead-letters.jsonl"));
    assertThat(letters)
        .hasSize(5)
        .allMatch(letter -> letter.contains("from the future"))
        .anyMatch(letter -> letter.contains("\"file\":\"events.jsonl\",\"line\":5"))
        .anyMatch(letter -> letter.contains("\"file\":\"topology.jsonl\",\"line\":4"))
        .anyMatch(letter -> letter.contains("\"file\":\"control.jsonl\",\"line\":1"))
        .anyMatch(letter -> letter.contains("\"file\":\"metrics.csv\",\"line\":2"))
        .anyMatch(
            letter ->
                letter.contains("\"file\":\"raw/json/some.json\"") && letter.contains("1 more"));
    assertThat(other.resolve("incidents.jsonl"))
        .hasSameBinaryContentAs(output.resolve("incidents.jsonl"));
    assertThat(summary(other).at("/eventTime/to").asText()).isEqualTo("2026-01-31T03:27:00.000Z");
    assertThat(summary(other).at("/stages/lateEvents").asInt(-1)).isZero();
  }

  @Test
  void refusedTopologyIsADeadLetterWithItsLine() throws Exception {
    estate();
    append(
        "topology.jsonl",
        "{\"relation\":{\"from\":\"leaf1\",\"to\":\"leaf1\",\"type\":\"PART_OF\"}}");
    append("topology.jsonl", "");
    append(
        "topology.jsonl",
        "{\"relation\":{\"from\":\"leaf1\",\"to\":\"leaf2\",\"type\":\"DEPENDS_ON\",\"attributes\":{\"share\":\"much\"}}}");

    assertThat(replay(output, "2")).as(err::toString).isZero();

    List<String> letters = Files.readAllLines(output.resolve("dead-letters.jsonl"));
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0))
        .contains("\"file\":\"topology.jsonl\",\"line\":4", "to itself", "\"text\":\"{");
    assertThat(letters.get(1)).contains("\"line\":6", "attribute share is 'much'");
    assertThat(summary().at("/incidents/final").asInt()).isEqualTo(1);
  }

  @Test
  void nativeSyslogIsDecodedClassifiedAndJoined() throws Exception {
    topology();
    Path syslog = Files.createDirectories(input.resolve("raw/syslog"));
    Files.writeString(
        syslog.resolve("leaf1.log"),
        "<189>1 2026-01-31T03:17:00.250Z leaf1 ifmgr 99 - - %LINK-3-UPDOWN: Interface"
            + " GigabitEthernet0/1, changed state to down\n");

    assertThat(replay(output, "2")).as(err::toString).isZero();

    assertThat(summary().at("/read/events").asInt()).isEqualTo(1);
    assertThat(summary().at("/read/deadLetters").asInt()).isZero();
    assertThat(summary().at("/eventTime/from").asText()).isEqualTo("2026-01-31T03:17:00.250Z");
    assertThat(Files.readString(output.resolve("members.csv")))
        .contains("raw/syslog/leaf1.log-000000000001-0000,2026-01-31T03:17:00.250Z,leaf1,");
  }

  @Test
  void everySampleGetsAScoreInOrderOfTimeAlsoTwins() throws Exception {
    gzip(
        input.resolve("metrics.csv.gz"),
        """
        time,resource,metric,value
        2026-01-31T03:02:00Z,a,cpu,3
        2026-01-31T03:01:00Z,a,cpu,1
        2026-01-31T03:01:00Z,b,"odd, name",1
        2026-01-31T03:01:00Z,a,cpu,2
        """);

    assertThat(replay(output, "2", "--scores")).as(err::toString).isZero();

    assertThat(Files.readAllLines(output.resolve("scores.csv")))
        .extracting(line -> line.replaceFirst(",[^,]*,[^,]*,[^,]*,[^,]*$", ""))
        .containsExactly(
            "time,resource,metric,value",
            "2026-01-31T03:01:00.000Z,a,cpu,1.0",
            "2026-01-31T03:01:00.000Z,a,cpu,2.0",
            "2026-01-31T03:01:00.000Z,b,\"odd, name\",1.0",
            "2026-01-31T03:02:00.000Z,a,cpu,3.0");
    assertThat(summary().at("/read/samples").asInt()).isEqualTo(4);

    assertThat(replay(output, "2")).as(err::toString).isZero();
    assertThat(output.resolve("scores.csv")).doesNotExist();
  }

  @Test
  void healthFallsWithAnAlarmAndComesBackAtAnyParallelism() throws Exception {
    Files.writeString(
        input.resolve("control.jsonl"),
        """
        {"id":"queue","threshold":{"yaml":"thresholds: [{id: QUEUE_FULL, metric: queue, op: '>', value: 90}]"}}
        """);
    Files.writeString(
        input.resolve("metrics.csv"),
        """
        time,resource,metric,value
        2026-01-31T03:01:00Z,a,queue,10
        2026-01-31T03:02:00Z,a,queue,95
        2026-01-31T03:03:00Z,a,queue,96
        2026-01-31T03:04:00Z,a,queue,20
        2026-01-31T03:30:00Z,a,queue,20
        2026-01-31T03:30:00Z,b,queue,20
        """);
    for (String parallelism : List.of("1", "2")) {
      assertThat(replay(output, parallelism)).as(err::toString).isZero();
      assertThat(Files.readAllLines(output.resolve("health.jsonl")))
          .containsExactly(
              "{\"time\":\"2026-01-31T03:02:00.000Z\",\"resource\":\"a\",\"score\":0.4,"
                  + "\"contributions\":{\"queue\":0.6}}",
              "{\"time\":\"2026-01-31T03:09:00.000Z\",\"resource\":\"a\",\"score\":1.0,"
                  + "\"contributions\":{}}");
      assertThat(summary().at("/stages/healthChanges").asInt()).isEqualTo(2);
    }
  }

  @Test
  void inputWithoutHistoryIsOneClearErrorAndNothingIsWritten() throws Exception {
    assertThat(replay(output, "1")).isEqualTo(2);
    assertThat(err.toString()).contains("has nothing to replay; expected any of topology.jsonl");
    assertThat(output).doesNotExist();

    Files.delete(input);
    assertThat(replay(output, "1")).isEqualTo(2);
    assertThat(err.toString()).contains("does not exist");
  }

  @Test
  void otherHeaderOfMetricsIsAnErrorAndNothingIsWritten() throws Exception {
    Files.writeString(input.resolve("metrics.csv"), "resource,time,metric,value\n");

    assertThat(replay(output, "1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("metrics.csv line 1: expected the header 'time,resource,metric,value'");
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"incidents.jsonl", "members.csv"})
  void filesThatNoReplayWroteAreNotOverwritten(String name) throws Exception {
    estate();
    Files.createDirectories(output);
    Files.writeString(output.resolve(name), "mine");

    assertThat(replay(output, "1")).isEqualTo(2);
    assertThat(err.toString()).contains("was not written by a replay");
    assertThat(names(output)).containsExactly(name);
    assertThat(output.resolve(name)).hasContent("mine");
  }

  @Test
  void filesOfOtherNamesStayWhenResultsAreReplaced() throws Exception {
    topology();
    assertThat(replay(output, "1")).as(err::toString).isZero();
    Files.writeString(output.resolve("notes.txt"), "mine");

    assertThat(replay(output, "1")).as(err::toString).isZero();
    assertThat(output.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void unknownRawFormatIsAnError() throws Exception {
    Files.createDirectories(input.resolve("raw/morse"));

    assertThat(replay(output, "1")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown format 'morse', expected one of");
  }

  private void topology() throws IOException {
    Files.writeString(
        input.resolve("topology.jsonl"),
        """
        {"op":"UPSERT","node":{"id":"leaf1","type":"SWITCH","aliases":["10.0.0.1"]}}
        {"op":"UPSERT","node":{"id":"leaf2","type":"SWITCH"}}
        {"op":"UPSERT","relation":{"from":"leaf1","to":"leaf2","type":"CONNECTED_TO"}}
        """);
  }

  /** Two switches; both ends say that the link between them is down. Not sorted by time. */
  private void estate() throws IOException {
    topology();
    Files.writeString(
        input.resolve("events.jsonl"),
        """
        {"id":"down-leaf2","time":"2026-01-31T03:17:01Z","resource":"leaf2","type":"LINK_DOWN","message":"to leaf1","severity":"MAJOR","status":"RAISED","peer":"leaf1"}
        {"id":"down-leaf1","time":"2026-01-31T03:17:00Z","resource":"10.0.0.1","type":"LINK_DOWN","message":"to leaf2","severity":"MAJOR","status":"RAISED","peer":"leaf2"}
        {"id":"up-leaf1","time":"2026-01-31T03:27:00Z","resource":"leaf1","type":"LINK_DOWN","severity":"MAJOR","status":"CLEARED"}
        {"id":"up-leaf2","time":"2026-01-31T03:27:00+00:00","resource":"leaf2","type":"LINK_DOWN","severity":"MAJOR","status":"CLEARED"}
        """);
  }

  private int replay(Path to, String parallelism, String... more) {
    CommandLine line = LullCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    line.getSubcommands()
        .values()
        .forEach(
            sub -> {
              sub.setOut(new PrintWriter(out));
              sub.setErr(new PrintWriter(err));
            });
    List<String> arguments =
        Stream.concat(
                Stream.of("replay", "-i", input.toString(), "-o", to.toString(), "-p", parallelism),
                Stream.of(more))
            .toList();
    return line.execute(arguments.toArray(String[]::new));
  }

  private void append(String file, String line, Object... values) throws IOException {
    Files.writeString(
        input.resolve(file),
        line.formatted(values) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private JsonNode summary() throws IOException {
    return summary(output);
  }

  private static JsonNode summary(Path directory) throws IOException {
    return new ObjectMapper().readTree(Files.readString(directory.resolve("summary.json")));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void gzip(Path file, String text) throws IOException {
    try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
      packed.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
