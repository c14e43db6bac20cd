package io.lull.connector.format.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableDecoderTest extends InventoryContract {
  private static final String HOSTS =
      """
      name,type,serial,ip,runs_on,Rack,op,time
      web-1,vm,A1,10.0.0.1; 10.0.0.2,esx-3,"R1, row 2",,2026-11-22T03:16:00Z
      "web ""two\""",host,A2,,,,,
      old,host,,,,,DELETE,
      """;
  private static final String PORTS =
      """
      host,interface,mac,ip,peer,peer_interface
      leaf1,Ethernet1,02:00:00:00:00:01,,web-1,eth0
      leaf1,Ethernet2,02:00:00:00:00:02,10.0.0.9,,
      """;

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new TableDecoder(options);
  }

  @Override
  protected int maxAmplification() {
    return 400; // Each row that is refused comes back with the header.
  }

  @Override
  byte[] lines() {
    return HOSTS.getBytes(UTF_8);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(HOSTS.getBytes(UTF_8), PORTS.getBytes(UTF_8));
  }

  @Test
  void takesATableOfHosts() {
    TestingOutput out = decode(HOSTS.getBytes(UTF_8));
    Fact web = Facts.of(out, "web-1");
    assertThat(web.getType()).isEqualTo("VM");
    assertThat(Facts.ids(web))
        .containsExactlyInAnyOrder("NAME web-1", "SERIAL A1", "IP 10.0.0.1", "IP 10.0.0.2");
    assertThat(Facts.relations(web)).containsExactly("RUNS_ON []->[NAME esx-3] {}");
    assertThat(web.getAttributes()).containsExactly(Map.entry("rack", "R1, row 2"));
    assertThat(Facts.of(out, "web \"two\"").getType()).isEqualTo("HOST");
    assertThat(Facts.of(out, "old").getOp()).isEqualTo(ChangeOp.DELETE);
  }

  @Test
  void takesATableOfInterfaces() {
    TestingOutput out = decode(PORTS.getBytes(UTF_8));
    assertThat(Facts.ids(Facts.of(out, "leaf1 Ethernet2")))
        .containsExactly("NAME leaf1", "MAC 02:00:00:00:00:02", "IP 10.0.0.9");
    assertThat(Facts.relations(Facts.of(out, "leaf1 Ethernet1")))
        .containsExactly(
            "CONNECTED_TO [NAME leaf1]->[NAME web-1] {fromInterface=Ethernet1,"
                + " toInterface=eth0}");
  }

  @Test
  void badLinesAreRefusedByNumberAndTheRestGoesOn() {
    TestingOutput out = decode("name,ip\na,1.1.1.1\nb\n,\nc,1.1.1.2\nd,\"1.1.1\n".getBytes(UTF_8));
    assertThat(out.facts).extracting(Fact::getSubject).containsExactly("a", "c");
    assertThat(out.parts)
        .extracting(TestingOutput.Part::reason)
        .containsExactly(
            "line 3: 1 fields, expected 2",
            "line 4: name and id are empty",
            "line 6: a quote is not closed");
  }

  @Test
  void aHeaderThatNamesNothingIsRefused() {
    assertThat(decode("colour,size\nred,1\n".getBytes(UTF_8)).onlyReject())
        .startsWith("line 1: expected a column name");
    assertThat(decode("name,name\na,b\n".getBytes(UTF_8)).onlyReject())
        .isEqualTo("line 1: column 'name' is there twice");
  }
}
