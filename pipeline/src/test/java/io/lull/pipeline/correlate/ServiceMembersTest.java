package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.AlarmRole;
import io.lull.schema.Cause;
import io.lull.schema.Incident;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Services whose members run elsewhere than what the service depends on. */
class ServiceMembersTest {
  private final TestingDesk desk = new TestingDesk();

  /** Two services on one database, one on another; the pods of each on hosts of their own. */
  private void shop() {
    desk.node("db-host", "HOST").node("orders-db", "DATABASE").node("users-db", "DATABASE");
    desk.relation("orders-db", "RUNS_ON", "db-host");
    service("orders", 6).relation("orders", "DEPENDS_ON", "orders-db");
    service("refunds", 6).relation("refunds", "DEPENDS_ON", "orders-db");
    service("login", 6).relation("login", "DEPENDS_ON", "users-db");
    desk.node("Checkout", "BUSINESS_SERVICE").relation("Checkout", "DEPENDS_ON", "orders");
  }

  private TestingDesk service(String service, int pods) {
    desk.node(service, "SERVICE");
    for (int i = 1; i <= pods; i++) {
      String pod = service + "-" + i;
      desk.node(pod, "POD").node("host-" + pod, "HOST").relation(pod, "RUNS_ON", "host-" + pod);
      desk.relation(service, "SERVED_BY", pod);
    }
    return desk;
  }

  private void podsFail(double at, String service, int count) {
    for (int i = 1; i <= count; i++) {
      desk.raise(at + i * 0.1, service + "-" + i, "EXCEPTION");
    }
  }

  @Test
  void membersFailWithWhatTheirServiceDependsOn() {
    shop();
    desk.raise(0, "db-host", "CONNECTIONS_EXHAUSTED").raise(0.5, "orders-db", "SATURATED");
    podsFail(1, "orders", 4);
    desk.raise(2, "refunds", "ERROR_RATE").raise(2.1, "orders", "ERROR_RATE");
    podsFail(3, "refunds", 4);
    desk.raise(8, "Checkout", "SLO_BREACH").end();

    Incident incident = desk.only();
    assertThat(incident.getCauses())
        .extracting(Cause::getResource)
        .startsWith("db-host", "orders-db");
    assertThat(incident.getCauses().get(0).getScore()).isGreaterThan(0.9);
    assertThat(incident.getCounts().getAlarms()).isEqualTo(13);
    assertThat(incident.getAlarms())
        .filteredOn(alarm -> alarm.getResource().equals("refunds-3"))
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.getRole()).isEqualTo(AlarmRole.SYMPTOM))
        .satisfies(
            alarm ->
                assertThat(alarm.getPath())
                    .containsExactly("db-host", "orders-db", "refunds", "refunds-3"));
    assertThat(incident.getTitle())
        .isEqualTo(
            "Server db-host supports orders, which handles all of Checkout: revenue has been hit since"
                + " 00:00:08 UTC; connections exhausted, 13 alarms");
  }

  @Test
  void aSilentDatabaseIsNamedAndHoldsWhenItSpeaksAtLast() {
    shop();
    podsFail(0, "orders", 4);
    podsFail(0.05, "refunds", 4);
    podsFail(0.02, "login", 1);
    desk.until(10);
    assertThat(causes()).as("the database has said nothing").contains("orders-db", "login-1");
    desk.raise(12, "orders-db", "SATURATED").raise(13, "db-host", "CONNECTIONS_EXHAUSTED");
    podsFail(20, "refunds", 5);
    desk.end();

    assertThat(causes()).hasSize(2).contains("login-1");
    Incident storm =
        desk.incidents().stream()
            .filter(i -> i.getResources().contains("db-host"))
            .findFirst()
            .orElseThrow();
    assertThat(storm.getResources()).hasSize(11).contains("refunds-5").doesNotContain("login-1");
    assertThat(storm.getCauses().subList(0, 2))
        .extracting(Cause::getResource)
        .containsExactlyInAnyOrder("orders-db", "db-host");
  }

  private List<String> causes() {
    return desk.incidents().stream().map(i -> i.getCauses().get(0).getResource()).toList();
  }

  @Test
  void aServiceThatAlarmsJoinsItsFailingMembers() {
    shop();
    podsFail(0, "orders", 4);
    desk.raise(1, "orders", "ERROR_RATE").end();
    assertThat(desk.only().getCauses().get(0).getResource()).isEqualTo("orders");
  }

  @Test
  void oneMemberThatFailsIsTheCauseOfItsServicesTrouble() {
    shop();
    desk.raise(0, "orders", "ERROR_RATE").raise(0.1, "orders-1", "OUT_OF_MEMORY").end();
    assertThat(desk.only().getCauses().get(0).getResource()).isEqualTo("orders-1");
  }

  @Test
  void aFailingMemberDoesNotExplainItsSiblings() {
    shop();
    desk.raise(0, "orders-1", "OUT_OF_MEMORY").raise(1, "orders-2", "DISK_FULL").end();
    assertThat(desk.incidents()).hasSize(2);
  }

  @Property(tries = 200)
  void noSearchGoesFromAMemberToItsSiblings(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int services) {
    TestingDesk any = new TestingDesk();
    Random random = new Random(seed);
    for (int s = 0; s < services; s++) {
      any.node("s" + s, "SERVICE");
      for (int m = 0; m < 4; m++) {
        any.node("s" + s + "m" + m, "POD").relation("s" + s, "SERVED_BY", "s" + s + "m" + m);
      }
      // Downwards only, so that no way leads back to the service itself.
      for (int d = s + 1; d < services; d++) {
        if (random.nextBoolean()) {
          any.node("s" + d, "SERVICE").relation("s" + s, "DEPENDS_ON", "s" + d);
        }
      }
    }
    Upstream upstream = new Upstream(any.topology, FailureModel.DEFAULT, CorrelateOptions.DEFAULT);
    Set<String> seen = new TreeSet<>(upstream.of(new Site("s0m0", null, ""), List.of()).keySet());
    assertThat(seen).contains("s0").doesNotContainAnyElementsOf(List.of("s0m1", "s0m2", "s0m3"));
  }
}
