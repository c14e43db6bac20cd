package io.lull.job.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.job.incidents.IncidentBoard.View;
import io.lull.schema.AlarmRole;
import io.lull.schema.Cause;
import io.lull.schema.CauseKind;
import io.lull.schema.Effect;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentCounts;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.ServiceImpact;
import io.lull.schema.Severity;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IncidentBoardTest {
  private static final long OPENED = 1_769_829_420_000L; // 2026-01-31T03:17:00Z

  @Test
  void looksLikeThisAt80Columns() {
    assertThat(IncidentBoard.render(estate(), View.of(80, false)))
        .isEqualTo(
            """
            2 open incidents · 1 resolved · 1 merged · 1 284 raw events in 3 incidents: 99.…

             CRITICAL  inc-3f2a91c0d4e5  7 min
               db-prod-07 is saturated: checkout and 33 others are hurt
               cause db-prod-07 (92 %) · 1 204 events in 34 alarms · 3 resources · checkout
               down 40 % · 1 service protected

             MAJOR     inc-77aa01b2c3d4  2 min      Link leaf1--spine2 flaps
               cause leaf1--spine2 (81 %, silent) · 1 event in 1 alarm · 1 resource
            """);
  }

  @Test
  void looksLikeThisWithAllAt120Columns() {
    assertThat(IncidentBoard.render(estate(), new View(120, false, true, 3)))
        .isEqualTo(
            """
            2 open incidents · 1 resolved · 1 merged · 1 284 raw events in 3 incidents: 99.7 % less noise

             CRITICAL  inc-3f2a91c0d4e5  7 min      db-prod-07 is saturated: checkout and 33 others are hurt
               cause db-prod-07 (92 %) · 1 204 events in 34 alarms · 3 resources · checkout down 40 % · 1 service protected

             MAJOR     inc-77aa01b2c3d4  2 min      Link leaf1--spine2 flaps
               cause leaf1--spine2 (81 %, silent) · 1 event in 1 alarm · 1 resource

             RESOLVED  inc-0000000000aa  1 h 01 min Fan tray of leaf9
               cause not known · 79 events in 2 alarms · 1 resource

            and 1 more
            """);
  }

  @Test
  void nothingOpenSaysSo() {
    assertThat(IncidentBoard.render(List.of(), View.of(80, false))).isEqualTo("No open incident\n");
  }

  @Test
  void narrowTerminalsPutTheTitleBelow() {
    assertThat(IncidentBoard.render(estate().subList(1, 2), View.of(50, false)))
        .contains(" MAJOR     inc-77aa01b2c3d4  2 min\n   Link leaf1--spine2 flaps\n");
  }

  @Test
  void coloursAreWrittenOnlyWhereAskedFor() {
    assertThat(IncidentBoard.render(estate(), View.of(100, true)))
        .contains("\u001B[1;97;41m CRITICAL \u001B[0m", "\u001B[1;31m MAJOR \u001B[0m");
    assertThat(IncidentBoard.render(estate(), View.of(100, false))).doesNotContain("\u001B");
  }

  @Test
  void whatMessagesSayCannotReachTheTerminal() {
    Incident incident = incident("inc-\u001B]0;title\u0007", Severity.MAJOR, OPENED);
    incident.setTitle("\u001B[2J\u009B31mboo\u202Egnp.exe\r\nline\u2028two");
    incident.setCauses(List.of(new Cause("a\u001B[1m", CauseKind.NODE, 1.0, false, "\u0007")));
    incident.setAlarms(
        List.of(
            new MemberAlarm(
                "e\u001B",
                "r\u001B",
                "t\u001B",
                "q\u001B",
                Severity.MINOR,
                "m\u001B[5m\u007F",
                OPENED,
                null,
                AlarmRole.CAUSE,
                List.of("a\u001B", "b"),
                0L,
                2L,
                true)));
    incident.setSummary("s\u001B\u0000");
    incident.setChanges(List.of("c\u001B"));

    String board = IncidentBoard.render(List.of(incident), View.of(120, false));
    String detail = IncidentDetail.render(List.of(incident), 120, false);

    for (String shown : List.of(board, detail)) {
      assertThat(shown.replace("\n", "").chars())
          .noneMatch(c -> Character.isISOControl(c) || c == 0x202E || c == 0x2028);
    }
    assertThat(board).contains("�[2J�31mboo�gnp.exe  line two");
  }

  @Property(tries = 300)
  void everyLineFitsTheWidth(
      @ForAll String title,
      @ForAll String cause,
      @ForAll @IntRange(min = 40, max = 160) int width) {
    Incident incident = incident("inc-3f2a91c0d4e5", Severity.CRITICAL, OPENED);
    incident.setTitle(title);
    incident.setSummary(title + " 漢字 " + title);
    incident.setCauses(List.of(new Cause(cause, CauseKind.NODE, 0.5, true, title)));
    incident.setAlarms(
        List.of(
            new MemberAlarm(
                "e",
                cause,
                title,
                title,
                Severity.MINOR,
                title,
                OPENED,
                OPENED + 61_000,
                AlarmRole.SYMPTOM,
                List.of(cause, title),
                Long.MIN_VALUE,
                2_000_000L,
                true)));

    String board = IncidentBoard.render(List.of(incident), View.of(width, false));
    String detail = IncidentDetail.render(List.of(incident), width, false);

    assertThat((board + detail).split("\n"))
        .allSatisfy(line -> assertThat(DisplayText.width(line)).isLessThanOrEqualTo(width));
  }

  @Test
  void detailLooksLikeThis() {
    Incident first = incident("inc-3f2a91c0d4e5", Severity.MAJOR, OPENED);
    first.setChanges(List.of("opened"));
    Incident last = estate().get(2);
    last.setRevision(2);
    last.setUpdatedMillis(OPENED + 65_000);
    last.setSummary("The connection pool of db-prod-07 is exhausted.");
    last.setChanges(List.of("2 alarms joined", "severity MAJOR → CRITICAL"));
    last.setAlarms(
        List.of(
            new MemberAlarm(
                "e2",
                "checkout",
                "SLO_BREACH",
                "latency",
                Severity.CRITICAL,
                "p99 over 2 s",
                OPENED + 3_200,
                OPENED + 60_000,
                AlarmRole.SYMPTOM,
                List.of("db-prod-07", "orders", "checkout"),
                3_200L,
                12L,
                false),
            new MemberAlarm(
                "e1",
                "db-prod-07",
                "DB_CONNECTIONS",
                "",
                Severity.CRITICAL,
                "500 of 500 in use",
                OPENED,
                null,
                AlarmRole.CAUSE,
                List.of("db-prod-07"),
                0L,
                1L,
                true)));

    assertThat(IncidentDetail.render(List.of(first, last), 80, false))
        .isEqualTo(
            """
             CRITICAL   inc-3f2a91c0d4e5  open, revision 2
            db-prod-07 is saturated: checkout and 33 others are hurt
            opened 2026-01-31 03:17:00 UTC, last update after 1 min · 1 204 events in 34
            alarms on 3 resources

            The connection pool of db-prod-07 is exhausted.

            Causes
              1. db-prod-07 (node, 92 %)
                 it alarmed first and 33 depend on it

            Services
              checkout down 40 %, about 2026-01-31 03:25:00 UTC (03:22:00.000 to
              03:30:00.000), via db-prod-07 > checkout
              orders protected by the redundancy of orders-api

            Alarms in order of time
              03:17:00.000 +0 ms     cause    db-prod-07  DB_CONNECTIONS  flapping
                           500 of 500 in use
              03:17:03.200 +3.2 s    symptom  checkout  SLO_BREACH [latency]  ×12  cleared…
                           path db-prod-07 > orders > checkout
                           p99 over 2 s
              and 32 more

            What each revision changed
              03:17:00.000 1 opened
              03:18:05.000 2 2 alarms joined; severity MAJOR → CRITICAL
            """);
  }

  @Test
  void logKeepsTheLastRevisionAndForgetsOldClosedOnes() {
    IncidentLog log = new IncidentLog(10);
    Incident open = incident("inc-open", Severity.MAJOR, OPENED);
    open.setRevision(2);
    assertThat(log.add(open)).isTrue();
    Incident older = incident("inc-open", Severity.CRITICAL, OPENED);
    assertThat(log.add(older)).isFalse();
    assertThat(log.add(open)).isFalse();
    IntStream.range(0, 1000)
        .forEach(
            i -> {
              Incident closed = incident("inc-" + i, Severity.MINOR, OPENED + i);
              closed.setState(IncidentState.RESOLVED);
              log.add(closed);
            });

    assertThat(log.latest()).hasSizeBetween(2, 11).contains(open);
    assertThat(log.latest())
        .extracting(Incident::getId)
        .contains("inc-999")
        .doesNotContain("inc-0");
  }

  private static List<Incident> estate() {
    Incident resolved = incident("inc-0000000000aa", Severity.CRITICAL, OPENED - 4_000_000);
    resolved.setState(IncidentState.RESOLVED);
    resolved.setResolvedMillis(OPENED - 4_000_000 + 3_700_000);
    resolved.setTitle("Fan tray of leaf9");
    resolved.setCauses(List.of());
    resolved.setCounts(new IncidentCounts(79L, 2));

    Incident link = incident("inc-77aa01b2c3d4", Severity.MAJOR, OPENED + 300_000);
    link.setTitle("Link leaf1--spine2 flaps");
    link.setCauses(List.of(new Cause("leaf1--spine2", CauseKind.LINK, 0.81, true, "")));
    link.setUpdatedMillis(OPENED + 420_000);

    Incident merged = incident("inc-0000000000bb", Severity.MINOR, OPENED);
    merged.setState(IncidentState.MERGED);
    merged.setMergedInto("inc-3f2a91c0d4e5");

    Incident db = incident("inc-3f2a91c0d4e5", Severity.CRITICAL, OPENED);
    db.setTitle("db-prod-07 is saturated: checkout and 33 others are hurt");
    db.setCauses(
        List.of(
            new Cause(
                "db-prod-07",
                CauseKind.NODE,
                0.92,
                false,
                "it alarmed first and 33 depend on it")));
    db.setResources(List.of("checkout", "db-prod-07", "orders"));
    db.setServices(
        List.of(
            ServiceImpact.newBuilder()
                .setId("checkout")
                .setShare(0.4)
                .setEffect(Effect.DOWN)
                .setImpactMillis(OPENED + 480_000)
                .setImpactFromMillis(OPENED + 300_000)
                .setImpactToMillis(OPENED + 780_000)
                .setBasis(ImpactBasis.FORECAST)
                .setVia(List.of("db-prod-07", "checkout"))
                .build(),
            ServiceImpact.newBuilder()
                .setId("orders")
                .setShare(0)
                .setEffect(Effect.AT_RISK)
                .setGuardedBy("orders-api")
                .build()));
    db.setCounts(new IncidentCounts(1204L, 34));
    return List.of(resolved, link, db, merged);
  }

  private static Incident incident(String id, Severity severity, long openedMillis) {
    Incident incident = new Incident();
    incident.setId(id);
    incident.setRevision(1);
    incident.setState(IncidentState.OPEN);
    incident.setDomain("default");
    incident.setOpenedMillis(openedMillis);
    incident.setUpdatedMillis(openedMillis);
    incident.setSeverity(severity);
    incident.setTitle("title");
    incident.setSummary("");
    incident.setCauses(List.of());
    incident.setAlarms(List.of());
    incident.setResources(List.of("r"));
    incident.setServices(List.of());
    incident.setActions(List.of());
    incident.setChanges(List.of());
    incident.setCounts(new IncidentCounts(1L, 1));
    return incident;
  }
}
