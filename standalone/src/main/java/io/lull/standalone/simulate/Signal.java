package io.lull.standalone.simulate;

import java.util.Map;

/**
 * One thing that some device or agent says, before it is put into a wire format.
 *
 * @param offsetMillis when it is said, milliseconds after the story began
 * @param channel how it travels
 * @param resource the CI that speaks or is spoken of
 * @param kind what is said, in the words of the channel: trap OID, mnemonic, alert name, reason
 * @param text the message
 * @param raised whether it reports trouble (true) or its end
 * @param fault ground truth: the fault behind it; empty for background noise
 * @param details what the channel needs besides, such as {@code severity} or {@code ifIndex}
 */
public record Signal(
    long offsetMillis,
    Channel channel,
    String resource,
    String kind,
    String text,
    boolean raised,
    String fault,
    Map<String, String> details) {

  public Signal {
    details = Map.copyOf(details);
  }

  /** The ways signals travel; each is a real wire format. */
  public enum Channel {
    SNMP_V1,
    SNMP_V2C,
    SYSLOG_UDP,
    SYSLOG_TCP,
    ALERTMANAGER,
    REMOTE_WRITE,
    OTLP_LOGS,
    CLOUDEVENTS,
    JSON,
    KUBERNETES,
    INFLUX
  }
}
