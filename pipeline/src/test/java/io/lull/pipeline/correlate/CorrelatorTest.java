package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.AlarmRole;
import io.lull.schema.Cause;
import io.lull.schema.CauseKind;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.ServiceImpact;
import io.lull.schema.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorrelatorTest {
  private final TestingDesk desk = new TestingDesk();

  /** Spines 1..4, leaves 1..8, every leaf with every spine. */
  private void fabric() {
    for (int leaf = 1; leaf <= 8; leaf++) {
      desk.node("leaf" + leaf, "SWITCH");
      for (int spine = 1; spine <= 4; spine++) {
        desk.node("spine" + spine, "SWITCH");
        desk.relation(
            "leaf" + leaf,
            "CONNECTED_TO",
            "spine" + spine,
            "fromInterface",
            "Hu0/0/0/" + spine,
            "toInterface",
            "Hu0/0/0/" + leaf);
      }
    }
  }

  private void bgpClear(double at, String router, String others, int count) {
    for (int i = 1; i <= count; i++) {
      desk.raise(at, router, "BGP_SESSION_DOWN", "to-" + others + i, others + i);
    }
    for (int i = 1; i <= count; i++) {
      desk.raise(at + 0.1, others + i, "BGP_SESSION_DOWN", "to-" + router, router);
    }
  }

  @Test
  void theRouterThatNamesAllItsNeighboursIsTheCause() {
    fabric();
    bgpClear(0, "leaf1", "spine", 4);
    desk.clearAll(50).end();

    Incident incident = desk.only();
    assertThat(incident.getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(incident.getResolvedMillis()).isEqualTo(50_000);
    assertThat(incident.getCauses().get(0).getResource()).isEqualTo("leaf1");
    assertThat(incident.getCauses().get(0).getScore()).isGreaterThan(0.999);
    assertThat(incident.getCounts().getAlarms()).isEqualTo(8);
    assertThat(incident.getTitle())
        .isEqualTo("leaf1: BGP session down, 8 alarms on 5 resources behind it");
    assertThat(incident.getAlarms())
        .filteredOn(alarm -> alarm.getResource().equals("spine2"))
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.getRole()).isEqualTo(AlarmRole.SYMPTOM))
        .satisfies(alarm -> assertThat(alarm.getPath()).containsExactly("leaf1", "spine2"))
        .satisfies(alarm -> assertThat(alarm.getLagMillis()).isEqualTo(100));
    assertThat(desk.members()).hasSize(16).containsValue(incident.getId());
  }

  @Test
  void aRouterWhoseOwnLinesAreMissingIsNamedByItsNeighbours() {
    fabric();
    for (int leaf = 1; leaf <= 8; leaf++) {
      desk.raise(leaf * 0.1, "leaf" + leaf, "BGP_SESSION_DOWN", "x", "spine3");
    }
    Cause cause = desk.end().only().getCauses().get(0);
    assertThat(cause.getResource()).isEqualTo("spine3");
    assertThat(cause.getSilent()).isTrue();
  }

  @Test
  void twoSpinesThatFailShortlyAfterEachOtherAreTwoIncidents() {
    fabric();
    bgpClear(0, "spine1", "leaf", 8);
    bgpClear(45, "spine2", "leaf", 8);
    assertThat(desk.end().incidents())
        .hasSize(2)
        .allSatisfy(i -> assertThat(i.getCounts().getAlarms()).isEqualTo(16))
        .extracting(i -> i.getCauses().get(0).getResource())
        .containsExactlyInAnyOrder("spine1", "spine2");
  }

  @Test
  void aLinkIsTheCauseOfWhatItsEndsAndFiftyHostsBehindThemSay() {
    fabric();
    desk.node("access", "SWITCH");
    desk.relation(
        "access",
        "CONNECTED_TO",
        "spine2",
        "fromInterface",
        "HundredGigE0/0/0/2",
        "toInterface",
        "HundredGigE0/0/0/40");
    for (int host = 0; host < 50; host++) {
      desk.node("host" + host, "HOST").relation("host" + host, "CONNECTED_TO", "access");
    }
    desk.raise(0, "spine2", "LINK_DOWN", "HundredGigE0/0/0/40", null);
    desk.raise(0.05, "access", "LINK_DOWN", "HundredGigE0/0/0/2", null);
    for (int host = 0; host < 50; host++) {
      desk.raise(1 + host * 0.05, "host" + host, "HOST_UNREACHABLE", Severity.MINOR);
    }
    Incident incident = desk.end().only();
    Cause cause = incident.getCauses().get(0);
    assertThat(cause.getKind()).isEqualTo(CauseKind.LINK);
    assertThat(cause.getResource()).isEqualTo("access--spine2");
    assertThat(incident.getCounts().getAlarms()).isEqualTo(52);
    assertThat(incident.getAlarms())
        .filteredOn(alarm -> alarm.getRole() == AlarmRole.CAUSE)
        .extracting(MemberAlarm::getResource)
        .containsExactly("spine2", "access");
    assertThat(incident.getTitle())
        .isEqualTo("Link access to spine2: link down, 52 alarms on 52 resources behind it");
  }

  @Test
  void parallelLinksBetweenTwoSwitchesAreOneCause() {
    desk.node("leaf", "SWITCH").node("spine", "SWITCH").node("other", "SWITCH");
    for (int port = 1; port <= 3; port++) {
      String[] ports = {"fromInterface", "Et" + port, "toInterface", "Et" + (port + 10)};
      desk.relation("leaf", "CONNECTED_TO", "spine", ports);
    }
    desk.relation("leaf", "CONNECTED_TO", "other", "fromInterface", "Et9", "toInterface", "Et1");
    for (int port = 1; port <= 3; port++) {
      desk.raise(port * 0.1, "leaf", "LINK_DOWN", "Ethernet" + port, null);
      desk.raise(port * 0.1, "spine", "LINK_DOWN", "Ethernet" + (port + 10), null);
    }
    Incident incident = desk.end().only();
    Cause cause = incident.getCauses().get(0);
    assertThat(cause.getKind()).isEqualTo(CauseKind.LINK);
    assertThat(cause.getResource()).isEqualTo("leaf--spine");
    assertThat(incident.getCauses()).filteredOn(c -> c.getKind() == CauseKind.LINK).hasSize(1);
    assertThat(incident.getAlarms())
        .hasSize(6)
        .allSatisfy(alarm -> assertThat(alarm.getRole()).isEqualTo(AlarmRole.CAUSE));
  }

  @Test
  void aPeerNobodyKnowsIsFoundByTheAddressInTheQualifier() {
    fabric();
    desk.raise(0, "spine1", "BGP_SESSION_DOWN", "leaf3", "AS65000");
    desk.raise(0.1, "leaf3", "BGP_SESSION_DOWN", "spine1", "AS65000");
    assertThat(desk.end().only().getCauses().get(0).getResource()).isEqualTo("leaf3--spine1");
  }

  @Test
  void aSaturatedDatabaseIsTheCauseOfItsServicesTroublesAlsoWhenTheySpeakFirst() {
    desk.node("orders-db", "DATABASE").node("checkout", "BUSINESS_SERVICE");
    for (int i = 1; i <= 12; i++) {
      desk.node("svc" + i, "SERVICE");
      desk.relation("svc" + i, "DEPENDS_ON", i <= 4 ? "orders-db" : "svc" + (i - 4));
    }
    desk.relation("checkout", "DEPENDS_ON", "svc1", "share", "0.4");
    desk.raise(0, "svc9", "HIGH_LATENCY").raise(1, "svc2", "HIGH_LATENCY");
    desk.raise(2, "svc1", "ERROR_RATE").raise(3, "orders-db", "CONNECTIONS_SATURATED");
    for (int i = 3; i <= 8; i++) {
      desk.raise(4 + i, "svc" + i, "HIGH_LATENCY");
    }
    desk.raise(20, "checkout", "SLO_BREACH", Severity.CRITICAL);

    Incident incident = desk.end().only();
    assertThat(incident.getCauses().get(0).getResource()).isEqualTo("orders-db");
    assertThat(incident.getSeverity()).isEqualTo(Severity.CRITICAL);
    assertThat(incident.getTitle())
        .isEqualTo(
            "Database orders-db supports svc1, which handles 40 % of checkout: revenue has been hit"
                + " since 00:00:20 UTC; connections saturated, 11 alarms");
    assertThat(incident.getServices()).extracting(ServiceImpact::getId).containsExactly("checkout");
    assertThat(incident.getServices().get(0).getShare()).isEqualTo(0.4);
    assertThat(incident.getServices().get(0).getVia())
        .containsExactly("orders-db", "svc1", "checkout");
    assertThat(incident.getAlarms())
        .filteredOn(alarm -> alarm.getResource().equals("svc9"))
        .singleElement()
        .satisfies(
            alarm ->
                assertThat(alarm.getPath()).containsExactly("orders-db", "svc1", "svc5", "svc9"));
  }

  @Test
  void twoStormsAtOnceStayTwo() {
    for (int i = 0; i < 10; i++) {
      desk.node("db" + i % 2, "DATABASE").node("svc" + i, "SERVICE");
      desk.relation("svc" + i, "DEPENDS_ON", "db" + i % 2);
    }
    desk.node("shop", "BUSINESS_SERVICE");
    desk.relation("shop", "DEPENDS_ON", "svc0").relation("shop", "DEPENDS_ON", "svc1");
    desk.raise(0, "db0", "DISK_FULL").raise(0.5, "db1", "SATURATED");
    for (int i = 0; i < 10; i++) {
      desk.raise(1 + i * 0.1, "svc" + i, "ERROR_RATE");
    }
    // It depends on both, which is no reason to think that they are one fault.
    desk.raise(5, "shop", "SLO_BREACH");
    assertThat(desk.end().incidents())
        .hasSize(2)
        .extracting(i -> i.getCauses().get(0).getResource())
        .containsExactlyInAnyOrder("db0", "db1");
  }

  @Test
  void servicesOnOneSwitchHaveNothingToDoWithEachOther() {
    for (int i = 1; i <= 9; i++) {
      desk.node("svc" + i, "SERVICE").node("host" + i, "HOST").node("leaf", "SWITCH");
      desk.relation("svc" + i, "RUNS_ON", "host" + i);
      desk.relation("host" + i, "CONNECTED_TO", "leaf");
    }
    desk.raise(0, "svc1", "ERROR_RATE").raise(1, "svc2", "ERROR_RATE").end();
    assertThat(desk.incidents()).hasSize(2);
  }

  @Test
  void aCommonCauseThatSpeaksLateMergesWhatWasTwo() {
    for (int i = 1; i <= 9; i++) {
      desk.node("vm" + i, "VM").node("host", "HOST").relation("vm" + i, "RUNS_ON", "host");
    }
    desk.raise(0, "vm1", "DOWN").raise(1, "vm2", "DOWN").until(10);
    assertThat(desk.incidents()).hasSize(2);
    desk.raise(20, "host", "POWER_LOSS").end();

    Incident incident = desk.only();
    assertThat(incident.getId()).isEqualTo(desk.revisions.get(0).getId());
    assertThat(incident.getCauses().get(0).getResource()).isEqualTo("host");
    assertThat(incident.getChanges())
        .contains("cause changed from vm1 to host")
        .anyMatch(change -> change.startsWith("merged inc-"));
    Incident merged =
        desk.revisions.stream()
            .filter(revision -> revision.getState() == IncidentState.MERGED)
            .findFirst()
            .orElseThrow();
    assertThat(merged.getMergedInto()).isEqualTo(incident.getId());
    assertThat(merged.getRevision()).isEqualTo(2);
    assertThat(desk.members().values()).containsOnly(incident.getId()).hasSize(3);
  }

  @Test
  void aLinkThatTheTopologyDoesNotKnowJoinsItsEnds() {
    desk.raise(0, "a", "CPU_HIGH").raise(1, "b", "CPU_HIGH").until(10);
    assertThat(desk.incidents()).hasSize(2);
    desk.raise(11, "a", "SESSION_DOWN", "b", "b").end();
    assertThat(desk.only().getCounts().getAlarms()).isEqualTo(3);
  }

  @Test
  void aSlightAlarmWaitsUntilSomethingJoinsItOrItsWindowHasPassed() {
    desk.node("svc", "SERVICE").node("db", "DATABASE").relation("svc", "DEPENDS_ON", "db");
    desk.raise(0, "svc", "HIGH_LATENCY", Severity.WARNING).until(10);
    assertThat(desk.revisions).isEmpty();
    desk.raise(10, "db", "DOWN", Severity.CRITICAL).end();
    assertThat(desk.only().getCounts().getAlarms()).isEqualTo(2);

    TestingDesk other = new TestingDesk();
    other.raise(0, "svc", "HIGH_LATENCY", Severity.WARNING);
    assertThat(other.tables.size()).isPositive();
    other.clear(30, "svc", "HIGH_LATENCY").until(119);
    assertThat(other.tables.size()).isPositive();
    other.end();
    assertThat(other.revisions).isEmpty();
    assertThat(other.tables.size()).isZero();
    assertThat(other.counted).containsEntry(Correlator.Counted.EXPIRED_ALARMS, 1L);
  }

  @Test
  void slightAlarmsOnAQuorumOfResourcesOpenAnIncident() {
    desk.node("db", "DATABASE");
    for (String service : List.of("a", "b")) {
      desk.node(service, "SERVICE").relation(service, "DEPENDS_ON", "db");
    }
    desk.raise(0, "db", "SLOW", Severity.MINOR).raise(1, "a", "SLOW", Severity.MINOR).until(50);
    assertThat(desk.revisions).isEmpty();
    desk.raise(50, "b", "SLOW", Severity.MINOR).end();
    assertThat(desk.only().getSeverity()).isEqualTo(Severity.MINOR);
  }

  @Test
  void aResolvedIncidentSwallowsNothing() {
    desk.node("db", "DATABASE");
    desk.raise(0, "db", "DOWN").clear(20, "db", "DOWN").raise(90, "db", "DOWN").end();
    assertThat(desk.incidents())
        .extracting(Incident::getState)
        .containsExactlyInAnyOrder(IncidentState.RESOLVED, IncidentState.OPEN);
  }

  @Test
  void aSlightAlarmThatStaysDoesNotHoldAnIncidentOpen() {
    desk.node("db", "DATABASE");
    desk.raise(0, "db", "DOWN").raise(1, "db", "NOT_REDUNDANT", Severity.MINOR);
    desk.clear(20, "db", "DOWN").end();
    assertThat(desk.only().getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(desk.tables.size()).isZero();
  }

  @Test
  void aFlapWithinTheHoldNeitherResolvesNorOpens() {
    desk.raise(0, "db", "DOWN").clear(20, "db", "DOWN").raise(25, "db", "DOWN");
    desk.clear(40, "db", "DOWN").end();
    Incident incident = desk.only();
    assertThat(incident.getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(incident.getResolvedMillis()).isEqualTo(40_000);
    assertThat(incident.getCounts().getAlarms()).isEqualTo(1);
    assertThat(incident.getCounts().getRawEvents()).isEqualTo(4);
  }

  @Test
  void theFirstAlarmsAreGatheredAndUpdatesAreSpaced() {
    desk.node("db", "DATABASE");
    for (int i = 0; i < 40; i++) {
      desk.node("svc" + i, "SERVICE").relation("svc" + i, "DEPENDS_ON", "db");
      desk.raise(i * 0.05, "svc" + i, "SLOW").raise(i * 0.05, "db", "SLOW" + i);
    }
    desk.end();
    List<Long> times = desk.revisions.stream().map(Incident::getUpdatedMillis).toList();
    assertThat(times).hasSize(4).startsWith(500L);
    assertThat(desk.revisions.get(0).getChanges()).contains("opened");
    assertThat(desk.revisions.get(1).getChanges()).containsExactly("20 alarms joined");
  }

  @Test
  void leftoversOfAnAlarmThatIsOverOpenNothing() {
    desk.raise(0, "db", "DOWN").clear(20, "db", "DOWN");
    desk.take(desk.later(change("db", "DOWN"), AlarmChange.Kind.REPEATED, 25_000)).until(85);
    assertThat(desk.only().getState())
        .as("a repeat reopens nothing")
        .isEqualTo(IncidentState.RESOLVED);
    desk.take(desk.later(change("db", "DOWN"), AlarmChange.Kind.REPEATED, 90_000));
    desk.clear(91, "db", "DOWN").end();
    assertThat(desk.only().getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(desk.counted).containsEntry(Correlator.Counted.CHANGES_WITHOUT_INCIDENT, 2L);
    assertThat(desk.tables.size()).isZero();
  }

  @Test
  void aSlightAlarmThatGetsWorseOpensAnIncidentHoweverLate() {
    desk.raise(0, "db", "DISK", Severity.WARNING).until(3_000);
    assertThat(desk.revisions).isEmpty();
    desk.take(desk.later(change("db", "DISK"), AlarmChange.Kind.REPEATED, 3_600_000)).end();
    assertThat(desk.only().getSeverity()).isEqualTo(Severity.MAJOR);
    assertThat(desk.only().getOpenedMillis()).isZero();
  }

  @Test
  void flappingIsShownAndHoldsTheIncidentOpen() {
    desk.raise(0, "if", "LINK_DOWN").until(6);
    AlarmChange raised =
        desk.raise(7, "other", "X")
            .later(change("if", "LINK_DOWN"), AlarmChange.Kind.FLAPPING, 8_000);
    desk.take(raised).end();
    Incident incident =
        desk.incidents().stream()
            .filter(i -> i.getResources().contains("if"))
            .findFirst()
            .orElseThrow();
    assertThat(incident.getAlarms().get(0).getFlapping()).isTrue();
    assertThat(incident.getState()).isEqualTo(IncidentState.OPEN);
  }

  private static AlarmChange change(String resource, String type) {
    return new AlarmChange(
        AlarmChange.Kind.RAISED,
        "e1",
        0,
        0,
        resource,
        type,
        "",
        true,
        TestingDesk.DOMAIN,
        Severity.MAJOR,
        "",
        null,
        1,
        List.of());
  }

  @Test
  void anAlarmOfTheSamePortJoinsHoweverLateAsLongAsTheIncidentIsOpen() {
    desk.raise(0, "leaf", "LINK_DOWN", "HundredGigE0/0/0/8", null);
    desk.raise(600, "leaf", "RX_LOSS", "Optics0/0/0/8", null);
    desk.raise(601, "leaf", "RX_LOSS", "Optics0/0/0/9", null).until(700);
    assertThat(desk.only().getCounts().getAlarms()).isEqualTo(3);

    desk.raise(1_000, "leaf", "FAN_FAILED", "fan 2", null).end();
    assertThat(desk.incidents()).as("another part, another time").hasSize(2);
  }

  @Test
  void alarmsBeyondTheLimitAreCountedNotListed() {
    TestingDesk small = new TestingDesk(TestingOptions.withMaxMembers(3));
    small.node("db", "DATABASE");
    for (int i = 0; i < 10; i++) {
      small.raise(i * 0.1, "db", "T" + i);
    }
    Incident incident = small.end().only();
    assertThat(incident.getAlarms()).hasSize(3);
    assertThat(incident.getCounts().getAlarms()).isEqualTo(10);
    assertThat(small.counted).containsEntry(Correlator.Counted.ALARMS_BEYOND_LIMIT, 7L);
    assertThat(small.members()).hasSize(10);
    small.clearAll(100).end();
    assertThat(small.only().getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(small.tables.size()).isZero();
  }

  @Test
  void whatAnAlarmCostsDoesNotDependOnOtherOpenIncidents() {
    long few = costAmong(10);
    long many = costAmong(2_000);
    assertThat(many).isEqualTo(few);
  }

  private static long costAmong(int others) {
    TestingDesk desk = new TestingDesk();
    for (int i = 0; i < others; i++) {
      desk.raise(0.001 * i, "other" + i, "DOWN");
    }
    desk.until(10);
    long before = desk.tables.accesses;
    desk.raise(20, "db", "DOWN");
    return desk.tables.accesses - before;
  }
}
