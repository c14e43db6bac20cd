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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A window over a host and what runs on it, from files to files. */
class MaintenanceReplayTest {
  private static final String TOPOLOGY =
      """
      {"node":{"id":"host-1","type":"HOST","aliases":["10.0.0.1"]}}
      {"node":{"id":"db-1","type":"DATABASE"}}
      {"node":{"id":"web-1","type":"SERVICE"}}
      {"node":{"id":"fan-3","type":"FAN"}}
      {"relation":{"from":"db-1","to":"host-1","type":"RUNS_ON"}}
      {"relation":{"from":"web-1","to":"db-1","type":"DEPENDS_ON"}}
      """;

  private static final String CONTROL =
      """
      {"id":"w1","maintenanceWindow":{"resources":["10.0.0.1"],"from":"2026-01-31T10:00:00Z","to":"2026-01-31T11:00:00Z","reason":"CHG-7, firmware"}}
      {"id":"s1","suppression":{"resource":"fan-3","reason":"known"}}
      {"id":"bad","maintenanceWindow":{"resources":["host-1"],"from":"2026-01-31T10:00:00Z","to":"2026-01-31T09:00:00Z"}}
      {"id":"all","suppression":{}}
      """;

  @TempDir Path dir;
  private final StringWriter text = new StringWriter();

  private static String event(String id, String time, String resource, String type, String status) {
    return """
        {"id":"%s","time":"2026-01-31T%sZ","resource":"%s","type":"%s","severity":"CRITICAL","status":"%s"}
        """
        .formatted(id, time, resource, type, status);
  }

  private static String events() {
    return event("before", "09:59:00", "web-1", "SLOW", "RAISED")
        + event("host", "10:05:00", "host-1", "DOWN", "RAISED")
        + event("db", "10:06:00", "db-1", "DB_DOWN", "RAISED")
        + event("web", "10:07:00", "web-1", "HTTP_ERRORS", "RAISED")
        + event("fan", "10:08:00", "fan-3", "FAN_FAILED", "RAISED")
        + event("host-up", "10:20:00", "host-1", "DOWN", "CLEARED")
        + event("before-ok", "10:30:00", "web-1", "SLOW", "CLEARED")
        + event("db-up", "11:30:00", "db-1", "DB_DOWN", "CLEARED")
        + event("web-ok", "11:30:01", "web-1", "HTTP_ERRORS", "CLEARED")
        + event("end", "12:00:00", "other", "END", "RAISED");
  }

  private Path replay(int parallelism) throws IOException {
    Path in = Files.createDirectories(dir.resolve("in"));
    Files.writeString(in.resolve("topology.jsonl"), TOPOLOGY);
    Files.writeString(in.resolve("control.jsonl"), CONTROL);
    Files.writeString(in.resolve("events.jsonl"), events());
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
  void whatIsDueToTheWindowOpensNoIncidentUntilItEnds() throws Exception {
    Path out = replay(1);

    List<String> suppressed = Files.readAllLines(out.resolve("suppressed.csv"));
    assertThat(suppressed)
        .containsExactly(
            "event,state,held,updated,resource,type,qualifier,severity,count,rules,path,why",
            "host,CLEARED,2026-01-31T10:05:00.000Z,2026-01-31T10:20:00.000Z,host-1,DOWN,,CRITICAL,"
                + "2,w1,host-1,\"host-1 is in maintenance until 2026-01-31T11:00:00Z"
                + " (window w1: CHG-7, firmware)\"",
            "db,RELEASED,2026-01-31T10:06:00.000Z,2026-01-31T11:00:00.000Z,db-1,DB_DOWN,,CRITICAL,"
                + "1,w1,host-1>db-1,\"host-1 is in maintenance until 2026-01-31T11:00:00Z"
                + " (window w1: CHG-7, firmware); this reaches db-1 by host-1 > db-1\"",
            "web,RELEASED,2026-01-31T10:07:00.000Z,2026-01-31T11:00:00.000Z,web-1,HTTP_ERRORS,,"
                + "CRITICAL,1,w1,host-1>db-1>web-1,\"host-1 is in maintenance until"
                + " 2026-01-31T11:00:00Z (window w1: CHG-7, firmware); this reaches web-1 by"
                + " host-1 > db-1 > web-1\"",
            "fan,HELD,2026-01-31T10:08:00.000Z,2026-01-31T10:08:00.000Z,fan-3,FAN_FAILED,,CRITICAL,"
                + "1,s1,fan-3,every alarm on fan-3 suppressed (suppression s1: known)");

    List<String> members = Files.readAllLines(out.resolve("members.csv"));
    assertThat(members.subList(1, members.size()))
        .extracting(line -> line.split(",")[1])
        .as("before it, and what was still down after it")
        .containsExactlyInAnyOrder("before", "before-ok", "db", "web", "db-up", "web-ok", "end");
    assertThat(members)
        .filteredOn(line -> line.contains(",db,") || line.contains(",web,"))
        .extracting(line -> line.split(",")[0])
        .as("one incident")
        .hasSize(2)
        .containsOnly(
            members.stream()
                .filter(m -> m.contains(",db-up,"))
                .findFirst()
                .orElse("")
                .split(",")[0]);
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertThat(summary.at("/stages/alarmsRaised").asInt()).isEqualTo(6);
    assertThat(summary.at("/stages/alarmsSuppressed").asInt()).isEqualTo(4);
    assertThat(summary.at("/stages/alarmsReleased").asInt()).isEqualTo(2);
    assertThat(text.toString()).contains("suppressed  4 alarms (2 released), see ");
  }

  @Test
  void badRecordsAreDeadLettersWithLineAndReason() throws Exception {
    List<String> letters = Files.readAllLines(replay(1).resolve("dead-letters.jsonl"));
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0))
        .contains("\"file\":\"control.jsonl\",\"line\":3", "maintenanceWindow.to", "after 'from'");
    assertThat(letters.get(1))
        .contains("\"file\":\"control.jsonl\",\"line\":4", "suppresses every alarm for ever");
  }

  @Test
  void theParallelismChangesNothing() throws Exception {
    Path one = replay(1);
    Path four = replay(4);
    for (String name : List.of("suppressed.csv", "incidents.jsonl", "members.csv", "causes.csv")) {
      assertThat(four.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
    }
  }
}
