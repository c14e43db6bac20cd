package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Severity;
import org.junit.jupiter.api.Test;

/** What is sampled may have begun before it was told, and may be nothing. */
class SampledAlarmsTest {
  private static final long FIVE_MINUTES = 300_000;

  private final TestingDesk desk = new TestingDesk();

  private void shop() {
    for (String service : new String[] {"site", "search", "lists", "cache", "proxy"}) {
      desk.node(service, "SERVICE");
    }
    desk.relation("site", "DEPENDS_ON", "search").relation("site", "DEPENDS_ON", "lists");
    desk.relation("lists", "DEPENDS_ON", "search").relation("search", "DEPENDS_ON", "cache");
    desk.relation("site", "DEPENDS_ON", "proxy");
  }

  private void anomaly(double at, String resource, String type, double certainty) {
    desk.take(
        desk.raised(at, resource, type, "", null, Severity.MINOR)
            .with(new AlarmChange.Evidence(FIVE_MINUTES, (float) certainty)));
  }

  private String cause() {
    return desk.end().only().getCauses().get(0).getResource();
  }

  @Test
  void explainsWhatWasToldBeforeItsSample() {
    shop();
    desk.raise(0, "site", "TIMEOUT");
    anomaly(180, "search", "ANOMALY_LATENCY", 0.9);
    assertThat(cause()).isEqualTo("search");
  }

  @Test
  void explainsNothingBeforeTheSampleBefore() {
    shop();
    desk.raise(0, "site", "TIMEOUT");
    anomaly(700, "search", "ANOMALY_LATENCY", 0.9);
    assertThat(cause()).isNotEqualTo("search");
  }

  @Test
  void anObjectiveMayHaveBeenMissedForMinutes() {
    shop();
    anomaly(0, "search", "ANOMALY_LATENCY", 0.9);
    desk.raise(200, "site", "SLO_BREACH");
    assertThat(cause()).isEqualTo("search");
  }

  @Test
  void doubtfulAnomaliesBelowAreNotTheCauseOfSureOnes() {
    shop();
    anomaly(0, "cache", "ANOMALY_LATENCY", 0.001);
    anomaly(0, "search", "ANOMALY_ERRORS", 1);
    anomaly(0, "lists", "ANOMALY_ERRORS", 1);
    desk.raise(10, "site", "SLO_BREACH");
    assertThat(cause()).isEqualTo("search");
  }

  @Test
  void whatIsDifferentOrEasedExplainsNothing() {
    shop();
    anomaly(0, "cache", "ANOMALY_TRAFFIC", 1);
    anomaly(0, "proxy", "ANOMALY_LATENCY_EASED", 1);
    anomaly(0, "search", "ANOMALY_ERRORS", 0.5);
    desk.raise(10, "site", "SLO_BREACH");
    assertThat(cause()).isEqualTo("search");
  }

  @Test
  void ofTwoThatWouldDoTheOneWithMoreToShowForIsTheCause() {
    shop();
    anomaly(0, "proxy", "ANOMALY_LATENCY", 0.9);
    anomaly(0, "search", "ANOMALY_LATENCY", 0.8);
    anomaly(0, "lists", "ANOMALY_LATENCY", 0.8);
    desk.raise(10, "site", "SLO_BREACH");
    assertThat(cause()).isEqualTo("search");
  }
}
