package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.AlarmRole;
import io.lull.schema.Cause;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of alarms of CIs that no topology knows. */
class UnknownCisTest {
  private static final String[] SITES = {
    "lon", "par", "fra", "mad", "rom", "vie", "osl", "cph", "bru", "zrh", "waw", "prg", "bud", "ath"
  };
  private static final String[] ROLES = {"leaf", "spine", "core", "srv", "fw", "pdu", "nas"};
  private static final String[] TYPES = {
    "HIGH_CPU",
    "FAN_FAILED",
    "DISK_FULL",
    "LOGIN_FAILURE",
    "NTP_UNSYNCED",
    "LINK_DOWN",
    "BGP_DOWN",
    "TEMPERATURE_HIGH",
    "CERTIFICATE_EXPIRES",
    "MEMORY_PRESSURE",
    "BACKUP_FAILED",
    "PROCESS_CRASHED"
  };

  private final TestingDesk desk = new TestingDesk();
  private final List<AlarmChange> story = new ArrayList<>();

  private void say(double at, String resource, String type, String message) {
    long millis = TestingDesk.millis(at);
    String event = String.format("e%05d", story.size());
    story.add(
        new AlarmChange(
            AlarmChange.Kind.RAISED,
            event,
            millis,
            millis,
            resource,
            type,
            "",
            false,
            TestingDesk.DOMAIN,
            Severity.MAJOR,
            message,
            null,
            1,
            List.of(new EventRef(event, millis))));
  }

  private TestingDesk tell() {
    story.stream().sorted(AlarmOrder.INSTANCE).forEach(desk::take);
    return desk.end();
  }

  /** Alarms of devices everywhere that have nothing to do with each other. */
  private void background(int alarms, double from, double to, Random dice) {
    for (int i = 0; i < alarms; i++) {
      String name =
          SITES[dice.nextInt(SITES.length)] + "-" + ROLES[dice.nextInt(ROLES.length)] + "-" + i;
      String type = TYPES[dice.nextInt(TYPES.length)];
      say(from + dice.nextDouble() * (to - from), name, type, type + " reported");
    }
  }

  private Map<String, Integer> sizes(String prefix) {
    Map<String, String> resources = new TreeMap<>();
    story.forEach(change -> resources.put(change.eventId(), change.resource()));
    Map<String, Integer> sizes = new TreeMap<>();
    desk.members()
        .forEach(
            (event, incident) -> {
              if (resources.getOrDefault(event, "").startsWith(prefix)) {
                sizes.merge(incident, 1, Integer::sum);
              }
            });
    return sizes;
  }

  @Test
  void alarmsOfAThousandUnrelatedDevicesStayApart() {
    background(1_000, 0, 600, new Random(1));
    tell();
    assertThat(desk.incidents()).hasSizeGreaterThan(990);
    assertThat(Collections.max(sizes("").values())).isLessThan(8);
  }

  /** More at once than before is no reason to take what has nothing in common for one. */
  @Test
  void aBurstOfUnrelatedAlarmsAfterAQuietTimeMostlyStaysApart() {
    Random dice = new Random(8);
    background(10, 0, 300, dice);
    background(100, 300, 330, dice);
    tell();
    assertThat(desk.incidents()).hasSizeGreaterThan(65);
    assertThat(Collections.max(sizes("").values())).isLessThan(20);
  }

  @Test
  void devicesOfOneNamingSchemeAndNothingElseInCommonStayApart() {
    Random dice = new Random(2);
    for (int i = 0; i < 1_000; i++) {
      String type = TYPES[dice.nextInt(TYPES.length)];
      say(i * 0.6, String.format("device-%04d", i), type, type + " reported");
    }
    tell();
    assertThat(desk.incidents()).hasSizeGreaterThan(980);
  }

  @Test
  void aSiteThatGoesDownAmongTheAlarmsOfOthersIsOneIncident() {
    Random dice = new Random(3);
    background(300, 0, 600, dice);
    for (int i = 0; i < 30; i++) {
      String role = ROLES[dice.nextInt(ROLES.length)];
      String type = dice.nextBoolean() ? "UNREACHABLE" : TYPES[dice.nextInt(TYPES.length)];
      say(400 + dice.nextDouble() * 20, "ams-" + role + "-" + i, type, type + " reported");
    }
    tell();
    assertThat(sizes("ams-")).hasSize(1).containsValue(30);
    assertThat(sizes("")).hasSizeGreaterThan(295);
  }

  /** Nothing to compare with: only the same words from the same kind of names will do. */
  @Test
  void inAQuietNetworkTheSameAlarmFromManyIsOneIncident() {
    for (int i = 0; i < 12; i++) {
      say(i * 0.5, "ams-leaf" + i, "UNREACHABLE", "no answer from " + i);
    }
    tell();
    assertThat(desk.incidents()).hasSize(1);
  }

