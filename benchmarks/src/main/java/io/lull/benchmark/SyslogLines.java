package io.lull.benchmark;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Alarms as syslog lines. */
final class SyslogLines {
  private static final DateTimeFormatter XR_TIME =
      DateTimeFormatter.ofPattern("MMM d HH:mm:ss.SSS 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SyslogLines() {}

  static byte[] encode(Alarm alarm, boolean raised, long timeMillis) {
    return text(alarm, raised, timeMillis).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Alarm alarm, boolean raised, long timeMillis) {
    return switch (alarm.kind()) {
      case SYSLOG_XR_LINK ->
          xr(
              timeMillis,
              "ifmgr[215]",
              "PKT_INFRA-LINK-3-UPDOWN",
              "Interface HundredGigE0/0/0/"
                  + alarm.port()
                  + ", changed state to "
                  + (raised ? "Down" : "Up"));
      case SYSLOG_XR_BGP ->
          xr(
              timeMillis,
              "bgp[1051]",
              "ROUTING-BGP-5-ADJCHANGE",
              "neighbor "
                  + alarm.neighbour()
                  + (raised ? " Down - BGP Notification sent: hold time expired" : " Up")
                  + " (VRF: default) (AS: 65001)");
      default ->
          "<3>1 "
              + Instant.ofEpochMilli(timeMillis)
              + " "
              + alarm.ci().fqdn()
              + " kernel - - [origin@32473 ip=\""
              + alarm.ci().address()
              + "\"] e1000e 0000:00:1f.6 eth"
              + alarm.port()
              + ": NIC Link is "
              + (raised ? "Down" : "Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx");
    };
  }

  /** IOS-XR names no host: the address of the sender says who it was. */
  private static String xr(long timeMillis, String process, String mnemonic, String message) {
    return "<187>4711: RP/0/RP0/CPU0:"
        + XR_TIME.format(Instant.ofEpochMilli(timeMillis))
        + ": "
        + process
        + ": %"
        + mnemonic
        + " : "
        + message;
  }
}
