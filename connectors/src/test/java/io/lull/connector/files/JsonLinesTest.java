package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.schema.ChangeOp;
import io.lull.schema.Classification;
import io.lull.schema.ControlRecord;
import io.lull.schema.Feedback;
import io.lull.schema.MaintenanceWindow;
import io.lull.schema.Runbook;
import io.lull.schema.Suppression;
import io.lull.schema.Threshold;
import io.lull.schema.TopologyChange;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {

  @Test
  void topologyNodeWithEveryField() throws Exception {
    TopologyChange change =
        JsonLines.topology(
            "{\"time\":\"2026-01-31T00:00:00Z\",\"op\":\"UPSERT\",\"node\":{\"id\":\"leaf1\","
                + "\"type\":\"SWITCH\",\"name\":\"Leaf 1\",\"aliases\":[\"AS65011\",\"10.0.0.1\"],"
                + "\"attributes\":{\"site\":\"a\",\"rack\":7,\"spare\":null}}}");

    assertThat(change.getTimeMillis()).isEqualTo(1_769_817_600_000L);
    assertThat(change.getOp()).isEqualTo(ChangeOp.UPSERT);
    assertThat(change.getNode().getAliases()).containsExactly("AS65011", "10.0.0.1");
    assertThat(change.getNode().getName()).isEqualTo("Leaf 1");
    assertThat(change.getNode().getAttributes())
        .containsExactlyInAnyOrderEntriesOf(Map.of("site", "a", "rack", "7"));
    assertThat(change.getRelation()).isNull();
  }

  @Test
  void topologyWithoutTimeIsSinceEver() throws Exception {
    TopologyChange change =
        JsonLines.topology(
            "{\"relation\":{\"from\":\"web-1\",\"to\":\"db-1\",\"type\":\"DEPENDS_ON\"}}");

    assertThat(change.getTimeMillis()).isNull();
    assertThat(change.getOp()).isEqualTo(ChangeOp.UPSERT);
    assertThat(change.getRelation().getTo()).isEqualTo("db-1");
  }

  @Test
  void deletedNodeNeedsOnlyItsId() throws Exception {
    TopologyChange change = JsonLines.topology("{\"op\":\"DELETE\",\"node\":{\"id\":\"leaf1\"}}");

    assertThat(change.getOp()).isEqualTo(ChangeOp.DELETE);
    assertThat(change.getNode().getId()).isEqualTo("leaf1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{} ~ either 'node' or 'relation'",
        "[] ~ expected one JSON object, found array",
        "{\"node\":{\"id\":\"a\"}} ~ field 'node.type' is missing",
        "{\"node\":{\"type\":\"HOST\"}} ~ field 'node.id' is missing",
        "{\"node\":{\"id\":\"a\",\"type\":\"HOST\",\"alias\":[]}} ~ field 'node.alias' is not known",
        "{\"node\":{\"id\":\"a\",\"type\":\"HOST\",\"aliases\":\"x\"}} ~ 'node.aliases': expected a list, found string",
        "{\"op\":\"REMOVE\",\"node\":{\"id\":\"a\"}} ~ field 'op': expected one of UPSERT, DELETE, found 'REMOVE'",
        "{\"time\":12,\"node\":{\"id\":\"a\",\"type\":\"X\"}} ~ field 'time': expected an ISO-8601 time",
        "{\"node\":{\"id\":\"a\",\"type\":\"X\"},\"relation\":{}} ~ either 'node' or 'relation'",
        "{\"node\":{\"id\":\"a\",\"type\":\"X\"}} {} ~ expected one JSON object",
        "{\"node\":{\"id\":\"a\" ~ expected one JSON object, column",
      })
  void badTopologySaysWhatIsExpected(String line, String reason) {
    assertThatThrownBy(() -> JsonLines.topology(line))
        .isInstanceOf(BadLineException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void controlRecordsOfEveryKind() throws Exception {
    assertThat(body("\"classification\":{\"yaml\":\"rules: []\"}"))
        .isEqualTo(new Classification("rules: []"));
    assertThat(body("\"threshold\":{\"yaml\":\"t\"}")).isEqualTo(new Threshold("t"));
    assertThat(body("\"runbook\":{\"yaml\":\"r\"}")).isEqualTo(new Runbook("r"));
    assertThat(body("\"suppression\":{\"type\":\"X\",\"until\":\"1970-01-01T00:00:01Z\"}"))
        .isEqualTo(new Suppression(null, "X", 1000L, ""));
    assertThat(body("\"feedback\":{\"incident\":\"inc-1\",\"verdict\":\"CONFIRMED\"}"))
        .isEqualTo(new Feedback("inc-1", "CONFIRMED", null, "", null));
    assertThat(body("\"feedback\":{\"verdict\":\"FORGET\",\"domain\":\"fra\"}"))
        .isEqualTo(new Feedback("", "FORGET", null, "", "fra"));
    assertThat(
            body(
                "\"maintenanceWindow\":{\"resources\":[\"a\"],\"from\":\"1970-01-01T00:00:01Z\","
                    + "\"to\":\"1970-01-01T00:00:02Z\",\"spread\":false}"))
        .isEqualTo(new MaintenanceWindow(java.util.List.of("a"), 1000L, 2000L, "", false));
    assertThat(body("\"topology\":{\"node\":{\"id\":\"a\",\"type\":\"HOST\"}}"))
        .isInstanceOfSatisfying(
            TopologyChange.class, change -> assertThat(change.getSource()).isEqualTo("control"));
  }

  private static Object body(String body) throws BadLineException {
    ControlRecord control = JsonLines.control("{\"id\":\"r1\",\"op\":\"UPSERT\"," + body + "}");
    assertThat(control.getId()).isEqualTo("r1");
    return control.getBody();
  }

  @Test
  void deletedControlRecordNeedsOnlyItsId() throws Exception {
    ControlRecord control =
        JsonLines.control("{\"id\":\"r1\",\"op\":\"DELETE\",\"time\":\"1970-01-01T00:00:01Z\"}");

    assertThat(control.getOp()).isEqualTo(ChangeOp.DELETE);
    assertThat(control.getTimeMillis()).isEqualTo(1000L);
    assertThat(control.getBody()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"id\":\"r\"} ~ exactly one of classification, threshold",
        "{\"id\":\"r\",\"runbook\":{\"yaml\":\"x\"},\"threshold\":{\"yaml\":\"x\"}} ~ found 2",
        "{\"runbook\":{\"yaml\":\"x\"}} ~ field 'id' is missing",
        "{\"id\":\"r\",\"runbok\":{\"yaml\":\"x\"}} ~ field 'runbok' is not known here",
        "{\"id\":\"r\",\"suppression\":{\"untill\":\"x\"}} ~ field 'suppression.untill' is not known",
        "{\"id\":\"r\",\"maintenanceWindow\":{\"resources\":[\"a\"],\"from\":\"1970-01-01T00:00:01Z\",\"to\":\"1970-01-01T00:00:01Z\"}} ~ a time after 'from'",
        "{\"id\":\"r\",\"maintenanceWindow\":{\"from\":\"1970-01-01T00:00:01Z\",\"to\":\"1970-01-01T00:00:02Z\"}} ~ at least one CI",
      })
  void badControlSaysWhatIsExpected(String line, String reason) {
    assertThatThrownBy(() -> JsonLines.control(line))
        .isInstanceOf(BadLineException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void deepNestingIsRefused() {
    String line = "{\"node\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> JsonLines.topology(line)).isInstanceOf(BadLineException.class);
  }

  @Property
  void anyTextGivesARecordOrAReason(@ForAll String line) {
    total(() -> JsonLines.topology(line));
    total(() -> JsonLines.control(line));
    total(() -> IncidentJson.parse(line));
  }

  @Property
  void anyDamageGivesARecordOrAReason(@ForAll int at, @ForAll char with) {
    String line =
        "{\"time\":\"2026-01-31T00:00:00.5Z\",\"op\":\"UPSERT\",\"node\":{\"id\":\"leaf1\","
            + "\"type\":\"X\",\"aliases\":[\"a\"],\"attributes\":{\"a\":[1,{\"b\":null}],\"c\":1e5}}}";
    StringBuilder damaged = new StringBuilder(line);
    damaged.setCharAt(Math.floorMod(at, line.length()), with);
    total(() -> JsonLines.topology(damaged.toString()));
    total(() -> JsonLines.topology(line.substring(0, Math.floorMod(at, line.length()))));
  }

  private interface Reader {
    Object read() throws BadLineException;
  }

  private static void total(Reader reader) {
    try {
      assertThat(reader.read()).isNotNull();
    } catch (BadLineException e) {
      assertThat(e.reason()).isNotBlank();
    }
  }
}
