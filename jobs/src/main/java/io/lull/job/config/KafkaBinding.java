package io.lull.job.config;

import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventTime;
import io.lull.connector.format.Limits;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.connector.kafka.RegistryAddress;
import io.lull.connector.kafka.TopicNames;
import io.lull.connector.kafka.Topics;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What the configuration says to the connectors, in their own terms. */
public final class KafkaBinding {
  private KafkaBinding() {}

  public static KafkaSettings settings(LullConfig config) {
    String url = config.get(KafkaOptions.REGISTRY);
    AvroSerdes serdes =
        url.isEmpty()
            ? AvroSerdes.SINGLE_OBJECT
            : new AvroSerdes(
                new RegistryAddress(
                    URI.create(url), config.get(KafkaOptions.REGISTRY_CREDENTIALS)));
    return new KafkaSettings(
        config.get(KafkaOptions.BOOTSTRAP),
        config.get(KafkaOptions.GROUP),
        config.get(KafkaOptions.PROPERTIES),
        serdes,
        topicNames(config));
  }

  private static TopicNames topicNames(LullConfig config) {
    return new TopicNames(
        config.get(KafkaOptions.METRICS),
        config.get(KafkaOptions.EVENTS),
        config.get(KafkaOptions.TOPOLOGY),
        config.get(KafkaOptions.CONTROL),
        config.get(KafkaOptions.INCIDENTS),
        config.get(KafkaOptions.INCIDENTS_JSON),
        config.get(KafkaOptions.SUPPRESSED),
        config.get(KafkaOptions.LATE),
        config.get(KafkaOptions.DEAD_LETTERS),
        config.get(KafkaOptions.THRESHOLDS),
        config.get(KafkaOptions.CLOCK),
        config.get(KafkaOptions.MODEL),
        config.get(KafkaOptions.HEALTH),
        config.get(KafkaOptions.FACTS),
        config.get(KafkaOptions.DISCOVERY));
  }

  public static Topics topics(LullConfig config) {
    return new Topics(
        config.get(KafkaOptions.PARTITIONS),
        config.get(KafkaOptions.REPLICATION),
        config.get(KafkaOptions.RETENTION));
  }

  /** Every topic of the installation; patterns name none. */
  public static List<Topics.Spec> topicSpecs(LullConfig config) {
    return topics(config).specs(topicNames(config), topicsOf(config, format -> true));
  }

  /** Raw topics that are bound by name to formats that pass. */
  public static List<String> topicsOf(LullConfig config, Predicate<String> format) {
    return config.get(KafkaOptions.SOURCES).stream()
        .filter(binding -> format.test(binding.format()))
        .map(SourceBinding::topic)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Patterns of raw topics that are bound to formats that pass. */
  public static List<String> patternsOf(LullConfig config, Predicate<String> format) {
    return config.get(KafkaOptions.SOURCES).stream()
        .filter(binding -> format.test(binding.format()))
        .map(SourceBinding::pattern)
        .filter(Objects::nonNull)
        .toList();
  }

  public static DecoderOptions decoderOptions(LullConfig config) {
    Limits limits =
        new Limits(
            (int) Math.min(config.get(RuntimeOptions.MAX_BYTES), Integer.MAX_VALUE),
            config.get(RuntimeOptions.MAX_DEPTH),
            config.get(RuntimeOptions.MAX_RECORDS),
            config.get(RuntimeOptions.MAX_STRING_CHARS));
    EventTime time =
        new EventTime(
            config.get(PipelineOptions.OUT_OF_ORDERNESS).toMillis(),
            config.get(PipelineOptions.MAX_CLOCK_SKEW).toMillis(),
            config.get(PipelineOptions.MAX_FUTURE).toMillis(),
            config.get(PipelineOptions.MAX_AGE).toMillis(),
            false);
    return DecoderOptions.DEFAULT
        .withLimits(limits)
        .withEventTime(time)
        .withSyslogZone(config.get(PipelineOptions.SYSLOG_ZONE));
  }
}
