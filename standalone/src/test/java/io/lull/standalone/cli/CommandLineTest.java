package io.lull.standalone.cli;

import static io.lull.standalone.cli.TestingTopics.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.job.config.LullConfig;
import io.lull.schema.Event;
import io.lull.standalone.LullInstance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with a running Lull, on one broker and one set of jobs. */
class CommandLineTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Checkpoints only when a test asks for one, so that it sees what is not committed yet. */
  private static final String SETTINGS =
      """
      time: {out-of-orderness: 500ms, idleness: 1s}
      incident: {settle: 1s}
      sink: {guarantee: exactly-once}
      standalone: {checkpoint-interval: 1h, parallelism: 1}
      """;

  private static final String FAN_RULES =
      """
      rules:
        - id: acme.fan
          match: {type: ACME-FAN}
          set: {type: FAN_FAILED, status: RAISED, severity: WARNING}
      """;

  @TempDir static Path home;
  private static LullInstance lull;
  private static TestingTopics topics;
  private static String config = "";

  @BeforeAll
  static void start() throws Exception {
    Path settings = Files.writeString(home.resolve("instance.yaml"), SETTINGS);
    lull = LullInstance.start(LullConfig.load(settings), home.resolve("data"));
    topics = new TestingTopics(lull.bootstrap());
    config = yaml("lull.yaml", SETTINGS + "kafka: {bootstrap: \"" + lull.bootstrap() + "\"}\n");
  }

  @AfterAll
  static void stop() throws Exception {
    topics.close();
    lull.close();
  }

  private static String yaml(String name, String text) throws Exception {
    return Files.writeString(home.resolve(name), text).toString();
  }

  private static CommandRun lull(String... arguments) {
    return CommandRun.of(arguments);
  }

  private static long count(String topic) {
    return topics.read(topic).size();
  }

  /** The event as the events job has written it, once it has. */
  private static Event classified(String type) throws Exception {
    String id = UUID.randomUUID().toString();
    topics.send(
        "lull.raw.events",
        "fan-1",
        "{\"id\":\"%s\",\"time\":\"%s\",\"resource\":\"fan-1\",\"type\":\"%s\",\"status\":\"RAISED\"}"
            .formatted(id, Instant.now(), type));
    RecordDecoder<Event> decoder = AvroSerdes.SINGLE_OBJECT.decoder(Event.class);
    Event[] found = new Event[1];
    boolean came =
        LullInstance.await(
            LIMIT,
            () -> {
              for (RawRecord record : topics.read("lull.events")) {
                Event event = decoder.decode(record.value());
                if (event.getId().equals(id)) {
                  found[0] = event;
                }
              }
              return found[0] != null;
            });
    assertThat(came).as("%s of type %s comes out on lull.events", id, type).isTrue();
    return found[0];
  }

  private static void awaitClassification(String reported, String expected) throws Exception {
    String[] last = {""};
    LullInstance.await(
        LIMIT,
        () -> {
          last[0] = classified(reported).getType();
          return last[0].equals(expected);
        });
    assertThat(last[0]).isEqualTo(expected);
  }

  private static List<String> deadLetters(String... filter) {
    String[] arguments = new String[filter.length + 4];
    System.arraycopy(new String[] {"dead-letters", "list", "-c", config}, 0, arguments, 0, 4);
    System.arraycopy(filter, 0, arguments, 4, filter.length);
    CommandRun run = lull(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.lines().subList(0, run.lines().size() - 1);
  }

  @Test
  void topicsAreCreatedOnceWithTheirCleanup() throws Exception {
    String acme =
        yaml(
            "acme.yaml",
            "kafka:\n  bootstrap: \"%s\"\n  topics: {events: acme.events, control: acme.control}\n"
                .formatted(lull.bootstrap()));
    CommandRun first = lull("topics", "create", "--config", acme);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.lines()).contains("created acme.events", "created acme.control");
    CommandRun second = lull("topics", "create", "--config", acme);
    assertThat(second.lines()).containsExactly("all topics exist");

    ConfigResource control = new ConfigResource(ConfigResource.Type.TOPIC, "acme.control");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", lull.bootstrap()))) {
      Config described =
          admin.describeConfigs(List.of(control)).all().get().values().iterator().next();
      assertThat(described.get("cleanup.policy").value()).isEqualTo("compact");
    }
  }

  @Test
  void badRulesAreSaidWithTheirLineAndNothingIsSent() throws Exception {
    long before = count("lull.control");
    String bad =
        yaml("wrong.yaml", "rules:\n  - id: acme.x\n    match: {type: X}\n    sett: {type: Y}\n");
    CommandRun run = lull("control", "put", "-c", config, bad);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(bad + ":4").contains("sett");

    Path lines =
        Files.writeString(
            home.resolve("control.jsonl"),
            """
            {"id":"ok","op":"UPSERT","suppression":{"resource":"fan-9","reason":"being replaced"}}
            {"id":"broken","op":"UPSERT"}
            """);
    CommandRun partly = lull("control", "put", "-c", config, lines.toString());
    assertThat(partly.exitCode()).isEqualTo(2);
    assertThat(partly.err()).contains(lines + ":2: expected exactly one of");
    assertThat(count("lull.control")).isEqualTo(before);
  }

  @Test
  void aLiveRuleHoldsABadOneIsRefusedAndADeletedOneIsGone() throws Exception {
    assertThat(classified("ACME-FAN").getType()).isEqualTo("ACME-FAN");

    CommandRun put =
        lull("control", "put", "-c", config, "--id", "acme", yaml("fan.yaml", FAN_RULES));
    assertThat(put.exitCode()).as(put.err()).isZero();
    assertThat(put.lines()).containsExactly("set acme");
    awaitClassification("ACME-FAN", "FAN_FAILED");

    // Past the command line, as kcat would.
    topics.send(
        "lull.control",
        "acme",
        "{\"id\":\"acme\",\"op\":\"UPSERT\",\"classification\":{\"yaml\":"
            + "\"rules:\\n  - id: acme.fan\\n    match: {type: ACME-FAN}\\n    sett: {}\\n\"}}");
    LullInstance.await(LIMIT, () -> !deadLetters("--reason", "sett").isEmpty());
    assertThat(deadLetters("--reason", "sett"))
        .as("once, though three jobs read the control topic")
        .singleElement()
        .asString()
        .contains("lull.control-0-", "  control  ", "acme:4");
    assertThat(classified("ACME-FAN").getType()).isEqualTo("FAN_FAILED");

    List<String> rules = lull("control", "list", "-c", config).lines();
    assertThat(rules).anyMatch(line -> line.matches("Classification +acme"));
    assertThat(rules).anyMatch(line -> line.matches("refused +acme:2: .*; acme:4: .*sett.*"));

    CommandRun deleted = lull("control", "delete", "-c", config, "acme");
    assertThat(deleted.lines()).containsExactly("deleted acme");
    assertThat(lull("control", "list", "-c", config).lines())
        .noneMatch(line -> line.contains("acme"));
    awaitClassification("ACME-FAN", "ACME-FAN");
  }

  @Test
  void anUndecodableControlRecordIsOneDeadLetter() throws Exception {
    topics.send("lull.control", "garbage", "{\"id\":\"garbage\",\"op\":\"MAYBE\"}");
    LullInstance.await(LIMIT, () -> !deadLetters("--reason", "MAYBE").isEmpty());
    // The other jobs have had time for one of theirs.
    assertThat(classified("ACME-LATER").getType()).isEqualTo("ACME-LATER");
    assertThat(deadLetters("--reason", "MAYBE")).hasSize(1);
    assertThat(lull("control", "list", "-c", config).lines())
        .anyMatch(line -> line.startsWith("unreadable") && line.contains("MAYBE"));
    lull("control", "delete", "-c", config, "garbage");
  }

  @Test
  void aDeadLetterIsShownAndGoesBackAsItCame() throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("lull.raw.events", null, utf8("k1"), utf8("{\"resource\":"));
    record.headers().add("site", utf8("north"));
    topics.send(record);
    String[] filter = {"--topic", "lull.raw.events"};
    LullInstance.await(LIMIT, () -> !deadLetters(filter).isEmpty());
    assertThat(deadLetters(filter)).hasSize(1);
    assertThat(deadLetters(filter).get(0)).contains("lull.raw.events-", "  json  ", "12 bytes");

    long before = count("lull.raw.events");
    CommandRun dry =
        lull("dead-letters", "replay", "-c", config, "--topic", "lull.raw.events", "--dry-run");
    assertThat(dry.lines()).hasSize(2).last().isEqualTo("1 would be sent");
    assertThat(dry.lines().get(0)).startsWith("would send lull.raw.events-");
    assertThat(count("lull.raw.events")).isEqualTo(before);

    CommandRun replay = lull("dead-letters", "replay", "-c", config, "--topic", "lull.raw.events");
    assertThat(replay.exitCode()).as(replay.err()).isZero();
    assertThat(replay.lines()).containsExactly("1 sent back");
    List<RawRecord> same =
        topics.read("lull.raw.events").stream()
            .filter(raw -> new String(raw.value(), UTF_8).equals("{\"resource\":"))
            .toList();
    assertThat(same).hasSize(2);
    assertThat(same.get(1).key()).isEqualTo(utf8("k1"));
    assertThat(same.get(1).headers()).containsOnlyKeys("site");
    assertThat(same.get(1).headers().get("site")).isEqualTo(utf8("north"));
    assertThat(same.get(1).timestampMillis()).isEqualTo(same.get(0).timestampMillis());
  }

  @Test
  void everythingWrongWithAConfigurationIsSaidAtOnce() throws Exception {
    String bad =
        yaml("bad.yaml", "kafka:\n  bootstrapp: x:1\n  partitions: many\ntiem: {idleness: 5s}\n");
    for (CommandRun run :
        List.of(
            lull("validate", "-c", bad),
            lull("events-job", "-c", bad, "--validate"),
            lull("gateway", "-c", bad, "--validate"))) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err().lines())
          .hasSize(3)
          .satisfiesExactly(
              line -> assertThat(line).startsWith(bad + ":2: kafka.bootstrapp"),
              line -> assertThat(line).startsWith(bad + ":3: kafka.partitions"),
              line -> assertThat(line).startsWith(bad + ":4: tiem"));
    }
    assertThat(lull("validate", "-c", config).lines()).containsExactly(config + ": valid");
  }

  @Test
  void theOptionsPageIsTheCommittedOne() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = Objects.requireNonNull(root.getParent(), "no repository above the tests");
    }
    assertThat(lull("options", "--markdown").out())
        .isEqualTo(Files.readString(root.resolve("docs/options.md")));
  }

  @Test
  void incidentsInTransactionsAreSeenAfterTheCheckpoint() throws Exception {
    String event =
        "{\"time\":\"%s\",\"resource\":\"db-7\",\"type\":\"DB_DOWN\",\"severity\":\"CRITICAL\",\"status\":\"RAISED\"}";
    topics.send("lull.raw.events", "db-7", event.formatted(Instant.now()));
    boolean written =
        LullInstance.await(LIMIT, () -> !incidents("db-7", "read_uncommitted").isEmpty());
    assertThat(written).as("the incident is written").isTrue();
    assertThat(incidents("db-7", "read_committed")).as("and not committed").isEmpty();

    checkpoint("lull-events");
    boolean committed =
        LullInstance.await(LIMIT, () -> !incidents("db-7", "read_committed").isEmpty());
    assertThat(committed).as("the incident is committed with the checkpoint").isTrue();
    assertThat(incidents("db-7", "read_committed").stream().distinct())
        .hasSameSizeAs(incidents("db-7", "read_committed"));
  }

  private static List<String> incidents(String resource, String isolation) {
    return topics.read("lull.incidents.json", isolation).stream()
        .map(record -> new String(record.value(), UTF_8))
        .filter(json -> json.contains(resource))
        .toList();
  }

  /** Takes a checkpoint over Flink's REST API. */
  private static void checkpoint(String job) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    String overview =
        http.send(
                HttpRequest.newBuilder(lull.webUi().resolve("/jobs/overview")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Optional<String> id = Optional.empty();
    for (JsonNode node : JSON.readTree(overview).path("jobs")) {
      if (node.path("name").asText().equals(job)) {
        id = Optional.of(node.path("jid").asText());
      }
    }
    URI trigger = lull.webUi().resolve("/jobs/" + id.orElseThrow() + "/checkpoints");
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(trigger)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"checkpointType\":\"FULL\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }
}
