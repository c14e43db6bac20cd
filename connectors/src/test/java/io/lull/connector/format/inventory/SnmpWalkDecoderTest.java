package io.lull.connector.format.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnmpWalkDecoderTest extends InventoryContract {
  private static final String LEAF =
      """
      {"time":"2026-11-22T03:16:58Z","host":"10.1.1.7","address":"10.1.1.7","walk":{
       ".1.3.6.1.2.1.1.1.0":"Arista Networks EOS version 4.31","1.3.6.1.2.1.1.5.0":"fra-leaf07",
       "1.3.6.1.2.1.1.6.0":"FRA, row 3","1.3.6.1.2.1.1.7.0":"14",
       "1.3.6.1.2.1.47.1.1.1.1.11.1":"JPE7","1.3.6.1.2.1.47.1.1.1.1.11.100210":"FAN1","1.3.6.1.2.1.47.1.1.1.1.13.1":"DCS-7050",
       "1.3.6.1.2.1.2.2.1.6.1":"0x020000000701","1.3.6.1.2.1.31.1.1.1.1.1":"Ethernet1","1.3.6.1.2.1.31.1.1.1.1.49":"Ethernet49",
       "1.3.6.1.2.1.4.20.1.2.10.1.1.7":"999",
       "1.0.8802.1.1.2.1.3.1.0":"4","1.0.8802.1.1.2.1.3.2.0":"02 00 00 00 07 00 ",
       "1.0.8802.1.1.2.1.3.7.1.3.49":"Ethernet49",
       "1.0.8802.1.1.2.1.4.1.1.4.0.49.1":"4","1.0.8802.1.1.2.1.4.1.1.5.0.49.1":"0x020000000100",
       "1.0.8802.1.1.2.1.4.1.1.6.0.49.1":"5","1.0.8802.1.1.2.1.4.1.1.7.0.49.1":"Ethernet7",
       "1.0.8802.1.1.2.1.4.1.1.9.0.49.1":"fra-spine1","1.0.8802.1.1.2.1.4.1.1.12.0.49.1":"0x2800",
       "1.0.8802.1.1.2.1.4.2.1.3.0.49.1.1.4.10.1.0.1":"2",
       "1.0.8802.1.1.2.1.4.1.1.4.0.1.2":"4","1.0.8802.1.1.2.1.4.1.1.5.0.1.2":"0x020000001101",
       "1.0.8802.1.1.2.1.4.1.1.6.0.1.2":"3","1.0.8802.1.1.2.1.4.1.1.7.0.1.2":"0x020000001102",
       "1.0.8802.1.1.2.1.4.1.1.8.0.1.2":"eth0","1.0.8802.1.1.2.1.4.1.1.9.0.1.2":"fra-host-071.fra.example",
       "1.0.8802.1.1.2.1.4.1.1.12.0.1.2":"0x0100"}}""";
  private static final String CISCO =
      """
      {"host":"core1","variables":[{"oid":"1.3.6.1.2.1.1.5.0","value":"core1.example"},
       {"oid":"1.3.6.1.2.1.31.1.1.1.1.3","value":"Gi0/3"},
       {"oid":"1.3.6.1.4.1.9.9.23.1.2.1.1.4.3.1","value":"0A000009"},
       {"oid":"1.3.6.1.4.1.9.9.23.1.2.1.1.6.3.1","value":"access9(FOC1234)"},
       {"oid":"1.3.6.1.4.1.9.9.23.1.2.1.1.7.3.1","value":"GigabitEthernet1/0/1"},
       {"oid":"1.3.6.1.4.1.9.9.23.1.2.1.1.8.3.1","value":"cisco WS-C3850"}]}""";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new SnmpWalkDecoder(options);
  }

  @Override
  protected int maxAmplification() {
    return 300;
  }

  @Override
  byte[] lines() {
    return lines(samples());
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(LEAF.getBytes(UTF_8), CISCO.getBytes(UTF_8));
  }

  @Test
  void theDeviceIsTakenWithItsSerialNumberAndAddresses() {
    Fact leaf = Facts.of(decode(LEAF.getBytes(UTF_8)), "10.1.1.7");
    assertThat(leaf.getSource()).isEqualTo("snmp");
    assertThat(leaf.getType()).isEqualTo("SWITCH");
    assertThat(leaf.getName()).isEqualTo("fra-leaf07");
    assertThat(Facts.ids(leaf))
        .containsExactly(
            "NAME fra-leaf07",
            "NAME 10.1.1.7",
            "IP 10.1.1.7",
            "SERIAL JPE7",
            "MAC 02:00:00:00:07:00",
            "MAC 02:00:00:00:07:01");
    assertThat(leaf.getAttributes()).containsEntry("location", "FRA, row 3");
  }

  @Test
  void neighboursAreLinkedByTheirPorts() {
    TestingOutput out = decode(LEAF.getBytes(UTF_8));
    assertThat(Facts.relations(Facts.of(out, "10.1.1.7 neighbours")))
        .containsExactly(
            "CONNECTED_TO [NAME fra-leaf07, NAME 10.1.1.7, IP 10.1.1.7]->[MAC 02:00:00:00:11:01,"
                + " NAME fra-host-071.fra.example] {fromInterface=Ethernet1, toInterface=eth0}",
            "CONNECTED_TO [NAME fra-leaf07, NAME 10.1.1.7, IP 10.1.1.7]->[MAC 02:00:00:00:01:00,"
                + " NAME fra-spine1, IP 10.1.0.1] {fromInterface=Ethernet49,"
                + " toInterface=Ethernet7}");
    Fact host = Facts.of(out, "10.1.1.7 sees 02:00:00:00:11:01");
    assertThat(host.getType()).isEqualTo("HOST");
    assertThat(host.getName()).isEqualTo("fra-host-071.fra.example");
    assertThat(Facts.of(out, "10.1.1.7 sees 02:00:00:00:01:00").getType()).isEqualTo("SWITCH");
  }

  @Test
  void cdpNamesTheDeviceWithoutItsSerialNumber() {
    TestingOutput out = decode(CISCO.replace("0A000009", "0x0A000009").getBytes(UTF_8));
    assertThat(Facts.relations(Facts.of(out, "core1 neighbours")))
        .containsExactly(
            "CONNECTED_TO [NAME core1.example, NAME core1]->[NAME access9, IP 10.0.0.9]"
                + " {fromInterface=Gi0/3, toInterface=GigabitEthernet1/0/1}");
  }

  @Test
  void aWalkWithoutVariablesIsRefused() {
    assertThat(decode("{\"host\":\"x\"}".getBytes(UTF_8)).parts.get(0).reason())
        .contains("field 'walk' is missing");
    assertThat(decode("{\"host\":\"x\",\"walk\":{}}".getBytes(UTF_8)).parts.get(0).reason())
        .contains("no variables");
  }
}