  @Test
  void aTieByNameIsMarkedAsWeaker() {
    background(100, 0, 60, new Random(4));
    say(61, "ams-core-1", "POWER_FAILED", "power supply failed");
    for (int i = 0; i < 9; i++) {
      say(62 + i * 0.1, "ams-srv-" + i, "UNREACHABLE", "no answer");
    }
    tell();
    Incident incident =
        desk.incidents().stream()
            .filter(one -> one.getResources().contains("ams-core-1"))
            .findFirst()
            .orElseThrow();
    assertThat(incident.getResources()).hasSize(10);
    Cause cause = incident.getCauses().get(0);
    assertThat(cause.getResource()).isEqualTo("ams-core-1");
    assertThat(cause.getScore()).isLessThan(0.6);
    assertThat(cause.getWhy()).contains("9 are joined by name, message and time only");
    assertThat(incident.getTitle()).endsWith("with it, by name and time");
    assertThat(incident.getAlarms())
        .filteredOn(alarm -> alarm.getResource().equals("ams-srv-3"))
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.getRole()).isEqualTo(AlarmRole.RELATED))
        .satisfies(alarm -> assertThat(alarm.getPath()).isEmpty());
  }

  @Test
  void whomTheMessagesNameIsTheCauseWhicheverComesFirst() {
    say(0, "titan-7", "CALL_FAILED", "cannot reach ledger-db1.corp.example:5432, giving up");
    say(1, "ledger-db1", "PROCESS_LOST", "postmaster is gone");
    say(2, "orion.edge", "CALL_FAILED", "timeout talking to ledger-db1");
    tell();
    Incident incident = desk.only();
    assertThat(incident.getCauses().get(0).getResource()).isEqualTo("ledger-db1");
    assertThat(incident.getCounts().getAlarms()).isEqualTo(3);
  }

  @Test
  void partsFollowFromWhatTheirNamesSayTheyArePartOf() {
    say(0, "host-9-2-vm1", "VM_DOWN", "stopped");
    say(1, "host-9-2", "HOST_DOWN", "no answer");
    say(2, "host-9-2-vm2", "VM_DOWN", "stopped");
    say(2, "host-9-3", "HOST_DOWN", "no answer");
    tell();
    assertThat(sizes("host-9-2")).hasSize(1).containsValue(3);
    assertThat(desk.incidents()).hasSize(2);
  }

  @Test
  void aCiThatSomeCallWithItsDomainIsOneButNotANamesakeElsewhere() {
    say(0, "leaf7.ams.example", "LINK_LOST", "port 1");
    say(1, "leaf7", "NO_ANSWER", "ping");
    say(2, "leaf8.lon.example", "LINK_LOST", "port 2");
    say(3, "gw-1", "NO_ROUTE", "via leaf8.ams.example");
    tell();
    assertThat(sizes("leaf7")).hasSize(1).containsValue(2);
    assertThat(desk.incidents()).hasSize(3);
  }

  @Test
  void anIncidentOfAKnownCiTakesInAnUnknownOneThatNamesIt() {
    desk.node("ledger-db1", "DATABASE");
    say(0, "ledger-db1", "PROCESS_LOST", "postmaster is gone");
    say(2, "titan-7", "CALL_FAILED", "cannot reach ledger-db1");
    tell();
    assertThat(desk.only().getCauses().get(0).getResource()).isEqualTo("ledger-db1");
  }

  @Test
  void knownCisAreNeverJoinedByTheirNamesNorThroughAnUnknownOne() {
    background(100, 0, 60, new Random(5));
    for (int i = 0; i < 10; i++) {
      desk.node("ams-leaf-" + i, "SWITCH");
      say(62 + i * 0.1, "ams-leaf-" + i, "UNREACHABLE", "no answer, see ams-leaf-0");
    }
    say(63.5, "ams-pdu-1", "UNREACHABLE", "no answer");
    tell();
    Map<String, Integer> known = sizes("ams-leaf");
    assertThat(known).hasSize(10).allSatisfy((id, size) -> assertThat(size).isEqualTo(1));
    assertThat(known)
        .as("one of them takes it in")
        .containsKeys(sizes("ams-pdu").keySet().iterator().next());
  }

  @Test
  void withoutNamingEachIsAnIncidentOfItsOwn() {
    TestingDesk plain = new TestingDesk(TestingOptions.without(NamingOptions.DEFAULT));
    for (int i = 0; i < 12; i++) {
      plain.raise(i * 0.5, "ams-leaf" + i, "UNREACHABLE");
    }
    assertThat(plain.end().incidents()).hasSize(12);
  }

  @Test
  void nothingIsKeptOnceAllIsCleared() {
    background(500, 0, 60, new Random(6));
    tell();
    assertThat(desk.tables.size()).isPositive();
    story.forEach(raised -> desk.take(desk.later(raised, AlarmChange.Kind.CLEARED, 1_000_000)));
    desk.end();
    assertThat(desk.incidents())
        .allSatisfy(i -> assertThat(i.getState()).isEqualTo(IncidentState.RESOLVED));
    assertThat(desk.tables.size()).isZero();
  }

  @Test
  void whatASymptomCostsDoesNotDependOnHowManyAreActive() {
    assertThat(accesses(5_000)).isLessThanOrEqualTo(2 * accesses(500));
  }

  private static long accesses(int active) {
    UnknownCisTest one = new UnknownCisTest();
    one.background(active, 0, 600, new Random(7));
    one.tell();
    long before = one.desk.tables.accesses;
    for (int i = 0; i < 20; i++) {
      one.desk.raise(700 + 100 * i, "lon-leaf-x" + i, "LINK_DOWN");
    }
    return one.desk.tables.accesses - before;
  }
}
