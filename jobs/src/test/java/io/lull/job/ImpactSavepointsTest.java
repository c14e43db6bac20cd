package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.schema.Health;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.ServiceImpact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Savepoints of the events job with what impact and the health of services keep: what was learned
 * of times by one outage, a second one that is open and has been told when it will be felt, and
 * services that are not well.
 */
class ImpactSavepointsTest extends EventsSavepointsContract {
  private static final long START = 1_750_000_000_000L;

  /** How long after the database its business service says so, in the outages before. */
  private static final int LAG = 100;

  private static final int FIRST = 0;
  private static final int SECOND = 1_000;
  private static final int THIRD = 3_000;
  private static final int LASTS = 300;

  @Override
  List<RawRecord> before() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(event(FIRST, "db", "DB_DOWN", "RAISED"));
    clockUntil(raw, FIRST, FIRST + LAG);
    raw.add(event(FIRST + LAG, "shop", "SLO_BREACH", "RAISED"));
    clears(raw, FIRST);
    clockUntil(raw, FIRST + LASTS + 1, SECOND);
    raw.add(event(SECOND, "db", "DB_DOWN", "RAISED"));
    clockUntil(raw, SECOND, SECOND + 20);
    return List.copyOf(raw);
  }

  /** It is felt and ends; another one begins. */
  @Override
  List<RawRecord> after() {
    List<RawRecord> raw = new ArrayList<>();
    clockUntil(raw, SECOND + 20, SECOND + LAG);
    raw.add(event(SECOND + LAG, "shop", "SLO_BREACH", "RAISED"));
    clears(raw, SECOND);
    clockUntil(raw, SECOND + LASTS + 1, THIRD);
    raw.add(event(THIRD, "db", "DB_DOWN", "RAISED"));
    clockUntil(raw, THIRD, THIRD + 20);
    return List.copyOf(raw);
  }

  private static void clears(List<RawRecord> raw, int from) {
    clockUntil(raw, from + LAG, from + LASTS);
    raw.add(event(from + LASTS, "db", "DB_DOWN", "CLEARED"));
    raw.add(event(from + LASTS + 1, "shop", "SLO_BREACH", "CLEARED"));
  }

  private static void clockUntil(List<RawRecord> raw, int from, int to) {
    for (int second = from + 1; second < to; second++) {
      raw.add(record("lull.raw.clock", second, ""));
    }
  }

  private static RawRecord event(int second, String resource, String type, String status) {
    return record(
        "lull.raw.events",
        second,
        "{\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"%s\",\"severity\":\"CRITICAL\",\"status\":\"%s\"}"
            .formatted(Instant.ofEpochMilli(at(second)), resource, type, status));
  }

  private static RawRecord record(String topic, int second, String value) {
    return TestingRecords.raw(topic, second, at(second), value);
  }

  @Override
  List<RawRecord> topology() throws Exception {
    List<RawRecord> changes = new ArrayList<>();
    for (String line :
        List.of(
            "\"node\":{\"id\":\"db\",\"type\":\"DATABASE\",\"domain\":\"default\"}",
            "\"node\":{\"id\":\"api\",\"type\":\"SERVICE\",\"domain\":\"default\"}",
            "\"node\":{\"id\":\"shop\",\"type\":\"BUSINESS_SERVICE\",\"domain\":\"default\"}",
            "\"relation\":{\"from\":\"api\",\"to\":\"db\",\"type\":\"DEPENDS_ON\"}",
            "\"relation\":{\"from\":\"shop\",\"to\":\"api\",\"type\":\"DEPENDS_ON\",\"attributes\":{\"share\":\"0.4\"}}")) {
      changes.add(
          TestingRecords.topology(changes.size(), START, "{\"op\":\"UPSERT\"," + line + "}"));
    }
    return changes;
  }

  @Override
  String story() {
    return "impact";
  }

  @Override
  void holds(String name, TestingSinks sinks) {
    List<Incident> second = openedAt(SECOND, sinks);
    assertThat(second.get(0).getRevision()).as("revision 1 was before").isGreaterThan(1);
    ServiceImpact foretold = shop(second.get(0));
    assertThat(foretold.getBasis()).as("it has not been felt").isEqualTo(ImpactBasis.LAGS);
    Incident last = second.get(second.size() - 1);
    assertThat(last.getState()).isEqualTo(IncidentState.RESOLVED);
    ServiceImpact felt = shop(last);
    assertThat(felt.getBasis()).isEqualTo(ImpactBasis.OBSERVED);
    assertThat(felt.getActualFromMillis()).isEqualTo(at(SECOND + LAG));
    assertThat(felt.getShare()).isEqualTo(0.4);
    assertThat(shop(openedAt(THIRD, sinks).get(0)).getImpactToMillis() - at(THIRD))
        .as("felt in time twice: a job that knew of one time only would not be that sure")
        .isLessThan(foretold.getImpactToMillis() - at(SECOND));
    assertThat(healthOfShop(sinks))
        .extracting(health -> (health.getTimeMillis() - START) / 1000 + " " + health.getScore())
        .as("what the database takes from it was known, and told, before")
        .containsExactly(
            SECOND + LAG + 1 + " 0.06", SECOND + 2 * LASTS + 2 + " 1.0", THIRD + 1 + " 0.64");
  }

  private static long at(int second) {
    return START + second * 1000L;
  }

  private static List<Health> healthOfShop(TestingSinks sinks) {
    return sinks.collectedHealth().stream()
        .filter(health -> health.getResource().endsWith("shop"))
        .sorted(Comparator.comparing(Health::getTimeMillis))
        .toList();
  }

  private static List<Incident> openedAt(int second, TestingSinks sinks) {
    return sinks.collectedIncidents().stream()
        .filter(incident -> incident.getOpenedMillis() == at(second))
        .toList();
  }

  private static ServiceImpact shop(Incident incident) {
    return incident.getServices().stream()
        .filter(service -> service.getId().equals("shop"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("shop is not hit: " + incident));
  }

  @Override
  boolean isTold(TestingSinks sinks) {
    return !openedAt(SECOND, sinks).isEmpty()
        && healthOfShop(sinks).stream().anyMatch(h -> h.getTimeMillis() > at(SECOND));
  }
}
