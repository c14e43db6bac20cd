package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.ServiceImpact;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What has to do with several domains, and what has not. */
class DomainsTest {
  private final TestingDomains estate = new TestingDomains();

  /** A database of one domain, and so many others with a service of two hosts that needs it. */
  private void sharedDatabase(int domains) {
    estate.node("db", "DATABASE", "core");
    for (int d = 1; d <= domains; d++) {
      String domain = "d" + d;
      estate
          .node("svc" + d, "SERVICE", domain)
          .node("shop" + d, "BUSINESS_SERVICE", domain)
          .node("web" + d, "HOST", domain)
          .node("job" + d, "HOST", domain)
          .relation("svc" + d, "DEPENDS_ON", "db")
          .relation("shop" + d, "DEPENDS_ON", "svc" + d)
          .relation("web" + d, "DEPENDS_ON", "svc" + d)
          .relation("job" + d, "DEPENDS_ON", "web" + d);
    }
  }

  @Test
  void aStormAcrossTwentyDomainsIsOneIncidentOfTheDomainThatCausedIt() {
    sharedDatabase(20);
    estate.raise(0, "db", "DISK_FULL");
    for (int d = 1; d <= 20; d++) {
      estate.raise(1 + d * 0.01, "svc" + d, "LATENCY_HIGH");
      estate.raise(2 + d * 0.01, "web" + d, "HTTP_5XX");
      estate.raise(2 + d * 0.02, "job" + d, "JOB_FAILED");
    }
    estate.clearAll(60).end();

    Incident incident = estate.only();
    assertThat(incident.getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(incident.getDomain()).isEqualTo("core");
    assertThat(incident.getCauses().get(0).getResource()).isEqualTo("db");
    assertThat(incident.getCounts().getAlarms()).isEqualTo(61);
    assertThat(incident.getAlarms())
        .filteredOn(alarm -> alarm.getResource().equals("job7"))
        .singleElement()
        .satisfies(a -> assertThat(a.getPath()).containsExactly("db", "svc7", "web7", "job7"));
    assertThat(incident.getServices())
        .extracting(ServiceImpact::getId)
        .contains("shop1", "shop20")
        .hasSize(20);
    assertThat(estate.members()).hasSize(122);
    assertThat(estate.members().values()).containsOnly(incident.getId());
    assertThat(estate.revisions.stream().map(Incident::getId).distinct())
        .as("no other was told on the way")
        .hasSize(1);
    assertThat(estate.size()).isZero();
  }

  @Test
  void aCauseThatSaysNothingIsNamedByWhatItHurtsInOtherDomains() {
    sharedDatabase(8);
    for (int d = 1; d <= 8; d++) {
      estate.raise(d * 0.1, "svc" + d, "LATENCY_HIGH");
    }
    Incident incident = estate.end().only();
    assertThat(incident.getCauses().get(0).getResource()).isEqualTo("db");
    assertThat(incident.getCauses().get(0).getSilent()).isTrue();
    assertThat(incident.getDomain()).isEqualTo("core");
  }

  @Test
  void whatHasToDoWithNoOtherDomainStaysInItsOwn() {
    sharedDatabase(2);
    estate.node("lone", "HOST", "d1").node("behind", "HOST", "d1");
    estate.relation("behind", "DEPENDS_ON", "lone");
    estate.raise(0, "lone", "DISK_FULL").raise(1, "behind", "SLOW");
    estate.clearAll(60).end();
    assertThat(estate.only().getDomain()).isEqualTo("d1");
    assertThat(estate.handovers).isZero();
    assertThat(estate.size()).isZero();
  }

  @Test
  void anIncidentThatWasToldGoesOnWhereDomainsAreJoined() {
    sharedDatabase(2);
    estate.node("disk", "STORAGE", "core").relation("db", "RUNS_ON", "disk");
    estate.raise(0, "disk", "DISK_FULL").until(10);
    Incident first = estate.only();
    assertThat(first.getRevision()).isOne();
    estate.raise(20, "svc1", "LATENCY_HIGH").clearAll(90).end();

    Incident last = estate.only();
    assertThat(last.getId()).isEqualTo(first.getId());
    assertThat(last.getRevision()).isGreaterThan(1);
    assertThat(last.getAlarms())
        .extracting(MemberAlarm::getResource)
        .containsExactly("disk", "svc1");
    assertThat(estate.members()).hasSize(4);
    assertThat(estate.size()).isZero();
  }

  @Test
  void theEndsOfALinkSpeakOfOneThingAlsoFromTwoDomains() {
    estate.node("r1", "ROUTER", "north").node("r2", "ROUTER", "south");
    estate.relation("r1", "CONNECTED_TO", "r2");
    for (int host = 0; host < 4; host++) {
      estate.node("h" + host, "HOST", "south").relation("h" + host, "CONNECTED_TO", "r2");
    }
    estate.raise(0, "r1", "LINK_DOWN", "r2").raise(0, "r2", "LINK_DOWN", "r1");
    estate.clearAll(50).end();
    assertThat(estate.only().getCauses().get(0).getResource()).isEqualTo("r1--r2");
  }

  @Test
  void anAlarmThatItsDomainForgotIsTheSameWhereDomainsAreJoined() {
    sharedDatabase(3);
    estate.node("lone", "HOST", "d1");
    estate.raise(0, "db", "DISK_FULL").raise(1, "web1", "HTTP_5XX").raise(1, "svc1", "SLOW");
    estate.clear(5, "web1", "HTTP_5XX").clear(5, "svc1", "SLOW").until(400);
    assertThat(estate.only().getState())
        .as("the database is still full")
        .isEqualTo(IncidentState.OPEN);
    estate.raise(410, "web1", "HTTP_5XX").until(420);
    estate.clearAll(500).end();
    assertThat(estate.only().getAlarms())
        .extracting(MemberAlarm::getResource)
        .containsExactlyInAnyOrder("db", "web1", "svc1");
    assertThat(estate.size()).isZero();
  }

  @Test
  void anIncidentOfAnAlarmThatIsKnownElsewhereEndsAsPartOfTheOther() {
    estate.node("c0", "HOST", "d0");
    for (int i = 1; i <= 8; i++) {
      estate.node("c" + i, "HOST", "d" + i).relation("c" + i, "DEPENDS_ON", "c" + (i - 1));
    }
    IntStream.rangeClosed(0, 8).forEach(i -> estate.raise(i, "c" + i, "DOWN"));
    IntStream.rangeClosed(0, 7).forEach(i -> estate.clear(20 + i, "c" + i, "DOWN"));
    Incident first = estate.until(400).only();
    assertThat(first.getCounts().getAlarms()).as("the last one is still down").isEqualTo(9);

    estate.raise(410, "c0", "DOWN").until(415);
    assertThat(estate.incidents()).as("its domain knew it no more").hasSize(2);
    estate.raise(416, "c1", "DOWN").until(430);
    assertThat(estate.only().getId()).isEqualTo(first.getId());
    assertThat(estate.only().getCounts().getRawEvents()).isEqualTo(19);
    estate.clearAll(500).end();
    assertThat(estate.members().values()).hasSizeGreaterThan(20).containsOnly(first.getId());
    assertThat(estate.size()).isZero();
  }

  @Test
  void twoFaultsInTwoDomainsAreTwoIncidents() {
    sharedDatabase(4);
    estate.node("db2", "DATABASE", "d9");
    IntStream.rangeClosed(5, 8)
        .forEach(
            d -> estate.node("s" + d, "SERVICE", "d" + d).relation("s" + d, "DEPENDS_ON", "db2"));
    estate.raise(0, "db", "DISK_FULL").raise(0.5, "db2", "DISK_FULL");
    for (int d = 1; d <= 4; d++) {
      estate.raise(1 + d * 0.1, "svc" + d, "SLOW").raise(1 + d * 0.1, "s" + (d + 4), "SLOW");
    }
    assertThat(estate.clearAll(60).end().incidents())
        .hasSize(2)
        .allSatisfy(i -> assertThat(i.getCounts().getAlarms()).isEqualTo(5))
        .extracting(Incident::getDomain)
        .isEqualTo(List.of("core", "d9"));
  }
}
