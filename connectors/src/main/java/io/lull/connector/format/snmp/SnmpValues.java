package io.lull.connector.format.snmp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** SMI values as text, without a MIB. */
final class SnmpValues {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":");

  private SnmpValues() {}

  /**
   * Numbers in decimal (TimeTicks in hundredths of a second), addresses and object identifiers
   * dotted, octets as text where they are text and as {@code 00:1b:2c} where not.
   */
  static String render(Variable value) {
    if (value instanceof Opaque opaque) {
      return HEX.formatHex(opaque.getValue());
    }
    if (value instanceof OctetString octets) {
      return octets(octets.getValue());
    }
    if (value instanceof OID oid) {
      return oid.toDottedString();
    }
    if (value instanceof IpAddress address) {
      return address.getInetAddress().getHostAddress();
    }
    if (value instanceof Counter64 counter) {
      return Long.toUnsignedString(counter.getValue());
    }
    if (value instanceof UnsignedInteger32 number) {
      return Long.toString(number.getValue());
    }
    return value instanceof Null ? "" : value.toString();
  }

  private static String octets(byte[] bytes) {
    // Many agents end strings with a NUL, as C does.
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    if (end == 0 && bytes.length > 0) {
      return HEX.formatHex(bytes);
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
      if (text.chars().allMatch(c -> !Character.isISOControl(c) || Character.isWhitespace(c))) {
        return text;
      }
    } catch (CharacterCodingException notText) {
      // Falls through to hexadecimal.
    }
    return HEX.formatHex(bytes);
  }
}
