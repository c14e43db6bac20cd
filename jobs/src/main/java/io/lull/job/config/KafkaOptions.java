package io.lull.job.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How Kafka is reached, and what its topics are called. */
public final class KafkaOptions {
  public static final Option<String> BOOTSTRAP =
      Option.of(
              "kafka.bootstrap",
              Types.STRING,
              "localhost:9092",
              "Brokers to start from, as host:port, separated by commas.")
          .where("host:port[,host:port…]", KafkaOptions::isBootstrap);

  public static final Option<String> GROUP =
      Option.of(
              "kafka.group",
              Types.STRING,
              "lull",
              "Prefix of the consumer groups and transactional ids; one for each installation that shares a cluster.")
          .where("text that is not empty", text -> !text.isBlank());

  public static final Option<Map<String, String>> PROPERTIES =
      Option.of(
          "kafka.properties",
          Lists.STRING_MAP,
          Map.of(),
          "Properties handed to every Kafka client as they are, such as security.protocol, sasl.jaas.config or ssl.truststore.location.");

  public static final Option<String> REGISTRY =
      Option.of(
              "kafka.registry.url",
              Types.STRING,
              "",
              "Base URL of a schema registry with Confluent's REST API. Set: values are written in Confluent framing. Empty: Avro single-object encoding.")
          .where("an http:// or https:// URL, or empty", KafkaOptions::isUrlOrEmpty);

  public static final Option<String> REGISTRY_CREDENTIALS =
      Option.of(
          "kafka.registry.credentials",
          Types.STRING,
          "",
          "user:password for HTTP basic authentication at the registry; empty: none.");

  public static final Option<Boolean> CREATE_TOPICS =
      Option.of(
          "kafka.create-topics",
          Types.BOOLEAN,
          true,
          "Whether jobs and gateway create the topics they miss when they start.");

  public static final Option<Integer> PARTITIONS =
      Option.of(
              "kafka.partitions",
              Types.INT,
              4,
              "Partitions of topics that are created. More partitions let the sources run at a higher parallelism.")
          .where("1 to 10000", n -> n >= 1 && n <= 10_000);

  public static final Option<Integer> REPLICATION =
      Option.of(
              "kafka.replication-factor",
              Types.INT,
              -1,
              "Replicas of topics that are created; -1 leaves it to the broker.")
          .where("-1, or 1 to 100", n -> n == -1 || (n >= 1 && n <= 100));

  public static final Option<Duration> RETENTION =
      Option.of(
              "kafka.retention",
              Types.DURATION,
              Duration.ofDays(7),
              "How long topics that are created keep records; compacted topics keep the last of each key for ever.")
          .where("at least 1min", d -> d.compareTo(Duration.ofMinutes(1)) >= 0);

  public static final Option<String> METRICS = topic("metrics", "MetricBatch, the optional tap");
  public static final Option<String> EVENTS = topic("events", "Event, classified and resolved");
  public static final Option<String> TOPOLOGY = topic("topology", "TopologyChange, reconciled");
  public static final Option<String> CONTROL = topic("control", "ControlRecord, Avro or JSON");
  public static final Option<String> INCIDENTS = topic("incidents", "Incident");
  public static final Option<String> INCIDENTS_JSON =
      topic("incidents-json", "lull.incidents.json", "Incident as JSON");
  public static final Option<String> SUPPRESSED =
      topic("suppressed", "SuppressedAlarm: alarms held back by maintenance or suppression");
  public static final Option<String> LATE =
      topic("late", "Event: what came after its time, with how much in the attribute lull.late");
  public static final Option<String> DEAD_LETTERS = topic("dead-letters", "DeadLetter");
  public static final Option<String> THRESHOLDS =
      topic(
          "thresholds",
          "lull.raw.thresholds",
          "Event, from the metrics job to the events job; bind it to event-avro");
  public static final Option<String> CLOCK =
      topic(
          "clock",
          "lull.raw.clock",
          "the gateway's heartbeat, which moves event time on when nothing else is sent");
  public static final Option<String> MODEL =
      topic("model", "what was learned of how failure travels, by domain, as JSON");
  public static final Option<String> HEALTH =
      topic("health", "how well each resource is by its own signals, changes only");
  public static final Option<String> FACTS =
      topic(
          "facts",
          "lull.raw.facts",
          "Fact: what telemetry speaks of, from the events and metrics jobs to the topology job, and what others write; bind it to fact-avro");
  public static final Option<String> DISCOVERY =
      topic("discovery", "merges, splits and contradictions among facts, as JSON");

