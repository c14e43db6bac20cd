package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

class IncidentJsonTest {

  static Incident full() {
    return Incident.newBuilder()
        .setId("inc-0123456789ab")
        .setRevision(3)
        .setState(IncidentState.MERGED)
        .setMergedInto("inc-ba9876543210")
        .setDomain("default")
        .setOpenedMillis(1_769_829_420_000L)
        .setUpdatedMillis(1_769_829_421_234L)
        .setResolvedMillis(1_769_829_500_000L)
        .setSeverity(Severity.CRITICAL)
        .setTitle("Link leaf1--spine1 is down \"again\" – Größe")
        .setSummary("two\nlines")
        .setCauses(
            List.of(
                new Cause("leaf1--spine1", CauseKind.LINK, 0.1 + 0.2, true, "both ends say so")))
        .setAlarms(
            List.of(
                new MemberAlarm(
                    "e1",
                    "leaf1",
                    "LINK_DOWN",
                    "Gi0/1",
                    Severity.MAJOR,
                    "down",
                    1_769_829_420_000L,
                    1_769_829_480_000L,
                    AlarmRole.SYMPTOM,
                    List.of("leaf1--spine1", "leaf1"),
                    -5L,
                    7L,
                    true)))
        .setResources(List.of("leaf1"))
        .setServices(
            List.of(
                new ServiceImpact(
                    "checkout",
                    0.4,
                    Effect.AT_RISK,
                    1_769_829_900_000L,
                    1_769_829_720_000L,
                    1_769_830_200_000L,
                    List.of("leaf1", "checkout"),
                    0.25,
                    ImpactBasis.FORECAST,
                    null,
                    Effect.DEGRADED,
                    1_769_829_900_000L,
                    1_769_829_960_000L)))
        .setActions(List.of("act-1"))
        .setChanges(List.of("opened"))
        .setCounts(new IncidentCounts(12L, 1))
        .setRevenueShare(0.25)
        .build();
  }

  @Test
  void isTheContractedJsonOnOneLine() {
    assertThat(IncidentJson.write(full()))
        .isEqualTo(
            "{\"id\":\"inc-0123456789ab\",\"revision\":3,\"state\":\"MERGED\","
                + "\"mergedInto\":\"inc-ba9876543210\",\"openedAt\":\"2026-01-31T03:17:00.000Z\","
                + "\"updatedAt\":\"2026-01-31T03:17:01.234Z\",\"resolvedAt\":\"2026-01-31T03:18:20.000Z\","
                + "\"severity\":\"CRITICAL\",\"title\":\"Link leaf1--spine1 is down \\\"again\\\" – Größe\","
                + "\"summary\":\"two\\nlines\",\"causes\":[{\"resource\":\"leaf1--spine1\",\"kind\":\"LINK\","
                + "\"score\":0.30000000000000004,\"silent\":true,\"why\":\"both ends say so\"}],"
                + "\"alarms\":[{\"event\":\"e1\",\"resource\":\"leaf1\",\"type\":\"LINK_DOWN\","
                + "\"qualifier\":\"Gi0/1\",\"time\":\"2026-01-31T03:17:00.000Z\",\"role\":\"SYMPTOM\","
                + "\"path\":[\"leaf1--spine1\",\"leaf1\"],\"lagMs\":-5,\"count\":7,\"severity\":\"MAJOR\","
                + "\"message\":\"down\",\"clearedAt\":\"2026-01-31T03:18:00.000Z\",\"flapping\":true}],"
                + "\"resources\":[\"leaf1\"],\"services\":[{\"id\":\"checkout\",\"share\":0.4,"
                + "\"effect\":\"AT_RISK\",\"impactAt\":\"2026-01-31T03:25:00.000Z\","
                + "\"impactFrom\":\"2026-01-31T03:22:00.000Z\",\"impactTo\":\"2026-01-31T03:30:00.000Z\","
                + "\"via\":[\"leaf1\",\"checkout\"],\"revenueShare\":0.25,\"basis\":\"FORECAST\","
                + "\"actualEffect\":\"DEGRADED\",\"actualFrom\":\"2026-01-31T03:25:00.000Z\","
                + "\"actualTo\":\"2026-01-31T03:26:00.000Z\"}],\"actions\":[\"act-1\"],\"changes\":[\"opened\"],"
                + "\"counts\":{\"rawEvents\":12,\"alarms\":1},\"domain\":\"default\",\"revenueShare\":0.25}");
  }

  @Test
  void comesBackWhole() throws Exception {
    assertThat(IncidentJson.parse(IncidentJson.write(full()))).isEqualTo(full());
  }

  @Test
  void whatAnEarlierReleaseWroteSaysNothingOfRevenue() throws Exception {
    String now = IncidentJson.write(full());
    String then = now.replace(",\"revenueShare\":0.25", "").replaceAll(",\"basis\".*?\"}]", "}]");
    assertThat(then).doesNotContain("basis", "revenue", "actual");

    Incident incident = IncidentJson.parse(then);
    assertThat(incident.getRevenueShare()).isZero();
    assertThat(incident.getServices().get(0).getBasis()).isEqualTo(ImpactBasis.NONE);
    assertThat(incident.getServices().get(0).getShare()).isEqualTo(0.4);
  }

  @Test
  void leavesOutWhatIsNotSet() throws Exception {
    Incident incident = full();
    incident.setMergedInto(null);
    incident.setResolvedMillis(null);
    incident.setState(IncidentState.OPEN);
    incident.setServices(
        List.of(
            ServiceImpact.newBuilder()
                .setId("checkout")
                .setShare(1)
                .setEffect(Effect.DOWN)
                .setGuardedBy("cart")
                .build()));

    String json = IncidentJson.write(incident);

    assertThat(json).doesNotContain("mergedInto", "resolvedAt", "impactAt", "actual", "null");
    assertThat(IncidentJson.parse(json)).isEqualTo(incident);
  }
}
