package io.lull.standalone.simulate;

import io.lull.standalone.simulate.Signal.Channel;
import java.io.IOException;
import org.snmp4j.CommunityTarget;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.Snmp;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * Devices that send traps. All speak from one address here, so a v2c trap names its device as a
 * proxy does, in snmpTrapAddress.0 (RFC 3584 section 3.1).
 */
final class SnmpSender implements WireSender {
  private static final OID TRAP_ADDRESS = new OID("1.3.6.1.6.3.18.1.3.0");

  private final Estate estate;
  private final UdpAddress target;
  private final Snmp snmp;

  SnmpSender(Estate estate, int port) throws IOException {
    this.estate = estate;
    target = new UdpAddress(Endpoints.HOST + "/" + port);
    snmp = new Snmp(new DefaultUdpTransportMapping(new UdpAddress(Endpoints.HOST + "/0")));
  }

  @Override
  public void send(Signal signal, long nowMillis) throws IOException {
    boolean v1 = signal.channel() == Channel.SNMP_V1;
    CommunityTarget<UdpAddress> to = new CommunityTarget<>(target, new OctetString("public"));
    to.setVersion(v1 ? SnmpConstants.version1 : SnmpConstants.version2c);
    TimeTicks uptime = new TimeTicks(nowMillis / 10 & 0xffff_ffffL);
    snmp.send(v1 ? v1Trap(signal, uptime) : v2Trap(signal, uptime), to);
  }

  private PDU v1Trap(Signal signal, TimeTicks uptime) {
    PDUv1 trap = new PDUv1();
    trap.setType(PDU.V1TRAP);
    trap.setEnterprise(new OID(signal.details().getOrDefault("enterprise", "1.3.6.1.4.1.8072.4")));
    trap.setAgentAddress(new IpAddress(estate.address(signal.resource())));
    trap.setGenericTrap(PDUv1.ENTERPRISE_SPECIFIC);
    trap.setSpecificTrap(Integer.parseInt(signal.details().getOrDefault("specific", "1")));
    trap.setTimestamp(uptime.getValue());
    trap.add(
        new VariableBinding(
            new OID("1.3.6.1.4.1.2021.10.1.101.1"), new OctetString(signal.text())));
    return trap;
  }

  private PDU v2Trap(Signal signal, TimeTicks uptime) {
    String index = signal.details().getOrDefault("ifIndex", "1");
    int operStatus = signal.raised() ? 2 : 1;
    PDU trap = new PDU();
    trap.setType(PDU.TRAP);
    trap.add(new VariableBinding(SnmpConstants.sysUpTime, uptime));
    trap.add(new VariableBinding(SnmpConstants.snmpTrapOID, new OID(signal.kind())));
    trap.add(
        new VariableBinding(
            new OID("1.3.6.1.2.1.2.2.1.1." + index), new Integer32(Integer.parseInt(index))));
    trap.add(new VariableBinding(new OID("1.3.6.1.2.1.2.2.1.7." + index), new Integer32(1)));
    trap.add(
        new VariableBinding(new OID("1.3.6.1.2.1.2.2.1.8." + index), new Integer32(operStatus)));
    trap.add(
        new VariableBinding(
            new OID("1.3.6.1.2.1.31.1.1.1.1." + index),
            new OctetString(signal.details().getOrDefault("ifName", ""))));
    trap.add(new VariableBinding(TRAP_ADDRESS, new IpAddress(estate.address(signal.resource()))));
    return trap;
  }

  @Override
  public void close() throws IOException {
    snmp.close();
  }
}
