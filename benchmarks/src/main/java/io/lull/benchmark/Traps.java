package io.lull.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Alarms as SNMP messages, the way they come out of a socket. */
final class Traps {
  private static final OID LINK_DOWN = new OID("1.3.6.1.6.3.1.1.5.3");
  private static final OID LINK_UP = new OID("1.3.6.1.6.3.1.1.5.4");
  private static final OID BGP_ESTABLISHED = new OID("1.3.6.1.2.1.15.7.1");
  private static final OID BGP_BACKWARD = new OID("1.3.6.1.2.1.15.7.2");
  private static final OctetString COMMUNITY = new OctetString("public");

  private Traps() {}

  static byte[] encode(Alarm alarm, boolean raised, long timeMillis) {
    TimeTicks uptime = new TimeTicks(timeMillis / 10 & 0xffff_ffffL);
    return switch (alarm.kind()) {
      case SNMP_V1_LINK -> message(SnmpConstants.version1, v1Link(alarm, raised, uptime));
      case SNMP_V2C_BGP -> message(SnmpConstants.version2c, v2Bgp(alarm, raised, uptime));
      default -> message(SnmpConstants.version2c, v2Link(alarm, raised, uptime));
    };
  }

  private static PDU v2Link(Alarm alarm, boolean raised, TimeTicks uptime) {
    PDU trap = v2Trap(raised ? LINK_DOWN : LINK_UP, uptime);
    addInterface(trap, alarm.port(), raised);
    return trap;
  }

  private static PDU v1Link(Alarm alarm, boolean raised, TimeTicks uptime) {
    PDUv1 trap = new PDUv1();
    trap.setType(PDU.V1TRAP);
    trap.setEnterprise(new OID("1.3.6.1.4.1.9.1.1"));
    trap.setAgentAddress(new IpAddress(alarm.ci().address()));
    trap.setGenericTrap(raised ? PDUv1.LINKDOWN : PDUv1.LINKUP);
    trap.setTimestamp(uptime.getValue());
    addInterface(trap, alarm.port(), raised);
    return trap;
  }

  private static PDU v2Bgp(Alarm alarm, boolean raised, TimeTicks uptime) {
    PDU trap = v2Trap(raised ? BGP_BACKWARD : BGP_ESTABLISHED, uptime);
    String peer = alarm.neighbour();
    add(trap, "1.3.6.1.2.1.15.3.1.14." + peer, OctetString.fromHexString("04:00"));
    add(trap, "1.3.6.1.2.1.15.3.1.2." + peer, new Integer32(raised ? 1 : 6));
    return trap;
  }

  private static PDU v2Trap(OID type, TimeTicks uptime) {
    PDU trap = new PDU();
    trap.setType(PDU.TRAP);
    trap.add(new VariableBinding(SnmpConstants.sysUpTime, uptime));
    trap.add(new VariableBinding(SnmpConstants.snmpTrapOID, type));
    return trap;
  }

  private static void addInterface(PDU trap, int port, boolean raised) {
    int index = port + 1;
    add(trap, "1.3.6.1.2.1.2.2.1.1." + index, new Integer32(index));
    add(trap, "1.3.6.1.2.1.2.2.1.2." + index, new OctetString("Ethernet1/" + index));
    add(trap, "1.3.6.1.2.1.2.2.1.5." + index, new Gauge32(1_000_000_000L));
    add(trap, "1.3.6.1.2.1.2.2.1.7." + index, new Integer32(1));
    add(trap, "1.3.6.1.2.1.2.2.1.8." + index, new Integer32(raised ? 2 : 1));
  }

  private static void add(PDU trap, String oid, Variable value) {
    trap.add(new VariableBinding(new OID(oid), value));
  }

  /** SEQUENCE { version, community, pdu } of RFC 1157 and RFC 3416. */
  private static byte[] message(int version, PDU pdu) {
    Integer32 versionField = new Integer32(version);
    int length = versionField.getBERLength() + COMMUNITY.getBERLength() + pdu.getBERLength();
    ByteBuffer buffer = ByteBuffer.allocate(length + 8);
    BEROutputStream out = new BEROutputStream(buffer);
    try {
      org.snmp4j.asn1.BER.encodeHeader(out, org.snmp4j.asn1.BER.SEQUENCE, length);
      versionField.encodeBER(out);
      COMMUNITY.encodeBER(out);
      pdu.encodeBER(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a trap cannot be encoded", e);
    }
    ByteBuffer written = out.rewind();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return bytes;
  }
}
