package io.lull.job.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Checks that concern more than one option, or the world around the file. */
final class ConfigChecks {
  private ConfigChecks() {}

  static void check(LullConfig config, Problems problems, ToIntFunction<Option<?>> line) {
    filesExist(PipelineOptions.CLASSIFICATION_FILES, config, problems, line);
    filesExist(PipelineOptions.THRESHOLD_FILES, config, problems, line);
    filesExist(IncidentSection.FAILURE_MODEL, config, problems, line);
    filesExist(PipelineOptions.TOPOLOGY_FILES, config, problems, line);
    filesExist(DiscoverySection.MAPS, config, problems, line);
    topicsDiffer(config, problems, line);
    bindingsDiffer(config, problems, line);
    internalTopicsBound(config, problems, line);
    gatewayIsConsistent(config, problems, line);
  }

  private static void gatewayIsConsistent(
      LullConfig config, Problems problems, ToIntFunction<Option<?>> line) {
    if (!problems.isEmpty()) {
      return; // What is wrong with single options was said; together they say nothing more.
    }
    try {
      GatewaySection.of(config);
    } catch (IllegalArgumentException e) {
      int at = line.applyAsInt(GatewaySection.BUFFER_BYTES);
      problems.say(at, "gateway", null, String.valueOf(e.getMessage()));
    }
  }

  private static void filesExist(
      Option<List<Path>> option,
      LullConfig config,
      Problems problems,
      ToIntFunction<Option<?>> line) {
    for (Path file : config.get(option)) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        problems.add(
            line.applyAsInt(option), option.key(), file.toString(), "a file that can be read");
      }
    }
  }

  private static void topicsDiffer(
      LullConfig config, Problems problems, ToIntFunction<Option<?>> line) {
    Map<String, Option<String>> names = new HashMap<>();
    for (Option<String> topic : KafkaOptions.topics()) {
      Option<String> other = names.putIfAbsent(config.get(topic), topic);
      if (other != null) {
        int at = Math.max(line.applyAsInt(topic), line.applyAsInt(other));
        problems.say(
            at, topic.key(), config.get(topic), "is the topic of " + other.key() + " already");
      }
    }
  }

  private static void bindingsDiffer(
      LullConfig config, Problems problems, ToIntFunction<Option<?>> line) {
    Set<String> bound = new HashSet<>();
    for (SourceBinding binding : config.get(KafkaOptions.SOURCES)) {
      String name = binding.topic() == null ? "pattern " + binding.pattern() : binding.topic();
      if (name != null && !bound.add(name)) {
        problems.say(
            line.applyAsInt(KafkaOptions.SOURCES), "sources", name, "is bound twice; leave one");
      }
    }
  }

  /** Without these two bindings thresholds and quiet times would be lost silently. */
  private static void internalTopicsBound(
      LullConfig config, Problems problems, ToIntFunction<Option<?>> line) {
    Map<Option<String>, String> expected =
        Map.of(KafkaOptions.THRESHOLDS, "event-avro", KafkaOptions.CLOCK, "clock");
    expected.forEach(
        (topic, format) -> {
          String name = config.get(topic);
          String found = config.formatOf(name);
          if (!format.equals(found)) {
            problems.say(
                line.applyAsInt(KafkaOptions.SOURCES),
                "sources",
                found == null ? null : name + ": " + found,
                "lacks the binding {topic: " + name + ", format: " + format + "}");
          }
        });
  }
}
