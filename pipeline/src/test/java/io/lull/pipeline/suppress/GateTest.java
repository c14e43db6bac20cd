package io.lull.pipeline.suppress;

import static io.lull.pipeline.model.TestingTopology.link;
import static io.lull.pipeline.model.TestingTopology.namedNode;
import static io.lull.pipeline.model.TestingTopology.noRelation;
import static io.lull.pipeline.model.TestingTopology.node;
import static io.lull.pipeline.model.TestingTopology.relation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.MaintenanceWindow;
import io.lull.schema.Severity;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.Suppression;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Planned work, as an operator tells it. */
class GateTest {
  private final TestingGate gate = new TestingGate();

  private TestingGate shop() {
    return gate.nodes("rack-1", "host-1", "host-2", "vm-1", "web-1", "db-1", "shop")
        .change(relation("host-1", "PART_OF", "rack-1"))
        .change(relation("vm-1", "RUNS_ON", "host-1"))
        .change(relation("db-1", "RUNS_ON", "vm-1"))
        .change(relation("web-1", "RUNS_ON", "host-2"))
        .change(relation("web-1", "DEPENDS_ON", "db-1"))
        .change(relation("shop", "DEPENDS_ON", "web-1"));
  }

  @Test
  void withoutRulesEverythingPasses() {
    shop().at(10).raise("host-1", "DOWN").at(20).then(Kind.CLEARED, "host-1", "DOWN");
    assertThat(gate.passed()).containsExactly("10 RAISED host-1", "20 CLEARED host-1");
    assertThat(gate.told).isEmpty();
  }

  @Test
  void whatClearsWithinTheWindowIsOnlyTold() {
    shop().window("w1", 100, 200, "host-1");
    gate.at(110).raise("host-1", "DOWN").at(150).then(Kind.CLEARED, "host-1", "DOWN").at(300);

    assertThat(gate.passed).isEmpty();
    assertThat(gate.told()).containsExactly("110 HELD host-1", "150 CLEARED host-1");
    assertThat(gate.held).isEmpty();
    SuppressedAlarm told = gate.last();
    assertThat(told.getCount()).isEqualTo(2);
    assertThat(told.getEvents()).containsExactly("e1", "e2");
    assertThat(told.getRules()).containsExactly("w1");
    assertThat(told.getPath()).containsExactly("host-1");
    assertThat(told.getWhy())
        .isEqualTo("host-1 is in maintenance until 2026-01-01T00:03:20Z (window w1: CHG-7)");
  }

