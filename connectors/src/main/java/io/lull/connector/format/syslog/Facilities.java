package io.lull.connector.format.syslog;

import java.util.List;

/** Names of the facilities, by RFC 5424 table 1, in the short form that tools use. */
final class Facilities {
  private static final List<String> NAMES =
      List.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "audit",
          "alert",
          "clock",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  private Facilities() {}

  /** Name of facility 0 to 23. */
  static String name(int facility) {
    return NAMES.get(facility);
  }
}
