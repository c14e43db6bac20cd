package io.lull.connector.gateway;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of an SNMP message, as far as receiving it needs: version, community, kind.
 *
 * @param version 0 = v1, 1 = v2c, 3 = v3
 * @param community of v1 and v2c; empty for v3
 * @param pduAt index of the PDU's tag in the message; -1 for v3
 * @param pduTag 0xA4 v1 trap, 0xA6 inform, 0xA7 v2 trap …; 0 for v3
 */
record SnmpHeader(int version, String community, int pduAt, int pduTag) {
  static final int V1 = 0;
  static final int V2C = 1;
  static final int V3 = 3;
  static final int INFORM = 0xA6;
  static final int RESPONSE = 0xA2;

  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;

  /** Null where the bytes do not begin as an SNMP message does. */
  static @Nullable SnmpHeader read(byte[] data) {
    Cursor in = new Cursor(data);
    if (in.open(SEQUENCE) < 0) {
      return null;
    }
    int versionLength = in.open(INTEGER);
    if (versionLength != 1) {
      return null;
    }
    int version = data[in.at++] & 0xFF;
    if (version == V3) {
      return new SnmpHeader(V3, "", -1, 0);
    }
    if (version != V1 && version != V2C) {
      return null;
    }
    int length = in.open(OCTET_STRING);
    if (length < 0) {
      return null;
    }
    String community = new String(data, in.at, length, StandardCharsets.ISO_8859_1);
    in.at += length;
    if (in.at >= data.length) {
      return null;
    }
    return new SnmpHeader(version, community, in.at, data[in.at] & 0xFF);
  }

  /**
   * The confirmation of a v2c inform: the same message as a response (RFC 3416, 4.2.7). An inform's
   * error status and index are zero, as a response's without error are.
   */
  byte[] confirmation(byte[] inform) {
    byte[] response = inform.clone();
    response[pduAt] = (byte) RESPONSE;
    return response;
  }

  boolean isV2cInform() {
    return version == V2C && pduTag == INFORM;
  }

  /** Reads definite-length BER headers; {@code at} is behind the last one read. */
  private static final class Cursor {
    private final byte[] data;
    private int at;

    Cursor(byte[] data) {
      this.data = data;
    }

    /** Steps over a tag and its length; -1 if it is another tag or claims more than there is. */
    int open(int tag) {
      if (at + 2 > data.length || (data[at] & 0xFF) != tag) {
        return -1;
      }
      int first = data[at + 1] & 0xFF;
      at += 2;
      int length = first;
      if (first >= 0x80) {
        int bytes = first & 0x7F;
        if (bytes == 0 || bytes > 3 || at + bytes > data.length) {
          return -1;
        }
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = length << 8 | data[at++] & 0xFF;
        }
      }
      return length <= data.length - at ? length : -1;
    }
  }
}
