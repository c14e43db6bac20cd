package io.lull.connector.format.snmp;

import io.lull.connector.format.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** SMI values as text, without a MIB. For one thread. */
final class SnmpValues {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":");

  private final ObjectIdentifiers identifiers = new ObjectIdentifiers();
  private boolean plain;

  /** Text of the sound object identifier that was read last. */
  String identifier(byte[] bytes, BerReader ber) {
    return identifiers.text(bytes, ber.content(), ber.end());
  }

  /** Whether the value rendered last is known to be printable ASCII. */
  boolean isPlain() {
    return plain;
  }

  /**
   * Text of the sound element that was read last: numbers in decimal (TimeTicks in hundredths of a
   * second), addresses and object identifiers dotted, octets as text where they are text and as
   * {@code 00:1b:2c} where not.
   */
  String render(byte[] bytes, BerReader value) {
    plain = true;
    return switch (value.tag()) {
      case BerReader.INTEGER -> Integer.toString(value.integer());
      case BerReader.COUNTER32, BerReader.GAUGE32, BerReader.TIME_TICKS ->
          Long.toString(value.unsigned());
      case BerReader.COUNTER64 -> Long.toUnsignedString(value.unsigned());
      case BerReader.OBJECT_IDENTIFIER -> identifier(bytes, value);
      case BerReader.IP_ADDRESS -> address(bytes, value.content());
      case BerReader.OCTET_STRING -> octets(bytes, value.content(), value.end());
      case BerReader.OPAQUE -> HEX.formatHex(bytes, value.content(), value.end());
      default -> "";
    };
  }

  /** The four bytes of an IPv4 address. */
  static String address(byte[] bytes, int at) {
    StringBuilder text = new StringBuilder(15).append(bytes[at] & 0xff);
    for (int i = 1; i < 4; i++) {
      text.append('.').append(bytes[at + i] & 0xff);
    }
    return text.toString();
  }

  private String octets(byte[] bytes, int from, int to) {
    // Many agents end strings with a NUL, as C does.
    int end = to;
    while (end > from && bytes[end - 1] == 0) {
      end--;
    }
    if (Text.isPrintable(bytes, from, end)) {
      return end == from && to > from
          ? HEX.formatHex(bytes, from, to)
          : new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
    plain = false;
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, end - from))
              .toString();
      if (text.chars().allMatch(c -> !Character.isISOControl(c) || Character.isWhitespace(c))) {
        return text;
      }
    } catch (CharacterCodingException notText) {
      // Falls through to hexadecimal.
    }
    return HEX.formatHex(bytes, from, to);
  }
}
