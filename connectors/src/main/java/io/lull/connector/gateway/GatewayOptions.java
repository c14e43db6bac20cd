package io.lull.connector.gateway;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a gateway that can be set. Self-validating: a value that cannot work is an
 * {@link IllegalArgumentException} that names it and what is allowed.
 *
 * @param listen addresses and ports
 * @param snmp who may send SNMP
 * @param bearerToken what HTTP senders must present as {@code Authorization: Bearer …}; null = none
 * @param topics names of the raw topics
 * @param limits sizes and times
 * @param kafka where the raw topics are
 */
public record GatewayOptions(
    Listen listen,
    SnmpAccess snmp,
    @Nullable String bearerToken,
    Topics topics,
    Limits limits,
    Kafka kafka) {

  /** Loopback, well-known ports + 10000, any SNMP community, no token, Kafka at its usual port. */
  public static final GatewayOptions DEFAULT =
      new GatewayOptions(
          Listen.DEFAULT, SnmpAccess.DEFAULT, null, Topics.DEFAULT, Limits.DEFAULT, Kafka.DEFAULT);

  public GatewayOptions {
    if (bearerToken != null && bearerToken.isBlank()) {
      throw new IllegalArgumentException("bearer token is blank; leave it out for none");
    }
  }

  public GatewayOptions withListen(Listen value) {
    return new GatewayOptions(value, snmp, bearerToken, topics, limits, kafka);
  }

  public GatewayOptions withSnmp(SnmpAccess value) {
    return new GatewayOptions(listen, value, bearerToken, topics, limits, kafka);
  }

  public GatewayOptions withBearerToken(@Nullable String value) {
    return new GatewayOptions(listen, snmp, value, topics, limits, kafka);
  }

  public GatewayOptions withTopics(Topics value) {
    return new GatewayOptions(listen, snmp, bearerToken, value, limits, kafka);
  }

  public GatewayOptions withLimits(Limits value) {
    return new GatewayOptions(listen, snmp, bearerToken, topics, value, kafka);
  }

  public GatewayOptions withKafka(Kafka value) {
    return new GatewayOptions(listen, snmp, bearerToken, topics, limits, value);
  }

  /** Without the token, so that options can be logged. */
  @Override
  public String toString() {
    return "GatewayOptions[listen="
        + listen
        + ", snmp="
        + snmp
        + ", bearerToken="
        + (bearerToken == null ? "none" : "set")
        + ", topics="
        + topics
        + ", limits="
        + limits
        + ", kafka="
        + kafka.bootstrap()
        + "]";
  }

  /**
   * @param address IP address or host name to bind to
   * @param snmpPort UDP; 0 picks a free port, -1 switches SNMP off
   * @param syslogPort UDP and TCP, the same number; 0 and -1 likewise
   * @param httpPort TCP; 0 and -1 likewise
   */
  public record Listen(String address, int snmpPort, int syslogPort, int httpPort) {
    public static final Listen DEFAULT = new Listen("127.0.0.1", 10162, 10514, 8480);

    /** Free ports on the loopback address. */
    public static final Listen ANY_FREE_PORT = new Listen("127.0.0.1", 0, 0, 0);

    public Listen {
      if (address.isBlank()) {
        throw new IllegalArgumentException("listen address is blank; 127.0.0.1 is the default");
      }
      checkPort("SNMP", snmpPort);
      checkPort("syslog", syslogPort);
      checkPort("HTTP", httpPort);
    }

    private static void checkPort(String what, int port) {
      if (port < -1 || port > 65535) {
        throw new IllegalArgumentException(
            what + " port " + port + " is not in 1..65535 (0 = any free port, -1 = off)");
      }
    }
  }

  /**
   * @param communities v1 and v2c communities that are accepted; empty = any
   * @param users v3 users; empty = no v3 message is accepted
   * @param engineId hex of the engine id that v3 informs are addressed to, 5 to 32 bytes; null =
   *     derived from the host name, so that it stays the same over restarts
   */
  public record SnmpAccess(
      Set<String> communities, List<SnmpUser> users, @Nullable String engineId) {
    public static final SnmpAccess DEFAULT = new SnmpAccess(Set.of(), List.of(), null);

    public SnmpAccess {
      communities = Set.copyOf(communities);
      users = List.copyOf(users);
      if (engineId != null) {
        SnmpUser.parseEngineId("SNMP engine id", engineId);
      }
    }

    /** Without communities: they are the passwords of v1 and v2c. */
    @Override
    public String toString() {
      return "SnmpAccess[communities="
          + (communities.isEmpty() ? "any" : communities.size())
          + ", users="
          + users
          + ", engineId="
          + engineId
          + "]";
    }
  }

  /**
   * @param prefix of every topic that has no name of its own
   * @param names topics named differently, by source
   */
  public record Topics(String prefix, Map<RawSource, String> names) {
    public static final Topics DEFAULT = new Topics("lull.raw.", Map.of());

    public Topics {
      names = Map.copyOf(names);
      for (RawSource source : RawSource.values()) {
        checkTopic(names.getOrDefault(source, prefix + source.id()));
      }
    }

    /** The topic that records of this source go to. */
    public String topic(RawSource source) {
      return names.getOrDefault(source, prefix + source.id());
    }

    Map<RawSource, String> all() {
      Map<RawSource, String> all = new EnumMap<>(RawSource.class);
      for (RawSource source : RawSource.values()) {
        all.put(source, topic(source));
      }
      return all;
    }

    private static void checkTopic(String topic) {
      if (topic.isEmpty() || topic.length() > 249 || !topic.matches("[a-zA-Z0-9._-]+")) {
        throw new IllegalArgumentException(
            "'" + topic + "' is no Kafka topic name: 1 to 249 of letters, digits, '.', '_', '-'");
      }
    }
  }

  /**
   * @param httpBytes largest HTTP body; the broker's {@code message.max.bytes} must allow as much
   * @param remoteWriteBytes largest remote-write 2.0 request after decompression
   * @param syslogBytes largest syslog message; a longer one is cut, which is counted
   * @param tcpConnections most syslog connections at a time
   * @param bufferBytes most that may be waiting for Kafka; a quarter is kept for UDP senders
   * @param socketBufferBytes receive buffer asked of the system for each UDP socket
   * @param acknowledgeMillis how long an HTTP sender waits for Kafka before it is told to retry
   * @param closeMillis how long closing waits for Kafka
   */
  public record Limits(
      int httpBytes,
      int remoteWriteBytes,
      int syslogBytes,
      int tcpConnections,
      long bufferBytes,
      int socketBufferBytes,
      long acknowledgeMillis,
      long closeMillis) {
    public static final Limits DEFAULT =
        new Limits(4 << 20, 32 << 20, 64 << 10, 1000, 64L << 20, 4 << 20, 10_000, 15_000);

    public Limits {
      positive("httpBytes", httpBytes);
      positive("remoteWriteBytes", remoteWriteBytes);
      positive("syslogBytes", syslogBytes);
      positive("tcpConnections", tcpConnections);
      positive("socketBufferBytes", socketBufferBytes);
      positive("acknowledgeMillis", acknowledgeMillis);
      positive("closeMillis", closeMillis);
      if (bufferBytes < 2L * httpBytes) {
        throw new IllegalArgumentException(
            "bufferBytes " + bufferBytes + " must be at least twice httpBytes " + httpBytes);
      }
    }

    private static void positive(String name, long value) {
      if (value <= 0) {
        throw new IllegalArgumentException(name + " " + value + " must be positive");
      }
    }
  }

  /**
   * @param bootstrap {@code host:port}, comma-separated
   * @param properties producer properties on top of the gateway's own, such as {@code
   *     security.protocol}
   */
  public record Kafka(String bootstrap, Map<String, String> properties) {
    /** What would break the promise to lose nothing if it could be changed. */
    private static final Set<String> FIXED =
        Set.of(
            "acks",
            "enable.idempotence",
            "key.serializer",
            "value.serializer",
            "max.block.ms",
            "transactional.id");

    public static final Kafka DEFAULT = new Kafka("127.0.0.1:9092", Map.of());

    public Kafka {
      if (bootstrap.isBlank()) {
        throw new IllegalArgumentException("Kafka bootstrap is blank; expected host:port");
      }
      properties = Map.copyOf(properties);
      for (String fixed : FIXED) {
        if (properties.containsKey(fixed)) {
          throw new IllegalArgumentException(
              "producer property '" + fixed + "' is the gateway's own and cannot be set");
        }
      }
    }
  }
}
