package io.lull.connector.format.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.ChangeOp;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenNmsDecoderTest extends InventoryContract {
  private static final String EDGE =
      """
      {"ref":{"id":"12|34","protocol":"LLDP"},
       "sourcePort":{"vertexId":"nodes:1","ifIndex":"49","ifName":"Ethernet49","address":"10.1.1.7",
        "nodeCriteria":{"id":"1","foreignSource":"fabric","foreignId":"leaf07","nodeLabel":"fra-leaf07"}},
       "targetPort":{"vertexId":"nodes:2","ifIndex":"7","ifName":"Ethernet7",
        "nodeCriteria":{"id":"2","foreignSource":"fabric","foreignId":"spine1","nodeLabel":"fra-spine1"}}}""";
  private static final String NODE =
      """
      {"id":"1","foreignSource":"fabric","foreignId":"leaf07","location":"Default","label":"fra-leaf07",
       "sysName":"fra-leaf07","createTime":"1732240000000","category":["Switches"],
       "ipInterface":[{"id":"7","ipAddress":"10.1.1.7","ifIndex":999,"primaryType":"PRIMARY"}],
       "snmpInterface":[{"id":"9","ifIndex":1,"ifName":"Ethernet1","ifPhysAddress":"020000000701"}]}""";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new OpenNmsDecoder(options);
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
    return List.of(EDGE.getBytes(UTF_8), NODE.getBytes(UTF_8));
  }

  @Test
  void anEdgeLinksTwoPorts() {
    assertThat(Facts.relations(Facts.of(decode(EDGE.getBytes(UTF_8)), "edge/LLDP/12|34")))
        .containsExactly(
            "CONNECTED_TO [KEY fabric:leaf07 in opennms, NAME fra-leaf07, NAME leaf07, IP"
                + " 10.1.1.7]->[KEY fabric:spine1 in opennms, NAME fra-spine1, NAME spine1]"
                + " {fromInterface=Ethernet49, toInterface=Ethernet7}");
  }

  @Test
  void aNodeIsKnownByItsRequisition() {
    assertThat(Facts.ids(Facts.of(decode(NODE.getBytes(UTF_8)), "node/fabric:leaf07")))
        .containsExactly(
            "KEY fabric:leaf07 in opennms", "NAME fra-leaf07", "IP 10.1.1.7", "MAC 020000000701");
  }

  @Test
  void anEdgeWithoutEndsIsGone() {
    TestingOutput out = decode("{\"ref\":{\"id\":\"1\",\"protocol\":\"CDP\"}}".getBytes(UTF_8));
    assertThat(out.facts.get(0).getOp()).isEqualTo(ChangeOp.DELETE);
  }

  @Test
  void whatHasOneEndIsRefused() {
    TestingOutput out =
        decode("{\"ref\":{\"id\":\"1\"},\"sourceNode\":{\"label\":\"a\"}}".getBytes(UTF_8));
    assertThat(out.facts).isEmpty();
    assertThat(out.parts.get(0).reason()).contains("no port and no node");
  }
}
