package io.lull.connector.format.snmp;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.snmp.BerCheck.Element;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * {@code snmp}: SNMP v1 and v2c notifications, one message a record. The type is the trap's object
 * identifier; a v1 trap's is made as RFC 3584 section 3.1 says. The device is the agent address of
 * a v1 trap, snmpTrapAddress.0 where a proxy added it, else the sender. The time is the observed
 * one: SNMP has none of its own.
 */
public final class SnmpDecoder implements Decoder {
  static final OID SYS_UP_TIME = new OID("1.3.6.1.2.1.1.3.0");
  static final OID TRAP_OID = new OID("1.3.6.1.6.3.1.1.4.1.0");
  static final OID TRAP_ENTERPRISE = new OID("1.3.6.1.6.3.1.1.4.3.0");
  static final OID TRAP_ADDRESS = new OID("1.3.6.1.6.3.18.1.3.0");

  /** A proxy adds it; a secret, so it is dropped. */
  static final OID TRAP_COMMUNITY = new OID("1.3.6.1.6.3.18.1.4.0");

  private static final String STANDARD_TRAPS = "1.3.6.1.6.3.1.1.5.";
  private static final Map<String, String> NAMES =
      Map.of(
          STANDARD_TRAPS + 1, "coldStart",
          STANDARD_TRAPS + 2, "warmStart",
          STANDARD_TRAPS + 3, "linkDown",
          STANDARD_TRAPS + 4, "linkUp",
          STANDARD_TRAPS + 5, "authenticationFailure",
          STANDARD_TRAPS + 6, "egpNeighborLoss");

  private static final int ENTERPRISE_SPECIFIC = 6;
  private static final int MAX_BER_DEPTH = 8;
  private static final int MAX_BER_ELEMENTS = 4096;

  private final DecoderOptions options;

  public SnmpDecoder(DecoderOptions options) {
    this.options = options;
  }

  @Override
  public String format() {
    return "snmp";
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    byte[] bytes = raw.value();
    BerCheck ber =
        new BerCheck(bytes, Math.min(MAX_BER_DEPTH, options.limits().maxDepth()), MAX_BER_ELEMENTS);
    Element message = ber.element(0, bytes.length, BerCheck.SEQUENCE, "an SNMP message");
    Element version =
        message == null
            ? null
            : ber.element(message.content(), message.end(), BerCheck.INTEGER, "the version");
    if (message == null || version == null) {
      out.reject("not an SNMP message: " + ber.problem());
      return;
    }
    int number = version.end() - version.content() == 1 ? bytes[version.content()] : -1;
    if (number != 0 && number != 1) {
      out.reject(
          number == 3
              ? "SNMP version 3, expected v1 or v2c: only the gateway has the keys"
              : "SNMP version field at byte " + version.start() + " is none of 0 (v1), 1 (v2c)");
      return;
    }
    Element community =
        ber.element(version.end(), message.end(), BerCheck.OCTET_STRING, "the community");
    Element pdu = community == null ? null : ber.element(community.end(), message.end());
    if (pdu == null || !ber.isSound(pdu, 1)) {
      out.reject("broken SNMP message: " + ber.problem());
      return;
    }
    EventDraft draft = new EventDraft(raw, 0, "snmp", options);
    String version3 = raw.header(RawHeaders.SNMP_VERSION);
    draft.attribute("snmp.version", version3 == null ? (number == 0 ? "1" : "2c") : version3);
    if (message.end() < bytes.length) {
      draft.attribute("snmp.trailing-bytes", Integer.toString(bytes.length - message.end()));
    }
    String problem = fill(pdu, bytes, draft);
    if (problem == null) {
      out.event(draft.build());
    } else {
      out.reject(problem);
    }
  }

  /** Returns what was wrong, or null. */
  private @Nullable String fill(Element element, byte[] bytes, EventDraft draft) {
    boolean v1 = element.tag() == BerCheck.TRAP_V1;
    if (!v1 && element.tag() != BerCheck.TRAP_V2 && element.tag() != BerCheck.INFORM) {
      return String.format(
          "PDU of tag 0x%02x, expected a trap (0xa4, 0xa7) or an inform (0xa6)", element.tag());
    }
    PDU pdu = v1 ? new PDUv1() : new PDU();
    int length = element.end() - element.start();
    try {
      ByteBuffer slice = ByteBuffer.wrap(bytes, element.start(), length).slice();
      pdu.decodeBER(new BERInputStream(slice));
    } catch (IOException | RuntimeException e) {
      // What SNMP4J throws at bad input is not all IOException.
      return "broken PDU at byte " + element.start() + ": " + e;
    }
    if (element.tag() == BerCheck.INFORM) {
      draft.attribute("snmp.inform", "true");
    }
    return pdu instanceof PDUv1 trap ? fillV1(trap, draft) : fillV2(pdu, draft);
  }

  private @Nullable String fillV1(PDUv1 trap, EventDraft draft) {
    int generic = trap.getGenericTrap();
    if (generic < 0 || generic > ENTERPRISE_SPECIFIC) {
      return "generic-trap is " + generic + ", expected 0 to " + ENTERPRISE_SPECIFIC;
    }
    String enterprise = trap.getEnterprise().toDottedString();
    String specific = Integer.toUnsignedString(trap.getSpecificTrap());
    String type =
        generic == ENTERPRISE_SPECIFIC
            ? enterprise + ".0." + specific
            : STANDARD_TRAPS + (generic + 1);
    String agent = trap.getAgentAddress().getInetAddress().getHostAddress();
    draft
        .resource(agent.equals("0.0.0.0") ? null : agent)
        .attribute("snmp.enterprise", enterprise)
        .attribute("snmp.generic-trap", Integer.toString(generic))
        .attribute("snmp.specific-trap", specific)
        .attribute("snmp.uptime", Long.toString(trap.getTimestamp()));
    fillVariables(type, trap, draft);
    return null;
  }

  private @Nullable String fillV2(PDU pdu, EventDraft draft) {
    if (!(pdu.getVariable(TRAP_OID) instanceof OID trap)) {
      return "variable snmpTrapOID.0 (" + TRAP_OID.toDottedString() + ") is missing";
    }
    fillVariables(trap.toDottedString(), pdu, draft);
    return null;
  }

  private void fillVariables(String type, PDU pdu, EventDraft draft) {
    int maxMessage = options.limits().maxStringChars();
    StringBuilder message = new StringBuilder(NAMES.getOrDefault(type, type));
    List<? extends VariableBinding> variables = pdu.getVariableBindings();
    for (VariableBinding variable : variables) {
      OID oid = variable.getOid();
      String value = SnmpValues.render(variable.getVariable());
      if (oid.equals(SYS_UP_TIME)) {
        draft.attribute("snmp.uptime", value);
      } else if (oid.equals(TRAP_ENTERPRISE)) {
        draft.attribute("snmp.enterprise", value);
      } else if (oid.equals(TRAP_ADDRESS)) {
        draft.resource("0.0.0.0".equals(value) ? null : value);
      } else if (!oid.equals(TRAP_OID) && !oid.equals(TRAP_COMMUNITY)) {
        String name = oid.toDottedString();
        draft.attribute(name, value);
        if (message.length() <= maxMessage) {
          message.append(' ').append(name).append('=').append(value);
        }
      }
    }
    draft.type(type).message(message.toString());
  }
}
