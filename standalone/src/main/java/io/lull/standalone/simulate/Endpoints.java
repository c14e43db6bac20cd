package io.lull.standalone.simulate;

import java.net.URI;

/**
 * Where the senders send to; all on loopback.
 *
 * @param snmpPort UDP port for traps
 * @param syslogPort UDP and TCP port for syslog
 * @param http base address of the gateway's HTTP endpoints
 * @param bootstrap Kafka, for the agents that write there themselves
 */
public record Endpoints(int snmpPort, int syslogPort, URI http, String bootstrap) {
  static final String HOST = "127.0.0.1";
}
