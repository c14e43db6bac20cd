package io.lull.connector.format.snmp;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;

/**
 * {@code snmp}: SNMP v1 and v2c notifications, one message a record. The type is the trap's object
 * identifier; a v1 trap's is made as RFC 3584 section 3.1 says. The device is the agent address of
 * a v1 trap, snmpTrapAddress.0 where a proxy added it, else the sender. The time is the observed
 * one: SNMP has none of its own.
 */
public final class SnmpDecoder implements Decoder {
  private static final int MAX_BER_DEPTH = 8;
  private static final int MAX_BER_ELEMENTS = 4096;

  private final DecoderOptions options;
  private final SnmpValues values = new SnmpValues();

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
    BerReader ber =
        new BerReader(
            bytes, Math.min(MAX_BER_DEPTH, options.limits().maxDepth()), MAX_BER_ELEMENTS);
    if (!ber.read(0, bytes.length, BerReader.SEQUENCE, "an SNMP message")) {
      out.reject("not an SNMP message: " + ber.problem());
      return;
    }
    int end = ber.end();
    if (!ber.read(ber.content(), end, BerReader.INTEGER, "the version")) {
      out.reject("not an SNMP message: " + ber.problem());
      return;
    }
    int version = ber.length() == 1 ? bytes[ber.content()] : -1;
    if (version != 0 && version != 1) {
      out.reject(
          version == 3
              ? "SNMP version 3, expected v1 or v2c: only the gateway has the keys"
              : "SNMP version field at byte " + ber.start() + " is none of 0 (v1), 1 (v2c)");
      return;
    }
    if (!ber.read(ber.end(), end, BerReader.OCTET_STRING, "the community")
        || !ber.read(ber.end(), end)
        || !isSound(ber)) {
      out.reject("broken SNMP message: " + ber.problem());
      return;
    }
    EventDraft draft = new EventDraft(raw, 0, "snmp", options);
    String version3 = raw.header(RawHeaders.SNMP_VERSION);
    draft.attribute("snmp.version", version3 == null ? (version == 0 ? "1" : "2c") : version3);
    if (end < bytes.length) {
      draft.attribute("snmp.trailing-bytes", Integer.toString(bytes.length - end));
    }
    String problem = new TrapReader(bytes, ber, values, options, draft).read();
    if (problem == null) {
      out.event(draft.build());
    } else {
      out.reject(problem);
    }
  }

  /** Whether the PDU that was read is sound; it stays the element read last. */
  private static boolean isSound(BerReader ber) {
    int start = ber.start();
    int end = ber.end();
    return ber.isSound(1) && ber.read(start, end);
  }
}
