package io.lull.benchmark;

/**
 * An alarm as its sender knows it.
 *
 * @param kind which wire format and message it speaks
 * @param port number of the interface or neighbour it is about; with the CI and the kind its
 *     identity
 */
record Alarm(Ci ci, Kind kind, int port) {

  /** What it is, and how it is told. Half of them are traps, half are lines. */
  enum Kind {
    /** IF-MIB linkDown and linkUp, v2c. */
    SNMP_V2C_LINK,
    /** RFC 5424 by a Linux kernel. */
    SYSLOG_5424_LINK,
    /** Generic traps 2 and 3 of v1. */
    SNMP_V1_LINK,
    /** Cisco IOS-XR. */
    SYSLOG_XR_LINK,
    /** BGP4-MIB, v2c. */
    SNMP_V2C_BGP,
    /** Cisco IOS-XR. */
    SYSLOG_XR_BGP;

    private static final Kind[] KINDS = values();

    static Kind of(int number) {
      return KINDS[number % KINDS.length];
    }

    boolean isSnmp() {
      return this == SNMP_V2C_LINK || this == SNMP_V1_LINK || this == SNMP_V2C_BGP;
    }
  }

  /** The other end of a BGP session. */
  String neighbour() {
    return "192.0.2." + (port % 254 + 1);
  }
}
