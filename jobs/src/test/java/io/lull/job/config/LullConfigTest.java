package io.lull.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.connector.kafka.SinkGuarantee;
import io.lull.schema.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LullConfigTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("BROKER", "kafka-1:9093");

  private static LullConfig parse(String yaml) throws ConfigException {
    return LullConfig.parse(yaml, "lull.yaml", Path.of("/etc/lull"), ENVIRONMENT::get);
  }

  private static List<String> problems(String yaml) {
    try {
      parse(yaml);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(ConfigProblem::toString).toList();
    }
  }

  @Test
  void valuesOfEveryTypeAreRead() throws ConfigException {
    LullConfig config =
        parse(
            """
            kafka:
              bootstrap: ${BROKER}
              partitions: 12
              properties: {security.protocol: "${PROTOCOL:SSL}"}
            time: {out-of-orderness: 750ms, syslog-zone: Europe/Berlin}
            incident.min-severity: critical
            sink: {guarantee: exactly-once}
            limits: {max-bytes: 4MiB}
            metrics:
              tap: true
            """);

    assertThat(config.get(KafkaOptions.BOOTSTRAP)).isEqualTo("kafka-1:9093");
    assertThat(config.get(KafkaOptions.PARTITIONS)).isEqualTo(12);
    assertThat(config.get(KafkaOptions.PROPERTIES)).containsEntry("security.protocol", "SSL");
    assertThat(config.get(PipelineOptions.OUT_OF_ORDERNESS)).isEqualTo(Duration.ofMillis(750));
    assertThat(config.get(PipelineOptions.SYSLOG_ZONE).getId()).isEqualTo("Europe/Berlin");
    assertThat(config.get(IncidentSection.MIN_SEVERITY)).isEqualTo(Severity.CRITICAL);
    assertThat(config.get(RuntimeOptions.SINK_GUARANTEE)).isEqualTo(SinkGuarantee.EXACTLY_ONCE);
    assertThat(config.get(RuntimeOptions.MAX_BYTES)).isEqualTo(4L << 20);
    assertThat(config.get(PipelineOptions.METRICS_TAP)).isTrue();
    assertThat(config.get(PipelineOptions.IDLENESS))
        .isEqualTo(PipelineOptions.IDLENESS.defaultValue());
  }

  @Test
  void anEmptyFileGivesDefaults() throws ConfigException {
    for (String yaml : List.of("", "# nothing\n", "kafka:\n", "{}")) {
      LullConfig config = parse(yaml);
      LullOptions.all()
          .forEach(option -> assertThat(config.get(option)).isEqualTo(option.defaultValue()));
    }
  }

  @Test
  void allProblemsAreSaidAtOnceEachWithItsLine() {
    assertThat(
            problems(
                """
                kafka:
                  bootstrapp: localhost:9092
                  partitions: many
                  topics: {events: "no spaces"}
                time:
                  idleness: 5
                sink: {guarantee: sometimes}
                limits: 7
                tiem: {}
                """))
        .containsExactly(
            "lull.yaml:2: kafka.bootstrapp: is no option; did you mean kafka.bootstrap?",
            "lull.yaml:3: kafka.partitions: 'many': allowed is a whole number",
            "lull.yaml:4: kafka.topics.events: 'no spaces': allowed is a topic name: 1 to 249 of"
                + " letters, digits, '.', '_' and '-'",
            "lull.yaml:6: time.idleness: '5': allowed is a duration such as 500ms, 5s, 15min, 2h"
                + " or 7d",
            "lull.yaml:7: sink.guarantee: 'sometimes': allowed is one of at-least-once,"
                + " exactly-once",
            "lull.yaml:8: limits: '7': allowed is a mapping of options",
            "lull.yaml:9: tiem: is no option; did you mean time?");
  }

  @Test
  void valuesBeyondTheirBoundsNameTheBounds() {
    assertThat(problems("kafka: {partitions: 0}"))
        .containsExactly("lull.yaml:1: kafka.partitions: '0': allowed is 1 to 10000");
    assertThat(problems("time.out-of-orderness: 2h"))
        .containsExactly("lull.yaml:1: time.out-of-orderness: '2h': allowed is 0ms to 1h");
  }

  @Test
  void aKeySetTwiceIsAProblem() {
    assertThat(problems("metrics:\n  tap: true\n  tap: false\n"))
        .containsExactly("lull.yaml:3: metrics.tap: is set twice; leave one");
  }

  @Test
  void anUnsetVariableWithoutDefaultIsAProblem() {
    assertThat(problems("kafka:\n  bootstrap: ${NO_SUCH}:9092\n"))
        .singleElement()
        .asString()
        .startsWith("lull.yaml:2: kafka.bootstrap: '${NO_SUCH}': the environment has no NO_SUCH");
  }

  @Test
  void bindingsNameKnownFormatsAndCompilingPatterns() {
    assertThat(
            problems(
                """
                sources:
                  - {topic: lull.raw.clock, format: clock}
                  - {topic: lull.raw.thresholds, format: event-avro}
                  - {topic: acme.traps, format: smnp}
                  - {pattern: 'acme.(', format: influx}
                  - {topic: x}
                """))
        .satisfiesExactly(
            p ->
                assertThat(p)
                    .startsWith("lull.yaml:4: sources[2].format: 'smnp'")
                    .endsWith("did you mean snmp?"),
            p -> assertThat(p).startsWith("lull.yaml:5: sources[3].pattern: 'acme.('"),
            p -> assertThat(p).startsWith("lull.yaml:6: sources[4]: '{topic: x}'"));
  }

  @Test
  void theBindingsThatTheJobsThemselvesNeedAreNotForgotten() {
    assertThat(problems("sources: [{topic: acme.traps, format: snmp}]"))
        .hasSize(2)
        .anyMatch(p -> p.contains("lacks the binding {topic: lull.raw.clock, format: clock}"))
        .anyMatch(p -> p.contains("{topic: lull.raw.thresholds, format: event-avro}"));
  }

  @Test
  void topicsMustDiffer() {
    assertThat(problems("kafka:\n  topics:\n    events: lull.incidents\n"))
        .singleElement()
        .asString()
        .startsWith("lull.yaml:3: ")
        .contains("lull.incidents");
  }

  @Test
  void filesAreRelativeToTheFileAndMustExist(@TempDir Path directory) throws Exception {
    Path rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
    Path file = directory.resolve("lull.yaml");
    Files.writeString(file, "classification:\n  files: [rules.yaml]\n");
    assertThat(LullConfig.load(file).get(PipelineOptions.CLASSIFICATION_FILES))
        .containsExactly(rules);

    Files.writeString(file, "classification:\n  files: [rules.yaml, none.yaml]\n");
    assertThatThrownBy(() -> LullConfig.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file + ":2: classification.files: '" + directory)
        .hasMessageContaining("none.yaml': allowed is a file that can be read");
  }

  @Test
  void yamlThatCannotBeReadNamesItsLine() {
    assertThat(problems("kafka:\n  bootstrap: [a\n"))
        .singleElement()
        .asString()
        .startsWith("lull.yaml:3: yaml: cannot be read: ");
    assertThat(problems("- a\n- b\n"))
        .containsExactly("lull.yaml:1: lull.yaml: '[…]': allowed is a mapping of options");
  }

  @Test
  void aMissingFileIsSaid() {
    assertThatThrownBy(() -> LullConfig.load(Path.of("no-such.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("no-such.yaml: --config: no such file");
  }

  @Test
  void aValueCanBeSetOnACopy() throws ConfigException {
    LullConfig config = parse("kafka.group: a");
    LullConfig copy = config.with(KafkaOptions.GROUP, "b");
    assertThat(config.get(KafkaOptions.GROUP)).isEqualTo("a");
    assertThat(copy.get(KafkaOptions.GROUP)).isEqualTo("b");
    assertThat(copy.isSet(KafkaOptions.PARTITIONS)).isFalse();
  }
}
