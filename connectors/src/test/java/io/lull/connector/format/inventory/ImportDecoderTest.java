package io.lull.connector.format.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportDecoderTest extends InventoryContract {
  private static final String LINES =
      """
      {"source":"cmdb","subject":"4711","type":"HOST","name":"web-1","scope":"vrf-a","identifiers":{"serial":"X1","ip":["10.0.0.1","10.0.0.2"]},"attributes":{"site":"fra","racks":[1,2]},"relations":[{"type":"RUNS_ON","to":"esx-3"},{"type":"CONNECTED_TO","to":{"mac":"02:00:00:00:00:01"},"attributes":{"fromInterface":"eth0"}}]}
      {"name":"old","op":"DELETE","time":"2026-11-22T03:16:00Z"}
      """;

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new ImportDecoder(options);
  }

  @Override
  protected int maxAmplification() {
    return 300;
  }

  @Override
  byte[] lines() {
    return LINES.getBytes(UTF_8);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(LINES.getBytes(UTF_8));
  }

  @Test
  void takesWhatALineSays() {
    TestingOutput out = decode(LINES.getBytes(UTF_8));
    Fact host = Facts.of(out, "4711");
    assertThat(host.getSource()).isEqualTo("cmdb");
    assertThat(Facts.ids(host))
        .containsExactly(
            "NAME web-1 in vrf-a",
            "SERIAL X1 in vrf-a",
            "IP 10.0.0.1 in vrf-a",
            "IP 10.0.0.2 in vrf-a");
    assertThat(Facts.relations(host))
        .containsExactly(
            "RUNS_ON []->[NAME esx-3] {}",
            "CONNECTED_TO []->[MAC 02:00:00:00:00:01] {fromInterface=eth0}");
    assertThat(host.getAttributes()).containsEntry("racks", "[1,2]");
    assertThat(Facts.of(out, "old").getOp()).isEqualTo(ChangeOp.DELETE);
    assertThat(Facts.of(out, "old").getSource()).isEqualTo("import");
  }

  @Test
  void whatCannotBeMeantIsRefusedByItsLineAndTheRestGoesOn() {
    String bad =
        LINES
            + "{\"name\":\"a\",\"serail\":\"X\"}\n"
            + "{\"name\":\"b\",\"relations\":[{\"type\":\"RUNS_ON\"}]}\n"
            + "{\"name\":\"c\",\"identifiers\":{\"phone\":\"1\"}}\n"
            + "{\"name\":\"d\"}\n"
            + "{\"name\":\"e";
    TestingOutput out = decode(bad.getBytes(UTF_8));
    assertThat(out.facts).extracting(Fact::getSubject).containsExactly("4711", "old", "d");
    assertThat(out.parts)
        .extracting(TestingOutput.Part::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("line 3: field 'serail' is not known here"),
            reason -> assertThat(reason).startsWith("line 4: a relation needs"),
            reason -> assertThat(reason).startsWith("line 5: identifier of a kind"),
            reason -> assertThat(reason).startsWith("line 7: not JSON"));
  }
}
