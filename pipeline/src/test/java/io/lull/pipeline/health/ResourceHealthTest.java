package io.lull.pipeline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lull.pipeline.health.ResourceHealth.Told;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ResourceHealthTest {
  private static final double LEAST = 0.001;

  private static Event alarm(
      String type, String qualifier, Severity severity, Map<String, String> attributes) {
    return new Event(
        type + qualifier,
        0L,
        0L,
        "db-1",
        null,
        false,
        "",
        type,
        qualifier,
        severity,
        EventStatus.RAISED,
        "",
        null,
        "test",
        null,
        attributes);
  }

  private static Event cleared(Event alarm) {
    Event event = Event.newBuilder(alarm).build();
    event.setStatus(EventStatus.CLEARED);
    return event;
  }

  private static Told told(Event... alarms) {
    ResourceHealth health = ResourceHealth.NEW;
    for (Event alarm : alarms) {
      health = health.take(alarm, 0);
    }
    Told told = health.news(LEAST);
    return told == null ? new Told(1, Map.of()) : told;
  }

  private static Map<String, String> certain(String certainty) {
    return Map.of("certainty", certainty);
  }

  @Test
  void whatIsCriticalTakesMostAndWhatFollowsTakesOfTheRest() {
    Event full =
        alarm("DISK_FULL", "/var", Severity.CRITICAL, Map.of("series", "disk{mount=\"/var\"}"));
    Event slow = alarm("SLOW", "", Severity.MAJOR, Map.of());
    assertThat(told(full)).isEqualTo(new Told(0.1, Map.of("disk{mount=\"/var\"}", 0.9)));
    Told both = told(full, slow);
    assertThat(both.score()).isEqualTo(0.04);
    assertThat(both.contributions().get("disk{mount=\"/var\"}"))
        .isGreaterThan(both.contributions().get("SLOW"));
  }

  @Test
  void anAnomalyCountsByItsCertaintyAndKind() {
    assertThat(told(alarm("ANOMALY_CPU", "", Severity.MINOR, certain("1"))).score()).isEqualTo(0.6);
    assertThat(told(alarm("ANOMALY_CPU", "", Severity.MINOR, certain("0.5"))).score())
        .isEqualTo(0.8);
    assertThat(told(alarm("ANOMALY_TRAFFIC", "", Severity.MINOR, certain("1"))).score())
        .isEqualTo(0.9);
    assertThat(told(alarm("ANOMALY_LATENCY_EASED", "", Severity.MINOR, certain("1"))).score())
        .isEqualTo(1);
  }

  @Test
  void seriesShareWhatTheirAnomalyTakes() {
    String contributions = "wait{path=\"/a b=1\"}=0.9 cpu=0.6 ";
    Event anomaly =
        alarm("ANOMALY_CPU", "", Severity.MINOR, Map.of("contributions", contributions.strip()));
    assertThat(told(anomaly).contributions())
        .isEqualTo(Map.of("wait{path=\"/a b=1\"}", 0.24, "cpu", 0.16));
  }

  /** The anomaly of a resource is one, whatever it is typed after meanwhile. */
  @Test
  void anAnomalyOfAnotherTypeTakesThePlaceOfTheFirstInAnyOrder() {
    Event latency = alarm("ANOMALY_LATENCY", "", Severity.MINOR, certain("1"));
    Event cpu = alarm("ANOMALY_CPU", "", Severity.MINOR, certain("1"));
    assertThat(told(latency, cpu, cleared(latency)).score()).isEqualTo(0.6);
    assertThat(told(latency, cleared(latency), cpu).score()).isEqualTo(0.6);
  }

  @Test
  void alarmsBeyondTheBoundAreLeftOut() {
    ResourceHealth health = ResourceHealth.NEW;
    for (int i = 0; i < 2 * ResourceHealth.MAX_HARMS; i++) {
      health = health.take(alarm("A", "" + i, Severity.WARNING, Map.of()), 0);
    }
    assertThat(health.harms()).hasSize(ResourceHealth.MAX_HARMS);
    assertThat(health.isFullFor(alarm("A", "new", Severity.WARNING, Map.of()))).isTrue();
    assertThat(health.isFullFor(alarm("A", "1", Severity.WARNING, Map.of()))).isFalse();
  }

  @Property(tries = 200)
  void contributionsAddUpToWhatIsMissingInAnyOrder(
      @ForAll @Size(max = 30) List<Severity> severities, @ForAll long seed) {
    List<Event> alarms = new ArrayList<>();
    for (Severity severity : severities) {
      alarms.add(alarm("A", "" + alarms.size() % 20, severity, Map.of()));
    }
    Told first = told(alarms.toArray(Event[]::new));
    assertThat(first.score()).isBetween(0.0, 1.0);
    double sum = first.contributions().values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(sum).isCloseTo(1 - first.score(), within(0.005 * 20 + 0.001));
    if (alarms.size() <= 20) {
      Collections.shuffle(alarms, new Random(seed));
      assertThat(told(alarms.toArray(Event[]::new))).isEqualTo(first);
    }
  }
}
