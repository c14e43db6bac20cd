package io.lull.connector.format.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERSerializable;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

class SnmpDecoderTest extends DecoderContract {
  private static final OID SYS_UP_TIME = new OID("1.3.6.1.2.1.1.3.0");
  private static final OID TRAP_OID = new OID("1.3.6.1.6.3.1.1.4.1.0");
  private static final OID TRAP_ADDRESS = new OID("1.3.6.1.6.3.18.1.3.0");
  private static final OID TRAP_COMMUNITY = new OID("1.3.6.1.6.3.18.1.4.0");
  private static final String IF_INDEX = "1.3.6.1.2.1.2.2.1.1.3";

  /** A trap written by hand after X.690 and RFC 3416, independent of what SNMP4J encodes. */
  private static final String LINK_DOWN_ON_THE_WIRE =
      "3044020101" // message of 68 bytes, version 1 (v2c)
          + "04067075626c6963" // community public
          + "a737020411223344020100020100" // trap of 55 bytes, request id, no error
          + "3029" // variables
          + "300e06082b0601020101030043023039" // sysUpTime.0 = TimeTicks 12345
          + "3017" // snmpTrapOID.0 = linkDown
          + "060a2b060106030101040100"
          + "06092b0601060301010503";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new SnmpDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(
        message(1, linkDown(PDU.TRAP)),
        message(1, linkDown(PDU.INFORM)),
        message(0, v1(PDUv1.LINKDOWN, 0, "10.0.0.7")),
        message(0, v1(PDUv1.ENTERPRISE_SPECIFIC, 42, "0.0.0.0")));
  }

  @Override
  protected int maxAmplification() {
    // Two texts of an object identifier for each of its bytes.
    return 60;
  }

  @Test
  void takesAVersion2Trap() {
    Event event = decode(message(1, linkDown(PDU.TRAP))).onlyEvent();
    assertThat(event.getType()).isEqualTo("1.3.6.1.6.3.1.1.5.3");
    assertThat(event.getResource()).isEqualTo("unknown");
    assertThat(event.getSource()).isEqualTo("snmp");
    assertThat(event.getStatus()).isEqualTo(EventStatus.UNKNOWN);
    assertThat(event.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    assertThat(event.getMessage()).isEqualTo("linkDown 1.3.6.1.2.1.2.2.1.1.3=3");
    assertThat(event.getAttributes())
        .containsEntry(IF_INDEX, "3")
        .containsEntry("snmp.uptime", "12345")
        .containsEntry("snmp.version", "2c")
        .hasSize(3);
  }

  @Test
  void theCommunityAppearsNowhere() {
    PDU pdu = linkDown(PDU.TRAP);
    pdu.add(new VariableBinding(TRAP_COMMUNITY, new OctetString("s3cret")));
    assertThat(decode(message(1, pdu)).onlyEvent().toString())
        .doesNotContain("public")
        .doesNotContain("s3cret");
  }

  @Test
  void resourceIsTheProxiedAddressElseThePeer() {
    PDU pdu = linkDown(PDU.TRAP);
    assertThat(fromPeer(message(1, pdu)).getResource()).isEqualTo("192.0.2.9");
    pdu.add(new VariableBinding(TRAP_ADDRESS, new IpAddress("10.0.0.8")));
    assertThat(fromPeer(message(1, pdu)).getResource()).isEqualTo("10.0.0.8");
  }

  @Test
  void anInformSaysThatItIsOne() {
    assertThat(decode(message(1, linkDown(PDU.INFORM))).onlyEvent().getAttributes())
        .containsEntry("snmp.inform", "true");
  }

  @Test
  void aDecryptedMessageKeepsItsVersion() {
    TestingOutput out =
        TestingOutput.of(
            decoder(options()),
            RawRecords.of(message(1, linkDown(PDU.TRAP)), RawHeaders.SNMP_VERSION, "3"));
    assertThat(out.onlyEvent().getAttributes()).containsEntry("snmp.version", "3");
  }

  @Test
  void mapsVersion1AsRfc3584Says() {
    for (int generic = 0; generic < 6; generic++) {
      Event event = fromPeer(message(0, v1(generic, 0, "10.0.0.7")));
      assertThat(event.getType()).isEqualTo("1.3.6.1.6.3.1.1.5." + (generic + 1));
      assertThat(event.getResource()).isEqualTo("10.0.0.7");
    }
    Event event = fromPeer(message(0, v1(PDUv1.ENTERPRISE_SPECIFIC, 42, "0.0.0.0")));
    assertThat(event.getType()).isEqualTo("1.3.6.1.4.1.9.1.1.0.42");
    assertThat(event.getResource()).isEqualTo("192.0.2.9");
    assertThat(event.getAttributes())
        .containsEntry("snmp.enterprise", "1.3.6.1.4.1.9.1.1")
        .containsEntry("snmp.specific-trap", "42")
        .containsEntry("snmp.uptime", "777")
        .containsEntry("snmp.version", "1");
    assertThat(decode(message(0, v1(7, 0, "10.0.0.7"))).onlyReject())
        .contains("generic-trap is 7, expected 0 to 6");
  }

  @Test
  void rendersValues() {
    assertThat(rendered(new OctetString("Gi0/1"))).isEqualTo("Gi0/1");
    assertThat(rendered(new OctetString("Zürich\0"))).isEqualTo("Zürich");
    assertThat(rendered(new OctetString(new byte[] {0, 0x1b, (byte) 0xff}))).isEqualTo("00:1b:ff");
    assertThat(rendered(new OctetString(new byte[] {0}))).isEqualTo("00");
    assertThat(rendered(new OctetString(""))).isEmpty();
    assertThat(rendered(new Counter64(-1))).isEqualTo("18446744073709551615");
    assertThat(rendered(new Integer32(-1))).isEqualTo("-1");
    assertThat(rendered(new TimeTicks(4294967295L))).isEqualTo("4294967295");
    assertThat(rendered(new IpAddress("10.1.2.3"))).isEqualTo("10.1.2.3");
  }

  private @Nullable String rendered(Variable value) {
    PDU pdu = linkDown(PDU.TRAP);
    pdu.add(new VariableBinding(new OID("1.3.6.1.4.1.1"), value));
    return decode(message(1, pdu)).onlyEvent().getAttributes().get("1.3.6.1.4.1.1");
  }

  /** What SNMP4J reads of a trap is what it says, whatever its variables are called and hold. */
  @Property(tries = 2000)
  void readsWhatSnmp4jReads(
      @ForAll @Size(max = 6) List<@From("identifiers") OID> names, @ForAll long seed) {
    Random random = new Random(seed);
    PDU pdu = linkDown(PDU.TRAP);
    Map<String, String> expected = new HashMap<>();
    expected.put("snmp.uptime", "12345");
    expected.put("snmp.version", "2c");
    expected.put(IF_INDEX, "3");
    for (OID name : names) {
      Variable value = anyValue(random);
      pdu.add(new VariableBinding(name, value));
      expected.putIfAbsent(name.toDottedString(), value.toString());
    }
    assertThat(decode(message(1, pdu)).onlyEvent().getAttributes()).isEqualTo(expected);
  }

  private static Variable anyValue(Random random) {
    int bits = random.nextInt() >>> random.nextInt(32);
    return switch (random.nextInt(9)) {
      case 0 -> new Integer32(random.nextBoolean() ? bits : -bits);
      case 1 -> new Gauge32(bits & 0xffff_ffffL);
      case 2 -> new Counter32(bits & 0xffff_ffffL);
      case 3 -> new Counter64(random.nextLong() >>> random.nextInt(64));
      case 4 -> new IpAddress(new byte[] {10, (byte) bits, (byte) (bits >> 8), (byte) 255});
      case 5 -> new OID(new int[] {random.nextInt(2), random.nextInt(40), bits, random.nextInt()});
      case 6 -> new OID(new int[] {2, random.nextInt(1000), bits});
      case 7 -> new OctetString("text " + bits);
      default -> new OctetString(new byte[] {(byte) (0x80 | bits), 1, (byte) bits});
    };
  }

  @Provide
  Arbitrary<OID> identifiers() {
    Arbitrary<Integer> first = Arbitraries.integers().between(0, 39);
    Arbitrary<int[]> rest = Arbitraries.integers().array(int[].class).ofMaxSize(12);
    return Combinators.combine(Arbitraries.integers().between(0, 2), first, rest)
        .as(
            (root, second, others) -> {
              int[] all = new int[others.length + 2];
              all[0] = root;
              all[1] = second;
              System.arraycopy(others, 0, all, 2, others.length);
              return new OID(all);
            });
  }

  @Test
  void readsBytesThatNoSnmp4jWrote() {
    byte[] bytes = HexFormat.of().parseHex(LINK_DOWN_ON_THE_WIRE);
    Event event = decode(bytes).onlyEvent();
    assertThat(event.getType()).isEqualTo("1.3.6.1.6.3.1.1.5.3");
    assertThat(event.getAttributes()).containsEntry("snmp.uptime", "12345");
  }

  @Test
  void saysWhatItIsNot() {
    assertThat(decode("hello world".getBytes(java.nio.charset.StandardCharsets.UTF_8)).onlyReject())
        .contains("element at byte 0 claims 101 bytes, 9 left");
    assertThat(decode(message(3, linkDown(PDU.TRAP))).onlyReject()).contains("version 3");
    assertThat(decode(message(1, linkDown(PDU.GET))).onlyReject())
        .contains("PDU of tag 0xa0, expected a trap");
    PDU bare = new PDU();
    bare.setType(PDU.TRAP);
    bare.add(new VariableBinding(SYS_UP_TIME, new TimeTicks(1)));
    assertThat(decode(message(1, bare)).onlyReject()).contains("snmpTrapOID.0");
  }

  @Test
  void lengthsThatLieAllocateNothing() {
    byte[] good = message(1, linkDown(PDU.TRAP));
    for (int at = 0; at + 5 < good.length; at++) {
      byte[] bad = good.clone();
      byte[] claim = {(byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xf0};
      System.arraycopy(claim, 0, bad, at, claim.length);
      check(bad);
    }
  }

  @Test
  void boundsTheNumberOfVariables() {
    PDU pdu = linkDown(PDU.TRAP);
    for (int i = 0; i < 1000; i++) {
      pdu.add(new VariableBinding(new OID("1.3.6.1.4.1.1." + i), new Integer32(i)));
    }
    Event event = check(message(1, pdu)).onlyEvent();
    assertThat(event.getAttributes().size()).isLessThanOrEqualTo(300);
    for (int i = 0; i < 1000; i++) {
      pdu.add(new VariableBinding(new OID("1.3.6.1.4.1.2." + i), new Integer32(i)));
    }
    assertThat(check(message(1, pdu)).onlyReject()).contains("more than 4096 elements");
  }

  @Test
  void bytesAfterTheMessageAreNotKeptQuiet() {
    byte[] good = message(1, linkDown(PDU.TRAP));
    Event event = decode(Arrays.copyOf(good, good.length + 3)).onlyEvent();
    assertThat(event.getAttributes()).containsEntry("snmp.trailing-bytes", "3");
  }

  private Event fromPeer(byte[] value) {
    return TestingOutput.of(decoder(options()), RawRecords.of(value, RawHeaders.PEER, "192.0.2.9"))
        .onlyEvent();
  }

  private static PDU linkDown(int type) {
    PDU pdu = new PDU();
    pdu.setType(type);
    pdu.add(new VariableBinding(SYS_UP_TIME, new TimeTicks(12345)));
    pdu.add(new VariableBinding(TRAP_OID, new OID("1.3.6.1.6.3.1.1.5.3")));
    pdu.add(new VariableBinding(new OID(IF_INDEX), new Integer32(3)));
    return pdu;
  }

  private static PDUv1 v1(int generic, int specific, String agent) {
    PDUv1 pdu = new PDUv1();
    pdu.setType(PDU.V1TRAP);
    pdu.setEnterprise(new OID("1.3.6.1.4.1.9.1.1"));
    pdu.setAgentAddress(new IpAddress(agent));
    pdu.setGenericTrap(generic);
    pdu.setSpecificTrap(specific);
    pdu.setTimestamp(777);
    pdu.add(new VariableBinding(new OID(IF_INDEX), new Integer32(3)));
    return pdu;
  }

  private static byte[] message(int version, PDU pdu) {
    OctetString community = new OctetString("public");
    Integer32 number = new Integer32(version);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      int length = 0;
      for (BERSerializable part : List.of(number, community, pdu)) {
        length += part.getBERLength();
      }
      BER.encodeHeader(out, BER.SEQUENCE, length);
      number.encodeBER(out);
      community.encodeBER(out);
      pdu.encodeBER(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
