package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.ChangeOp;
import io.lull.schema.Effect;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.Node;
import io.lull.schema.ServiceImpact;
import io.lull.schema.Severity;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an incident says of who is hit, how much and when. */
class ImpactTest {
  private static final double MINUTE = 60;

  private final TestingDesk desk = new TestingDesk();

  private void node(String id, String type, String name, String... attributes) {
    Map<String, String> all = new java.util.TreeMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      all.put(attributes[i], attributes[i + 1]);
    }
    Node node = Node.newBuilder().setId(id).setType(type).setName(name).setAttributes(all).build();
    desk.topology.apply(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setNode(node).build());
  }

  /** The shop of the sentence; other paths to the database are alternatives of one request. */
  private void shop() {
    node("DB-PROD-07", "HOST", "DB-PROD-07");
    node("orders-db", "DATABASE", "orders-db");
    node("order-processing", "SERVICE", "Order Processing");
    node("checkout", "BUSINESS_SERVICE", "Checkout", "revenueShare", "0.6");
    desk.relation("orders-db", "RUNS_ON", "DB-PROD-07");
    desk.relation("order-processing", "DEPENDS_ON", "orders-db");
    desk.relation("checkout", "DEPENDS_ON", "order-processing", "share", "0.4");
  }

  private ServiceImpact onlyService() {
    List<ServiceImpact> services = desk.only().getServices();
    assertThat(services).hasSize(1);
    return services.get(0);
  }

  @Test
  void theSentenceArisesFromAForecastAndTheTopology() {
    shop();
    // Three slight alarms with one explanation open an incident; the first says what will be.
    AlarmChange forecast =
        desk.raised(0, "DB-PROD-07", "FORECAST_CONNECTIONS", "", null, Severity.WARNING)
            .with(
                new AlarmChange.Evidence(
                    0,
                    0.4f,
                    new AlarmChange.Crossing(
                        TestingDesk.millis(4.5 * MINUTE),
                        TestingDesk.millis(7.5 * MINUTE),
                        TestingDesk.millis(11 * MINUTE))));
    desk.take(forecast);
    desk.raise(1, "orders-db", "LATENCY", Severity.WARNING);
    desk.raise(2, "order-processing", "LATENCY", Severity.WARNING).until(10);

    Incident incident = desk.only();
    assertThat(incident.getTitle())
        .isEqualTo(
            "Server DB-PROD-07 supports Order Processing, which handles 40 % of Checkout: revenue is"
                + " hit in about 8 minutes (5 to 13); forecast connections, 3 alarms");
    ServiceImpact checkout = onlyService();
    assertThat(checkout.getShare()).isEqualTo(0.4);
    assertThat(checkout.getBasis()).isEqualTo(ImpactBasis.FORECAST);
    assertThat(checkout.getRevenueShare()).isEqualTo(0.24);
    assertThat(incident.getRevenueShare()).isEqualTo(0.24);
    assertThat(checkout.getEffect()).isEqualTo(Effect.AT_RISK);
    assertThat(checkout.getImpactFromMillis()).isLessThan(checkout.getImpactMillis());
    assertThat(incident.getSeverity()).as("nothing is hit yet").isEqualTo(Severity.WARNING);
  }

  @Test
  void aForecastThatIsRevisedRevisesTheImpact() {
    shop();
    AlarmChange raised =
        desk.raised(0, "DB-PROD-07", "FORECAST_CONNECTIONS", "", null, Severity.MAJOR);
    desk.take(raised.with(crossing(20)));
    desk.until(10);
    long before = onlyService().getImpactMillis();

    AlarmChange again = desk.later(raised, AlarmChange.Kind.REPEATED, TestingDesk.millis(20));
    desk.take(again.with(crossing(10))).until(25);

    assertThat(before - onlyService().getImpactMillis()).isBetween(500_000L, 700_000L);
  }

  private static AlarmChange.Evidence crossing(double minutes) {
    return new AlarmChange.Evidence(
        0,
        0.5f,
        new AlarmChange.Crossing(
            TestingDesk.millis(0.8 * minutes * MINUTE),
            TestingDesk.millis(minutes * MINUTE),
            TestingDesk.millis(1.3 * minutes * MINUTE)));
  }

  @Test
  void withoutAForecastTheLagsOfTheWaySayWhen() {
    shop();
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").until(1);

    Incident incident = desk.only();
    ServiceImpact checkout = onlyService();
    assertThat(checkout.getEffect()).isEqualTo(Effect.DEGRADED);
    assertThat(checkout.getBasis()).isEqualTo(ImpactBasis.LAGS);
    // RUNS_ON 15 s, DEPENDS_ON 20 s twice: 55 s on average.
    assertThat(checkout.getImpactMillis()).isBetween(30_000L, 55_000L);
    assertThat(checkout.getImpactFromMillis()).isBetween(5_000L, 25_000L);
    assertThat(checkout.getImpactToMillis()).isBetween(80_000L, 180_000L);
    assertThat(incident.getSeverity()).as("a quarter of the revenue").isEqualTo(Severity.CRITICAL);
    assertThat(incident.getTitle())
        .matches(
            "Server DB-PROD-07 supports Order Processing, which handles 40 % of Checkout: revenue is"
                + " hit in about \\d+ seconds \\(\\d+ to \\d+\\); connections exhausted, 1 alarm");

    desk.raise(30, "order-processing", "ERROR_RATE").until(32);
    assertThat(onlyService().getImpactMillis())
        .as("one relation is left")
        .isBetween(35_000L, 50_000L);
    assertThat(onlyService().getImpactToMillis()).isLessThan(120_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "59d73a3400f1c2aa",
        "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:5xx",
        "Service/shop/order-processing"
      })
  void anAlarmIsAboutTheWholeThoughAQualifierTellsItApart(String qualifier) {
    shop();
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").until(1);
    desk.take(
        desk.raised(30, "order-processing", "HighErrorRate", qualifier, null, Severity.CRITICAL));
    desk.until(32);
    assertThat(onlyService().getImpactMillis())
        .as("felt at the service; one relation is left")
        .isBetween(35_000L, 50_000L);
  }

  @Test
  void aTimeOfImpactThatPassesUnfeltIsTold() {
    shop();
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").until(1);
    ServiceImpact told = onlyService();
    assertThat(desk.revisions).hasSize(1);

    desk.until(told.getImpactMillis() / 1e3 - 0.001);
    assertThat(desk.revisions).hasSize(1);
    desk.until(told.getImpactMillis() / 1e3);
    assertThat(desk.revisions).hasSize(2);
    assertThat(desk.only().getTitle()).contains("revenue is hit by now, or within ");
    assertThat(desk.only().getChanges())
        .containsExactly("the time of impact that was told has passed");

    desk.until(told.getImpactToMillis() / 1e3);
    assertThat(desk.revisions).hasSize(3);
    assertThat(desk.only().getTitle()).contains("revenue has probably been hit since about 00:00:");
    desk.until(50_000);
    assertThat(desk.revisions).as("then there is nothing more to tell").hasSize(3);
  }

  @Test
  void whatClearsBeforeTheTimeOfImpactIsNotToldToHavePassed() {
    shop();
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").until(1);
    desk.clear(5, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").end();
    assertThat(desk.revisions)
        .flatExtracting(Incident::getChanges)
        .doesNotContain("the time of impact that was told has passed");
    assertThat(desk.timers).isEmpty();
  }

  @Test
  void aForecastThatPassesUnfeltMayHaveCome() {
    shop();
    AlarmChange raised =
        desk.raised(0, "DB-PROD-07", "FORECAST_CONNECTIONS", "", null, Severity.MAJOR);
    desk.take(raised.with(crossing(10))).until(3_000);
    assertThat(desk.revisions).hasSize(3);
    assertThat(desk.only().getTitle()).contains("revenue may have been hit since about 00:1");
  }

  /** Checkout says so itself when it is hit, each time at once. */
  @Test
  void intervalsThatDidNotHoldGetWider() {
    shop();
    double width = 0;
    for (int outage = 0; outage < 6; outage++) {
      double at = outage * 7_200;
      desk.raise(at, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").until(at + 1);
      ServiceImpact told = onlyOpen();
      double now = (told.getImpactToMillis() - told.getImpactFromMillis()) / 1e3;
      if (outage > 1) {
        assertThat(now).as("outage %d", outage).isGreaterThan(width);
      }
      width = now;
      desk.raise(at + 3, "checkout", "SLO_BREACH", Severity.CRITICAL);
      desk.clear(at + 3_600, "DB-PROD-07", "CONNECTIONS_EXHAUSTED");
      desk.clear(at + 3_601, "checkout", "SLO_BREACH").until(at + 3_800);
    }
    assertThat(desk.models.get(desk.models.size() - 1).spreads())
        .singleElement()
        .satisfies(
            spread -> {
              assertThat(spread.basis()).isEqualTo("LAGS");
              assertThat(spread.scale()).isGreaterThan(1.2);
              assertThat(spread.inside()).as("the last may have been wide enough").isLessThan(2);
            });
  }

  /** Two of four web servers stand on one host; by the CMDB three are needed, in truth one is. */
  @Test
  void whatAServiceLivesWithoutIsLearned() {
    node("web", "SERVICE", "Web", "required", "3");
    node("shop", "BUSINESS_SERVICE", "Shop");
    desk.relation("shop", "DEPENDS_ON", "web");
    for (int i = 1; i <= 4; i++) {
      node("web-" + i, "POD", "web-" + i);
      node("host-" + (i + 1) / 2, "HOST", "host-" + (i + 1) / 2);
      desk.relation("web", "SERVED_BY", "web-" + i);
      desk.relation("web-" + i, "RUNS_ON", "host-" + (i + 1) / 2);
    }
    // Of what fails three in five are heard of: four silences are more than a document.
    for (int outage = 0; outage < 5; outage++) {
      double at = outage * 7_200;
      desk.raise(at, "host-1", "HOST_DOWN").raise(at + 2, "web-1", "POD_CRASHED").until(at + 10);
      ServiceImpact shop = onlyOpen();
      assertThat(shop.getGuardedBy()).as("outage %d", outage).isEqualTo(outage < 4 ? null : "web");
      assertThat(shop.getShare()).isEqualTo(outage < 4 ? 1 : 0);
      desk.clear(at + 1_800, "host-1", "HOST_DOWN").clear(at + 1_800, "web-1", "POD_CRASHED");
      desk.until(at + 1_900);
    }
    assertThat(desk.models.get(desk.models.size() - 1).needs())
        .containsExactly(new ModelRevision.Need("web", 4, 3, 2));

    // The CMDB is mended, and holds again.
    node("web", "SERVICE", "Web", "required", "4");
    desk.raise(40_000, "host-1", "HOST_DOWN").until(40_010);
    assertThat(onlyOpen().getShare()).isEqualTo(1);
  }

  private ServiceImpact onlyOpen() {
    List<Incident> open =
        desk.incidents().stream().filter(i -> i.getState() == IncidentState.OPEN).toList();
    assertThat(open).hasSize(1);
    return open.get(0).getServices().get(0);
  }

  @Test
  void whatIsFeltIsSaidAsSuchAndWhatReallyHappenedAtTheEnd() {
    shop();
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").raise(5, "orders-db", "SATURATED");
    desk.raise(25, "order-processing", "ERROR_RATE");
    desk.raise(40, "checkout", "SLO_BREACH", Severity.CRITICAL).until(45);

    ServiceImpact checkout = onlyService();
    assertThat(checkout.getBasis()).isEqualTo(ImpactBasis.OBSERVED);
    assertThat(checkout.getImpactMillis()).isEqualTo(40_000);
    assertThat(checkout.getImpactFromMillis()).isEqualTo(checkout.getImpactToMillis());
    assertThat(checkout.getShare()).as("its own alarm says nothing of how much").isEqualTo(0.4);
    assertThat(desk.only().getTitle())
        .contains("which handles 40 % of Checkout: revenue has been hit since 00:00:40 UTC");
    assertThat(checkout.getActualEffect()).isNull();

    desk.clearAll(160).end();
    assertThat(desk.only().getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(onlyService().getActualEffect()).isEqualTo(Effect.DEGRADED);
    assertThat(onlyService().getActualFromMillis()).isEqualTo(40_000);
    assertThat(onlyService().getActualToMillis()).isEqualTo(160_000);
    assertThat(desk.only().getTitle()).contains("revenue was hit from 00:00:40 UTC for 2 minutes");
  }

  @Test
  void anOutageThatWasOverBeforeItWasFeltHitNothing() {
    shop();
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").until(2);
    desk.clearAll(3).end();
    assertThat(onlyService().getActualEffect()).isEqualTo(Effect.AT_RISK);
    assertThat(onlyService().getActualFromMillis()).isNull();
    assertThat(desk.only().getTitle()).contains("revenue was not hit");
  }

  @Test
  void redundancyProtectsAndTheIncidentIsNoneThatAffectsService() {
    node("cart", "SERVICE", "Cart");
    node("checkout", "BUSINESS_SERVICE", "Checkout", "revenueShare", "0.6");
    desk.relation("checkout", "DEPENDS_ON", "cart");
    for (int i = 1; i <= 4; i++) {
      desk.node("cart-" + i, "POD").relation("cart", "SERVED_BY", "cart-" + i, "required", "2");
    }
    desk.raise(0, "cart-1", "OUT_OF_MEMORY", Severity.CRITICAL).until(2);

    ServiceImpact checkout = onlyService();
    assertThat(checkout.getShare()).isZero();
    assertThat(checkout.getRevenueShare()).isZero();
    assertThat(checkout.getEffect()).isEqualTo(Effect.AT_RISK);
    assertThat(checkout.getGuardedBy()).isEqualTo("cart");
    assertThat(checkout.getVia()).containsExactly("cart-1", "cart", "checkout");
    assertThat(desk.only().getSeverity()).isEqualTo(Severity.MINOR);
    assertThat(desk.only().getTitle())
        .isEqualTo(
            "Pod cart-1 supports Cart, which Checkout needs: redundancy protects it, no revenue is"
                + " hit; out of memory, 1 alarm");
  }

  @Test
  void whatIsBrokenOnTheWayKeepsItsPlaceOnIt() {
    shop();
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").raise(2, "orders-db", "SATURATED");
    desk.until(4);
    assertThat(onlyService().getBasis()).isEqualTo(ImpactBasis.LAGS);
    assertThat(onlyService().getVia())
        .containsExactly("DB-PROD-07", "orders-db", "order-processing", "checkout");
  }

  @Test
  void aServerThatIsSlowGoesOnUntilWhatIsForetold() {
    shop();
    desk.take(
        desk.raised(0, "DB-PROD-07", "FORECAST_CONNECTIONS", "", null, Severity.WARNING)
            .with(crossing(10)));
    desk.raise(1, "DB-PROD-07", "LATENCY").until(5);
    assertThat(onlyService().getBasis()).isEqualTo(ImpactBasis.FORECAST);
    assertThat(onlyService().getImpactMillis()).isBetween(590_000L, 680_000L);

    desk.raise(60, "DB-PROD-07", "CONNECTIONS_EXHAUSTED").until(62);
    assertThat(onlyService().getBasis()).as("earlier than foretold").isEqualTo(ImpactBasis.LAGS);
    assertThat(onlyService().getImpactMillis()).isBetween(70_000L, 160_000L);
  }

  @Test
  void membersThatSufferWithTheirServiceSayNothingOfHowMuch() {
    shop();
    for (int i = 1; i <= 6; i++) {
      String pod = "order-processing-" + i;
      desk.node(pod, "POD").relation("order-processing", "SERVED_BY", pod);
    }
    node("crm", "BUSINESS_SERVICE", "CRM", "revenueShare", "0.1");
    node("crm-api", "SERVICE", "CRM API");
    desk.relation("crm", "DEPENDS_ON", "crm-api");
    desk.relation("crm-api", "DEPENDS_ON", "order-processing", "share", "0.5");
    desk.raise(0, "DB-PROD-07", "CONNECTIONS_EXHAUSTED");
    for (int i = 1; i <= 5; i++) {
      desk.raise(3 + i, "order-processing-" + i, "EXCEPTION");
    }
    desk.until(15);
    assertThat(desk.only().getServices())
        .extracting(ServiceImpact::getId, ServiceImpact::getShare)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("checkout", 0.4),
            org.assertj.core.groups.Tuple.tuple("crm", 0.5));
  }

  @Test
  void whatIsCutOffWithASwitchCountsThoughTrafficDoesNotNameIt() {
    desk.node("leaf", "SWITCH").node("spine", "SWITCH").node("host", "HOST");
    desk.relation("leaf", "CONNECTED_TO", "spine").relation("host", "CONNECTED_TO", "leaf");
    node("app", "SERVICE", "App");
    node("shop", "BUSINESS_SERVICE", "Shop");
    desk.relation("app", "RUNS_ON", "host").relation("shop", "DEPENDS_ON", "app");
    desk.raise(0, "leaf", "POWER_LOSS").raise(2, "host", "HOST_DOWN").until(10);

    assertThat(onlyService().getEffect()).isEqualTo(Effect.DOWN);
    assertThat(onlyService().getVia()).containsExactly("leaf", "host", "app", "shop");
    assertThat(desk.only().getTitle())
        .startsWith("Switch leaf supports App, which handles all of Shop: revenue is hit in about");
  }

  @Test
  void theOnlyLinkOfAServerIsWhatItsServicesLiveBy() {
    desk.node("leaf", "SWITCH").node("spine", "SWITCH").node("host", "HOST");
    desk.relation("leaf", "CONNECTED_TO", "spine").relation("host", "CONNECTED_TO", "leaf");
    node("app", "SERVICE", "App");
    node("shop", "BUSINESS_SERVICE", "Shop");
    desk.relation("app", "RUNS_ON", "host");
    desk.relation("shop", "DEPENDS_ON", "app", "share", "0.25");
    desk.raise(0, "leaf", "LINK_DOWN", "Ethernet1", "host");
    desk.raise(0.1, "host", "LINK_DOWN", "eth0", "leaf").until(5);

    assertThat(desk.only().getTitle())
        .startsWith("Link host to leaf carries App, which handles 25 % of Shop: revenue is hit in");
  }

  @Test
  void withoutABusinessServiceNothingIsClaimed() {
    desk.node("db", "DATABASE").node("app", "SERVICE").relation("app", "DEPENDS_ON", "db");
    desk.raise(0, "db", "DISK_FULL").until(5);
    assertThat(desk.only().getServices()).isEmpty();
    assertThat(desk.only().getSeverity()).isEqualTo(Severity.MAJOR);
    assertThat(desk.only().getTitle()).isEqualTo("Database db: disk full; app is hit (1 alarm)");
  }
}