  @Test
  void whatIsStillActiveAtItsEndIsRaisedThenWithItsEvents() {
    shop().window("w1", 100, 200, "host-1");
    gate.at(110).raise("host-1", "DOWN").at(120).then(Kind.REPEATED, "host-1", "DOWN").at(201);

    assertThat(gate.passed()).containsExactly("200 RAISED host-1");
    AlarmChange released = gate.passed.get(0);
    assertThat(released.eventId()).isEqualTo("e1");
    assertThat(released.raisedMillis()).isEqualTo(TestingGate.millis(200));
    assertThat(released.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(released.message()).isEqualTo("it broke");
    assertThat(released.count()).isEqualTo(2);
    assertThat(released.events())
        .containsExactly(
            new EventRef("e1", TestingGate.millis(110)),
            new EventRef("e2", TestingGate.millis(120)));
    assertThat(gate.told()).containsExactly("110 HELD host-1", "200 RELEASED host-1");

    gate.at(300).then(Kind.CLEARED, "host-1", "DOWN");
    assertThat(gate.passed()).endsWith("300 CLEARED host-1");
    assertThat(gate.held).isEmpty();
  }

  @Test
  void anAlarmThatFlapsIsReleasedAsFlapping() {
    shop().window("w1", 100, 200, "host-1");
    gate.at(110).raise("host-1", "DOWN").then(Kind.FLAPPING, "host-1", "DOWN").at(201);
    assertThat(gate.passed()).containsExactly("200 RAISED host-1", "200 FLAPPING host-1");
  }

  @Test
  void itHoldsFromItsFirstInstantUntilBeforeItsLast() {
    shop().window("w1", 100, 200, "host-1");
    gate.at(99).raise("host-1", "A");
    gate.at(100).raise("host-1", "B").then(Kind.CLEARED, "host-1", "B");
    gate.at(199).raise("host-1", "C").then(Kind.CLEARED, "host-1", "C");
    gate.at(200).raise("host-1", "D");
    assertThat(gate.passed()).containsExactly("99 RAISED host-1", "200 RAISED host-1");
    assertThat(gate.told).extracting(SuppressedAlarm::getType).containsExactly("B", "B", "C", "C");
  }

  @Test
  void whatWasRaisedBeforeGoesOnAsItWas() {
    shop().at(90).raise("host-1", "DOWN").window("late", 50, 200, "host-1");
    gate.at(110).then(Kind.REPEATED, "host-1", "DOWN");
    gate.at(150).then(Kind.CLEARED, "host-1", "DOWN");
    assertThat(gate.passed())
        .containsExactly("90 RAISED host-1", "110 REPEATED host-1", "150 CLEARED host-1");

    gate.at(160).raise("host-1", "DOWN");
    assertThat(gate.told()).as("raised again within it").containsExactly("160 HELD host-1");
  }

  @Test
  void itSpreadsToWhatDependsOnTheCiAndSaysTheWay() {
    shop().window("w1", 100, 200, "rack-1").at(110).raise("shop", "SLOW");
    assertThat(gate.last().getPath())
        .containsExactly("rack-1", "host-1", "vm-1", "db-1", "web-1", "shop");
    assertThat(gate.last().getWhy())
        .isEqualTo(
            "rack-1 is in maintenance until 2026-01-01T00:03:20Z (window w1: CHG-7); this"
                + " reaches shop by rack-1 > host-1 > vm-1 > db-1 > web-1 > shop");
  }

  @Test
  void itNeverSpreadsToWhatTheCiDependsOn() {
    shop().window("w1", 100, 200, "web-1").at(110).raise("db-1", "DOWN").raise("host-2", "DOWN");
    assertThat(gate.told).isEmpty();
  }

  @Test
  void oneThatDoesNotSpreadCoversItsOwnCisOnly() {
    shop()
        .rule(
            "w1",
            new MaintenanceWindow(
                List.of("vm-1"), TestingGate.millis(100), TestingGate.millis(200), "", false));
    gate.at(110).raise("vm-1", "DOWN").raise("db-1", "DOWN");
    assertThat(gate.told()).containsExactly("110 HELD vm-1");
    assertThat(gate.passed()).containsExactly("110 RAISED db-1");
  }

  @Test
  void theNearestOfSeveralIsTheReason() {
    shop().window("far", 0, 900, "rack-1").window("near", 0, 500, "vm-1");
    gate.at(110).raise("db-1", "DOWN");
    assertThat(gate.last().getRules()).containsExactly("near");
    gate.at(501);
    assertThat(gate.last().getRules()).as("the other goes on").containsExactly("far");
    assertThat(gate.told()).containsExactly("110 HELD db-1", "500 HELD db-1");
    gate.at(901);
    assertThat(gate.passed()).containsExactly("900 RAISED db-1");
  }

  @Test
  void aWindowThatIsShortenedExtendedOrDeletedHasEffectAtOnce() {
    shop().window("w1", 100, 200, "host-1", "host-2");
    gate.at(110).raise("host-1", "DOWN").at(150).window("w1", 100, 400, "host-1", "host-2");
    gate.at(300).raise("host-2", "DOWN");
    assertThat(gate.passed).isEmpty();
    gate.at(310).window("w1", 100, 305, "host-1", "host-2");
    assertThat(gate.passed()).containsExactly("310 RAISED host-1", "310 RAISED host-2");

    gate.window("w2", 100, 900, "db-1").at(320).raise("db-1", "DOWN").at(330).delete("w2");
    assertThat(gate.passed()).endsWith("330 RAISED db-1");
    assertThat(gate.held).isEmpty();
  }

  @Test
  void aServiceIsCoveredOnceTooFewOfItsMembersAreLeft() {
    gate.nodes("svc", "h1", "h2", "p1", "p2", "p3");
    for (int i = 1; i <= 3; i++) {
      gate.change(relation("svc", "SERVED_BY", "p" + i));
    }
    gate.change(relation("p1", "RUNS_ON", "h1")).change(relation("p2", "RUNS_ON", "h2"));
    gate.window("w1", 0, 500, "h1").at(10).raise("svc", "A");
    assertThat(gate.passed()).as("two of three are enough").containsExactly("10 RAISED svc");

    gate.window("w2", 0, 300, "h2").at(20).raise("svc", "B");
    assertThat(gate.last().getRules()).containsExactly("w1", "w2");
    assertThat(gate.last().getPath()).containsExactly("h1", "p1", "svc");
    assertThat(gate.last().getWhy())
        .startsWith(
            "2 of the 3 members of svc are in maintenance until 2026-01-01T00:05:00Z (window w1,"
                + " w2), so that too few are left");
    gate.at(301);
    assertThat(gate.passed()).as("two are back").endsWith("300 RAISED svc");
  }

  @Test
  void membersLiveByWhatTheirServiceDependsOnAndNotByEachOther() {
    gate.nodes("svc", "p1", "p2", "db-1", "host-9")
        .change(relation("svc", "SERVED_BY", "p1"))
        .change(relation("svc", "SERVED_BY", "p2"))
        .change(relation("svc", "DEPENDS_ON", "db-1"))
        .change(relation("svc", "RUNS_ON", "host-9"));
    gate.window("db", 0, 100, "db-1").at(10).raise("p1", "TIMEOUT");
    assertThat(gate.last().getPath()).containsExactly("db-1", "svc", "p1");
    gate.window("pod", 100, 200, "p2").window("host", 100, 200, "host-9").at(110);
    gate.raise("p1", "OTHER");
    assertThat(gate.passed()).containsExactly("100 RAISED p1", "110 RAISED p1");
  }

  @Test
  void alarmsThatNameTheCiAreAboutItToo() {
    gate.nodes("leaf-1", "spine-1", "leaf-2")
        .change(link("leaf-1", "HundredGigE0/0/0/1", "spine-1", "HundredGigE0/0/0/7"))
        .window("w1", 0, 100, "spine-1")
        .at(10)
        .raise("leaf-1", "BGP_DOWN", "", "spine-1")
        .raise("leaf-1", "LINK_DOWN", "Hu0/0/0/1", null)
        .raise("leaf-1", "LINK_DOWN", "Hu0/0/0/2", null)
        .raise("leaf-1", "FAN", "", null);
    assertThat(gate.told)
        .extracting(SuppressedAlarm::getType, SuppressedAlarm::getPath)
        .containsExactly(
            tuple("BGP_DOWN", List.of("spine-1", "leaf-1")),
            tuple("LINK_DOWN", List.of("spine-1", "leaf-1")));
    assertThat(gate.passed)
        .extracting(AlarmChange::qualifier)
        .as("another port, and no port")
        .containsExactly("Hu0/0/0/2", "");
  }

  @Test
  void aLinkCanBeInMaintenanceUnderTheNameThatIncidentsGiveIt() {
    gate.nodes("leaf-1", "spine-1", "spine-2").window("w1", 0, 100, "spine-1--leaf-1");
    gate.at(10).raise("leaf-1", "BGP", "", "spine-1").raise("spine-1", "BGP", "", "leaf-1");
    gate.raise("leaf-1", "BGP2", "", "spine-2").raise("leaf-1", "FAN");
    assertThat(gate.told()).containsExactly("10 HELD leaf-1", "10 HELD spine-1");
    assertThat(gate.last().getPath()).containsExactly("leaf-1--spine-1", "spine-1");
  }

  @Test
  void windowsNameCisByIdAliasOrNameAndAlsoOnesNobodyKnows() {
    gate.change(node("id-1", "10.0.0.1")).change(namedNode("id-2", "Router Two"));
    gate.window("w1", 0, 100, "10.0.0.1", "router two", "Stranger").at(10);
    gate.raise("id-1", "A").raise("id-2", "A").raise("stranger", "A").raise("id-3", "A");
    assertThat(gate.told()).containsExactly("10 HELD id-1", "10 HELD id-2", "10 HELD stranger");
    assertThat(gate.book.unknown()).isEqualTo(1);

    gate.change(node("stranger")).raise("stranger", "B");
    assertThat(gate.told()).endsWith("10 HELD stranger");
    assertThat(gate.book.unknown()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"host-1,-,HELD", "host-1,DOWN,HELD", "-,DOWN,HELD", "host-1,UP,-", "db-1,DOWN,-"})
  void aSuppressionIsOfAResourceOfATypeOrOfBoth(String resource, String type, String state) {
    shop().suppression("s1", resource, type, 200L).at(10).raise("host-1", "DOWN").at(201);
    if (state == null) {
      assertThat(gate.passed()).containsExactly("10 RAISED host-1");
    } else {
      assertThat(gate.told()).containsExactly("10 HELD host-1", "200 RELEASED host-1");
      assertThat(gate.passed()).containsExactly("200 RAISED host-1");
    }
  }

  @Test
  void aSuppressionDoesNotSpread() {
    shop().suppression("s1", "rack-1", null, null).at(10).raise("host-1", "DOWN");
    gate.raise("rack-1", "DOOR");
    assertThat(gate.passed()).containsExactly("10 RAISED host-1");
    assertThat(gate.last().getUntilMillis()).isNull();
    assertThat(gate.last().getWhy())
        .isEqualTo("every alarm on rack-1 suppressed (suppression s1: known)");
    gate.at(1_000_000).delete("s1");
    assertThat(gate.passed()).endsWith("1000000 RAISED rack-1");
  }

  @Test
  void theTopologyOfTheMomentDecides() {
    shop().window("w1", 0, 900, "db-1").at(10).raise("web-1", "SLOW");
    gate.at(20).change(noRelation("web-1", "DEPENDS_ON", "db-1")).raise("web-1", "OTHER");
    assertThat(gate.told()).containsExactly("10 HELD web-1");
    assertThat(gate.passed()).containsExactly("20 RAISED web-1");
  }

  @Test
  void aCycleAndDeepOrWideTopologiesEnd() {
    TestingGate small =
        new TestingGate(
            new SuppressOptions(3, 50, 2, 0.5, SuppressOptions.DEFAULT.relations(), Spread.LINK));
    small.nodes("a", "b", "c", "d", "e");
    for (String next : List.of("a b", "b c", "c d", "d e", "c a", "a a")) {
      small.change(relation(next.substring(0, 1), "DEPENDS_ON", next.substring(2)));
    }
    small.window("w1", 0, 100, "e").at(10).raise("b", "X").raise("a", "X");
    assertThat(small.told()).as("three steps, not four").containsExactly("10 HELD b");

    for (int i = 0; i < 200; i++) {
      small.nodes("n" + i).change(relation("a", "DEPENDS_ON", "n" + i));
    }
    small.raise("a", "Y");
    assertThat(small.passed()).contains("10 RAISED a");
    assertThat(small.coverage.cutShort()).isPositive();
  }

  @Test
  void ofManyEventsTheFirstAreKeptAndTheOthersCounted() {
    TestingGate small =
        new TestingGate(
            new SuppressOptions(3, 50, 2, 0.5, SuppressOptions.DEFAULT.relations(), Spread.LINK));
    small.window("w1", 0, 100, "a").at(10).raise("a", "X");
    for (int i = 0; i < 5; i++) {
      small.then(Kind.REPEATED, "a", "X");
    }
    small.at(101);
    assertThat(small.last().getEvents()).containsExactly("e1", "e2");
    assertThat(small.forgotten).isEqualTo(4);
  }

  @Test
  void whatIsNoRuleIsRefusedAndTheRuleBeforeStays() {
    gate.window("w1", 0, 100, "a");
    assertThatThrownBy(() -> gate.window("w1", 200, 200, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "w1: field 'maintenanceWindow.resources': entry 1 is empty, expected the id",
            "field 'maintenanceWindow.to': 2026-01-01T00:03:20Z, expected a time after 'from'");
    assertThatThrownBy(() -> gate.rule("s1", new Suppression(null, null, null, "")))
        .hasMessageContaining("suppresses every alarm for ever, expected at least one of");
    assertThat(gate.at(10).raise("a", "X").told()).containsExactly("10 HELD a");
  }

  @Test
  void anIdThatIsDeletedWithoutEverBeingSetDoesNothing() {
    gate.apply(new ControlRecord("never", ChangeOp.DELETE, null, null)).at(10).raise("a", "X");
    assertThat(gate.passed()).containsExactly("10 RAISED a");
  }
}
