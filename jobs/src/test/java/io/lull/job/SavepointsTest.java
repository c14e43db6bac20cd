package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.schema.Event;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Savepoints of the events job, with an incident that is open. */
class SavepointsTest extends EventsSavepointsContract {
  private static final long START = 1_750_000_000_000L;

  /** An open incident, an alarm for itself, a live rule, and two events held. */
  @Override
  List<RawRecord> before() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(event(0, "db-1", "DB_DOWN", "CRITICAL", "RAISED"));
    raw.add(event(1, "web-1", "HTTP_ERRORS", "CRITICAL", "RAISED"));
    raw.add(event(2, "lamp-1", "DIM", "WARNING", "RAISED"));
    for (int second = 3; second <= 30; second++) {
      raw.add(clock(second));
    }
    // Ahead of the watermark, which is 5 seconds behind.
    raw.add(event(28, "web-2", "HTTP_ERRORS", "CRITICAL", "RAISED"));
    raw.add(event(29, "disk-1", "ACME-DISK", "WARNING", "RAISED"));
    return List.copyOf(raw);
  }

  @Override
  List<RawRecord> after() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(event(40, "disk-1", "ACME-DISK", "WARNING", "RAISED"));
    raw.add(event(100, "db-1", "DB_DOWN", "CRITICAL", "CLEARED"));
    raw.add(event(101, "web-1", "HTTP_ERRORS", "CRITICAL", "CLEARED"));
    raw.add(event(102, "web-2", "HTTP_ERRORS", "CRITICAL", "CLEARED"));
    for (int second = 103; second < 200; second++) {
      raw.add(clock(second));
    }
    return List.copyOf(raw);
  }

  private static RawRecord event(
      int second, String resource, String type, String severity, String status) {
    String json =
        "{\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"%s\",\"severity\":\"%s\",\"status\":\"%s\"}"
            .formatted(
                Instant.ofEpochMilli(START + second * 1000L), resource, type, severity, status);
    return record("lull.raw.events", second, json);
  }

  private static RawRecord clock(int second) {
    return record("lull.raw.clock", second, "");
  }

  private static RawRecord record(String topic, int second, String value) {
    return TestingRecords.raw(topic, second, START + second * 1000L, value);
  }

  @Override
  List<RawRecord> control() {
    return List.of(
        record(
            "lull.control",
            0,
            "{\"id\":\"acme\",\"op\":\"UPSERT\",\"classification\":{\"yaml\":\"rules:\\n"
                + "  - id: acme.disk\\n    match: {type: ACME-DISK}\\n"
                + "    set: {type: DISK_FULL}\\n\"}}"));
  }

  @Override
  List<RawRecord> topology() throws Exception {
    List<RawRecord> changes = new ArrayList<>();
    for (String node : List.of("db-1", "web-1", "web-2")) {
      changes.add(
          TestingRecords.topology(
              changes.size(),
              START,
              "{\"op\":\"UPSERT\",\"node\":{\"id\":\"%s\",\"type\":\"SERVICE\",\"domain\":\"default\"}}"
                  .formatted(node)));
    }
    for (String web : List.of("web-1", "web-2")) {
      changes.add(
          TestingRecords.topology(
              changes.size(),
              START,
              "{\"op\":\"UPSERT\",\"relation\":{\"from\":\"%s\",\"to\":\"db-1\",\"type\":\"DEPENDS_ON\"}}"
                  .formatted(web)));
    }
    return changes;
  }

  @Override
  String story() {
    return "events";
  }

  @Override
  void holds(String name, TestingSinks sinks) {
    List<Incident> revisions = sinks.collectedIncidents();
    assertThat(revisions.stream().map(Incident::getId).distinct()).hasSize(1);
    assertThat(revisions.get(0).getRevision()).as("revision 1 was before").isGreaterThan(1);
    Incident last = revisions.get(revisions.size() - 1);
    assertThat(last.getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(last.getOpenedMillis()).isEqualTo(START);
    assertThat(last.getCauses().get(0).getResource()).isEqualTo("db-1");
    assertThat(last.getResources())
        .as("an alarm of before, and one that was held")
        .containsExactly("db-1", "web-1", "web-2");

    List<Event> events = sinks.collectedEvents();
    assertThat(events).as("those held, and those after").hasSize(6);
    assertThat(events.stream().filter(event -> event.getResource().equals("disk-1")))
        .as("by the live rule")
        .extracting(Event::getType)
        .containsExactly("DISK_FULL", "DISK_FULL");
  }

  @Test
  void everyReleaseHasItsSavepoint() throws IOException {
    assertThat(cases().map(arguments -> arguments.get()[0]))
        .contains("0.1.0-events", "0.2.0-events");
  }

  @Override
  boolean isTold(TestingSinks sinks) {
    return sinks.collectedIncidents().stream()
            .map(Incident::getState)
            .collect(Collectors.toSet())
            .equals(Set.of(IncidentState.OPEN))
        && sinks.collectedEvents().size() == 3;
  }
}
