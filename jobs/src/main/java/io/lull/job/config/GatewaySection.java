package io.lull.job.config;

import io.lull.connector.gateway.GatewayOptions;
import io.lull.connector.gateway.RawSource;
import io.lull.connector.gateway.SnmpUser;
import io.lull.connector.kafka.KafkaSettings;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What the gateway listens to, whom it lets in, and how much it takes. */
public final class GatewaySection {
  private static final GatewayOptions DEFAULT = GatewayOptions.DEFAULT;

  public static final Option<String> ADDRESS =
      Option.of(
              "gateway.address",
              Types.STRING,
              DEFAULT.listen().address(),
              "Address to listen on; 0.0.0.0 lets in other machines.")
          .where("an IP address or a host name", text -> !text.isBlank());

  public static final Option<Integer> SNMP_PORT =
      port("snmp-port", DEFAULT.listen().snmpPort(), "UDP port for SNMP traps and informs.");

  public static final Option<Integer> SYSLOG_PORT =
      port("syslog-port", DEFAULT.listen().syslogPort(), "UDP and TCP port for syslog.");

  public static final Option<Integer> HTTP_PORT =
      port(
          "http-port",
          DEFAULT.listen().httpPort(),
          "TCP port for Alertmanager, Prometheus remote write, OTLP, CloudEvents and plain events.");

  public static final Option<String> BEARER_TOKEN =
      Option.of(
          "gateway.bearer-token",
          Types.STRING,
          "",
          "What HTTP senders must present as Authorization: Bearer …; empty: nothing. Take it from the environment.");

  public static final Option<List<String>> COMMUNITIES =
      Option.of(
          "gateway.snmp.communities",
          Lists.of(Types.STRING),
          List.of(),
          "SNMP v1 and v2c communities that are accepted; empty: any.");

  public static final Option<List<SnmpUser>> USERS =
      Option.of(
          "gateway.snmp.users",
          SnmpUserType.LIST,
          List.of(),
          "SNMP v3 users, each a mapping of name, auth, auth-pass, privacy, privacy-pass and engine-id; empty: no v3 message is accepted.");

  public static final Option<String> ENGINE_ID =
      Option.of(
          "gateway.snmp.engine-id",
          Types.STRING,
          "",
          "Hex of the engine id that v3 informs are addressed to, 5 to 32 bytes; empty: derived from the host name.");

  public static final Option<String> TOPIC_PREFIX =
      Option.of(
              "gateway.topic-prefix",
              Types.STRING,
              DEFAULT.topics().prefix(),
              "What the names of raw topics start with that have no name of their own.")
          .where(
              "letters, digits, '.', '_' and '-'", text -> text.matches("[A-Za-z0-9._-]{1,200}"));

  public static final Option<Map<String, String>> TOPICS =
      Option.of(
              "gateway.topics",
              Lists.STRING_MAP,
              Map.of(),
              "Raw topics with names of their own, by source, such as snmp: acme.traps; bind them under sources too.")
          .where(
              "a mapping of sources (" + String.join(", ", sourceIds()) + ") to topic names",
              topics -> sourceIds().containsAll(topics.keySet()));

  public static final Option<Long> HTTP_MAX_BYTES =
      Option.of(
              "gateway.http-max-bytes",
              Types.SIZE,
              (long) DEFAULT.limits().httpBytes(),
              "Largest HTTP body; the broker's message.max.bytes must allow as much.")
          .where("1KiB to 256MiB", n -> n >= 1024 && n <= 256L << 20);

  public static final Option<Long> SYSLOG_MAX_BYTES =
      Option.of(
              "gateway.syslog-max-bytes",
              Types.SIZE,
              (long) DEFAULT.limits().syslogBytes(),
              "Largest syslog message; a longer one is cut, which is counted.")
          .where("480 to 16MiB", n -> n >= 480 && n <= 16L << 20);

  public static final Option<Integer> TCP_CONNECTIONS =
      Option.of(
              "gateway.tcp-connections",
              Types.INT,
              DEFAULT.limits().tcpConnections(),
              "Most syslog connections at a time.")
          .where("1 to 100000", n -> n >= 1 && n <= 100_000);

  public static final Option<Long> BUFFER_BYTES =
      Option.of(
              "gateway.buffer-bytes",
              Types.SIZE,
              DEFAULT.limits().bufferBytes(),
              "Most that may be waiting for Kafka; a quarter is kept for UDP senders. At least twice http-max-bytes.")
          .where("1MiB to 64GiB", n -> n >= 1 << 20 && n <= 64L << 30);

  private GatewaySection() {}

  private static List<String> sourceIds() {
    return Arrays.stream(RawSource.values()).map(RawSource::id).toList();
  }

  private static Option<Integer> port(String name, int value, String description) {
    return Option.of("gateway." + name, Types.INT, value, description)
        .where("0 to 65535 (0: any free port), or -1 (off)", n -> n >= -1 && n <= 65_535);
  }

  /**
   * The gateway's own options.
   *
   * @throws IllegalArgumentException where options contradict each other
   */
  public static GatewayOptions of(LullConfig config) {
    GatewayOptions.Limits limits = DEFAULT.limits();
    KafkaSettings kafka = KafkaBinding.settings(config);
    String token = config.get(BEARER_TOKEN);
    String engine = config.get(ENGINE_ID);
    return new GatewayOptions(
        new GatewayOptions.Listen(
            config.get(ADDRESS),
            config.get(SNMP_PORT),
            config.get(SYSLOG_PORT),
            config.get(HTTP_PORT)),
        new GatewayOptions.SnmpAccess(
            new HashSet<>(config.get(COMMUNITIES)),
            config.get(USERS),
            engine.isEmpty() ? null : engine),
        token.isEmpty() ? null : token,
        topics(config),
        new GatewayOptions.Limits(
            config.get(HTTP_MAX_BYTES).intValue(),
            limits.remoteWriteBytes(),
            config.get(SYSLOG_MAX_BYTES).intValue(),
            config.get(TCP_CONNECTIONS),
            config.get(BUFFER_BYTES),
            limits.socketBufferBytes(),
            limits.acknowledgeMillis(),
            limits.closeMillis()),
        new GatewayOptions.Kafka(kafka.bootstrap(), kafka.properties()));
  }

  private static GatewayOptions.Topics topics(LullConfig config) {
    Map<String, String> named = config.get(TOPICS);
    Map<RawSource, String> names = new EnumMap<>(RawSource.class);
    for (RawSource source : RawSource.values()) {
      String name = named.get(source.id());
      if (name != null) {
        names.put(source, name);
      }
    }
    names.putIfAbsent(RawSource.CLOCK, config.get(KafkaOptions.CLOCK));
    return new GatewayOptions.Topics(config.get(TOPIC_PREFIX), names);
  }
}
