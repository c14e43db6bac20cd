package io.lull.connector.format.snmp;

import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one trap or inform (RFC 1157, RFC 3416), whose BER is known to be sound, into an event. */
final class TrapReader {
  private static final String SYS_UP_TIME = "1.3.6.1.2.1.1.3.0";
  private static final String TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0";
  private static final String TRAP_ENTERPRISE = "1.3.6.1.6.3.1.1.4.3.0";
  private static final String TRAP_ADDRESS = "1.3.6.1.6.3.18.1.3.0";

  /** A proxy adds it; a secret, so it is dropped. */
  private static final String TRAP_COMMUNITY = "1.3.6.1.6.3.18.1.4.0";

  private static final String NO_ADDRESS = "0.0.0.0";
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

  private final byte[] bytes;
  private final BerReader ber;
  private final SnmpValues values;
  private final int maxMessage;
  private final EventDraft draft;

  /**
   * A reader for one trap.
   *
   * @param ber has read the PDU and found it sound
   */
  TrapReader(
      byte[] bytes, BerReader ber, SnmpValues values, DecoderOptions options, EventDraft draft) {
    this.bytes = bytes;
    this.ber = ber;
    this.values = values;
    this.maxMessage = options.limits().maxStringChars();
    this.draft = draft;
  }

  /** Fills the draft; returns what was wrong, or null. */
  @Nullable String read() {
    int tag = ber.tag();
    int start = ber.start();
    if (tag != BerReader.TRAP_V1 && tag != BerReader.TRAP_V2 && tag != BerReader.INFORM) {
      return String.format(
          "PDU of tag 0x%02x, expected a trap (0xa4, 0xa7) or an inform (0xa6)", tag);
    }
    if (tag == BerReader.INFORM) {
      draft.attribute("snmp.inform", "true");
    }
    String problem = tag == BerReader.TRAP_V1 ? readV1(ber.end()) : readV2(ber.end());
    return ber.problem() == null ? problem : "broken PDU at byte " + start + ": " + ber.problem();
  }

  private @Nullable String readV1(int end) {
    if (!ber.read(ber.content(), end, BerReader.OBJECT_IDENTIFIER, "the enterprise")) {
      return null;
    }
    String enterprise = values.identifier(bytes, ber);
    if (!ber.read(ber.end(), end, BerReader.IP_ADDRESS, "the agent address")) {
      return null;
    }
    String agent = SnmpValues.address(bytes, ber.content());
    if (!ber.read(ber.end(), end, BerReader.INTEGER, "the generic trap")) {
      return null;
    }
    int generic = ber.integer();
    if (!ber.read(ber.end(), end, BerReader.INTEGER, "the specific trap")) {
      return null;
    }
    String specific = Integer.toUnsignedString(ber.integer());
    if (!ber.read(ber.end(), end, BerReader.TIME_TICKS, "the time stamp")) {
      return null;
    }
    String uptime = Long.toString(ber.unsigned());
    if (!readVariablesHeader(end)) {
      return null;
    }
    if (generic < 0 || generic > ENTERPRISE_SPECIFIC) {
      return "generic-trap is " + generic + ", expected 0 to " + ENTERPRISE_SPECIFIC;
    }
    draft
        .plain(true)
        .resource(agent.equals(NO_ADDRESS) ? null : agent)
        .attribute("snmp.enterprise", enterprise)
        .attribute("snmp.generic-trap", Integer.toString(generic))
        .attribute("snmp.specific-trap", specific)
        .attribute("snmp.uptime", uptime);
    return readVariables(
        generic == ENTERPRISE_SPECIFIC
            ? enterprise + ".0." + specific
            : STANDARD_TRAPS + (generic + 1),
        false);
  }

  private @Nullable String readV2(int end) {
    if (!ber.read(ber.content(), end, BerReader.INTEGER, "the request id")
        || !ber.read(ber.end(), end, BerReader.INTEGER, "the error status")
        || !ber.read(ber.end(), end, BerReader.INTEGER, "the error index")
        || !readVariablesHeader(end)) {
      return null;
    }
    int start = ber.start();
    String type = trapOid();
    if (type == null) {
      return "variable snmpTrapOID.0 (" + TRAP_OID + ") is missing";
    }
    return ber.read(start, end) ? readVariables(type, true) : null;
  }

  /** The list of variables is the last element of a PDU. */
  private boolean readVariablesHeader(int end) {
    return ber.readLast(ber.end(), end)
        && ber.read(ber.start(), end, BerReader.SEQUENCE, "the variables");
  }

  /** Value of the first variable of that name, if it is an object identifier. */
  private @Nullable String trapOid() {
    int end = ber.end();
    for (int at = ber.content(); at < end; ) {
      String name = readVariable(at, end);
      if (name == null) {
        return null;
      }
      at = ber.end();
      if (name.equals(TRAP_OID)) {
        return ber.tag() == BerReader.OBJECT_IDENTIFIER ? values.render(bytes, ber) : null;
      }
    }
    return null;
  }

  /** Reads a variable up to its value; returns its name, null where there is a problem. */
  private @Nullable String readVariable(int at, int limit) {
    if (!ber.read(at, limit, BerReader.SEQUENCE, "a variable")) {
      return null;
    }
    int end = ber.end();
    if (!ber.read(ber.content(), end, BerReader.OBJECT_IDENTIFIER, "the name of a variable")) {
      return null;
    }
    String name = values.identifier(bytes, ber);
    return ber.readLastPrimitive(ber.end(), end) ? name : null;
  }

  private @Nullable String readVariables(String type, boolean counter64) {
    int end = ber.end();
    StringBuilder message = new StringBuilder(256).append(NAMES.getOrDefault(type, type));
    boolean plain = true;
    for (int at = ber.content(); at < end; ) {
      String name = readVariable(at, end);
      if (name == null) {
        return null;
      }
      if (ber.tag() == BerReader.COUNTER64 && !counter64) {
        return "Counter64 at byte " + ber.start() + ", which SNMP v1 has not";
      }
      at = ber.end();
      String value = values.render(bytes, ber);
      draft.plain(values.isPlain());
      plain &= values.isPlain();
      switch (name) {
        case SYS_UP_TIME -> draft.attribute("snmp.uptime", value);
        case TRAP_ENTERPRISE -> draft.attribute("snmp.enterprise", value);
        case TRAP_ADDRESS -> draft.resource(NO_ADDRESS.equals(value) ? null : value);
        case TRAP_OID, TRAP_COMMUNITY -> {}
        default -> {
          draft.attribute(name, value);
          if (message.length() <= maxMessage) {
            message.append(' ').append(name).append('=').append(value);
          }
        }
      }
    }
    draft.plain(plain).type(type).message(message.toString());
    return null;
  }
}