  public static final Option<List<SourceBinding>> SOURCES =
      Option.of(
          "sources",
          SourceBinding.LIST,
          List.of(
              SourceBinding.topic("lull.raw.snmp", "snmp"),
              SourceBinding.topic("lull.raw.syslog", "syslog"),
              SourceBinding.topic("lull.raw.alertmanager", "alertmanager"),
              SourceBinding.topic("lull.raw.prometheus", "prometheus-remote-write"),
              SourceBinding.topic("lull.raw.otlp-metrics", "otlp-metrics"),
              SourceBinding.topic("lull.raw.otlp-logs", "otlp-logs"),
              SourceBinding.topic("lull.raw.otlp-traces", "otlp-traces"),
              SourceBinding.topic("lull.raw.cloudevents", "cloudevents"),
              SourceBinding.topic("lull.raw.events", "json"),
              SourceBinding.topic("lull.raw.thresholds", "event-avro"),
              SourceBinding.topic("lull.raw.clock", "clock"),
              SourceBinding.topic("lull.raw.influx", "influx"),
              SourceBinding.topic("lull.raw.collectd", "collectd"),
              SourceBinding.topic("lull.raw.kubernetes", "kubernetes"),
              SourceBinding.topic("lull.raw.kubernetes-watch", "kubernetes-watch"),
              SourceBinding.topic("lull.raw.snmp-walk", "snmp-walk"),
              SourceBinding.topic("lull.raw.opennms-topology", "opennms-topology"),
              SourceBinding.topic("lull.raw.aws-config", "aws-config"),
              SourceBinding.topic("lull.raw.inventory-csv", "inventory-csv"),
              SourceBinding.topic("lull.raw.inventory", "inventory-json"),
              SourceBinding.topic("lull.raw.service-map", "service-map"),
              SourceBinding.topic("lull.raw.facts", "fact-avro")),
          "Which wire format the records of a raw topic have; the first binding that matches a topic holds. Setting it replaces the whole list.");

  private KafkaOptions() {}

  /** The options that name topics. */
  static List<Option<String>> topics() {
    return List.of(
        METRICS,
        EVENTS,
        TOPOLOGY,
        CONTROL,
        INCIDENTS,
        INCIDENTS_JSON,
        SUPPRESSED,
        LATE,
        DEAD_LETTERS,
        THRESHOLDS,
        CLOCK,
        MODEL,
        HEALTH,
        FACTS,
        DISCOVERY);
  }

  private static Option<String> topic(String name, String content) {
    return topic(name, "lull." + name, content);
  }

  private static Option<String> topic(String name, String defaultName, String content) {
    return Option.of("kafka.topics." + name, Types.STRING, defaultName, "Topic of " + content + ".")
        .where(
            "a topic name: 1 to 249 of letters, digits, '.', '_' and '-'",
            text -> text.matches("[A-Za-z0-9._-]{1,249}") && !text.matches("\\.{1,2}"));
  }

  private static boolean isBootstrap(String text) {
    return text.matches("\\s*[^\\s,:]+(:[^\\s,:]+)*:[0-9]{1,5}(\\s*,\\s*[^\\s,]+:[0-9]{1,5})*\\s*");
  }

  private static boolean isUrlOrEmpty(String text) {
    return text.isEmpty() || text.matches("https?://[^\\s/]+\\S*");
  }
}
