package io.lull.connector.gateway;

/** What the gateway tells apart; each goes to a raw topic of its own. */
public enum RawSource {
  SNMP("snmp"),
  SYSLOG("syslog"),
  ALERTMANAGER("alertmanager"),
  PROMETHEUS("prometheus"),
  OTLP_METRICS("otlp-metrics"),
  OTLP_LOGS("otlp-logs"),
  OTLP_TRACES("otlp-traces"),
  CLOUDEVENTS("cloudevents"),
  EVENTS("events"),
  /** The gateway's own heartbeat, by which event time goes on when nothing else is sent. */
  CLOCK("clock");

  private final String id;

  RawSource(String id) {
    this.id = id;
  }

  /** Name in options, metrics and, after the prefix, in the topic. */
  public String id() {
    return id;
  }
}
