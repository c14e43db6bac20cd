package io.lull.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.LullConfig;
import io.lull.job.config.RuntimeOptions;
import io.lull.pipeline.model.RelationIds;
import io.lull.schema.ChangeOp;
import io.lull.schema.Incident;
import io.lull.schema.TopologyChange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Cassandra is killed while the estate changes and alarms come, and is away for {@code
 * -Dlull.outage} (a duration such as {@code PT5M}; seconds where it is not said): incidents are
 * explained by what was declared meanwhile, and afterwards the graph has every change.
 */
class GraphOutageTest {
  private static final Duration OUTAGE = Duration.parse(System.getProperty("lull.outage", "PT12S"));
  private static final Duration CATCHES_UP = Duration.ofSeconds(120).plus(OUTAGE.multipliedBy(2));
  private static final long BEAT_MILLIS = 100;

  @TempDir private Path home;

  @Test
  void incidentsGoOnAndTheGraphCatchesUp() throws Exception {
    if (!"true".equals(System.getenv("LULL_REQUIRE_CLIENTS"))) {
      assumeTrue(
          CassandraProcess.isAvailable(),
          "no jars of Cassandra; ./mvnw -pl connectors/cassandra process-resources finds them");
    }
    try (CassandraProcess cassandra = new CassandraProcess(home.resolve("cassandra"))) {
      cassandra.start();
      LullConfig config = config(cassandra);
      try (LullInstance lull = LullInstance.start(config, home.resolve("data"));
          Load load = new Load(lull.bootstrap(), lull.http());
          IncidentTail incidents = new IncidentTail(lull.bootstrap(), "lull.incidents.json")) {
        load.change(Duration.ofSeconds(3));
        assertThat(reaches(config, load.last()))
            .as("the graph is written before the outage")
            .isTrue();

        cassandra.kill();
        long began = System.currentTimeMillis();
        Set<String> broken = load.changeAndBreak(OUTAGE);
        boolean explained =
            LullInstance.await(
                Duration.ofSeconds(30),
                () -> {
                  incidents.poll(Duration.ofMillis(100));
                  return causes(incidents).containsAll(broken);
                });
        assertThat(explained)
            .as("causes %s of what was declared in the outage: %s", broken, causes(incidents))
            .isTrue();
        long ended = System.currentTimeMillis();

        cassandra.start();
        long back = System.nanoTime();
        assertThat(reaches(config, load.last())).as("the graph catches up").isTrue();
        System.out.printf(
            "Graph away for %.1f s: %d CIs declared, %d incidents; caught up %.1f s after it was back.%n",
            (ended - began) / 1e3,
            load.declared().size(),
            incidents.latest().size(),
            (System.nanoTime() - back) / 1e9);
        theGraphIsWhatTheTopicSays(config, lull.bootstrap(), List.of(began, ended));
      }
    }
  }

  private static LullConfig config(CassandraProcess cassandra) {
    return LullConfig.defaults()
        .with(RuntimeOptions.STANDALONE_PARALLELISM, 1)
        .with(CmdbSection.BACKEND, CmdbSettings.Backend.CQL)
        .with(CmdbSection.HOSTS, List.of("127.0.0.1"))
        .with(CmdbSection.PORT, cassandra.port())
        .with(
            CmdbSection.PROPERTIES,
            Map.of(
                "storage.cql.replication-factor", "1",
                "ids.block-size", "1000",
                "storage.cql.request-timeout", "3000"));
  }

  private static Set<String> causes(IncidentTail incidents) {
    Set<String> causes = new TreeSet<>();
    for (Incident incident : incidents.latest()) {
      causes.add(incident.getCauses().get(0).getResource());
    }
    return causes;
  }

  /** Whether a CI comes to be in the graph; changes are written in their order. */
  private static boolean reaches(LullConfig config, String id) throws Exception {
    try (Cmdb cmdb = Cmdb.open(CmdbSection.settings(config))) {
      return LullInstance.await(
          CATCHES_UP, () -> cmdb.find(id, System.currentTimeMillis()).isPresent());
    }
  }

  private static Set<String> idsAt(Cmdb cmdb, long time) {
    Set<String> ids = new TreeSet<>();
    cmdb.at(time, change -> ids.add(idOf(change)));
    return ids;
  }

  private static String idOf(TopologyChange change) {
    return change.getNode() != null
        ? change.getNode().getId()
        : RelationIds.of(change.getRelation());
  }

  /** Now, and as it was when the outage began and ended. */
  private static void theGraphIsWhatTheTopicSays(
      LullConfig config, String bootstrap, List<Long> moments) throws Exception {
    List<TopologyChange> told = told(bootstrap);
    List<Long> times = new ArrayList<>(moments);
    times.add(System.currentTimeMillis());
    try (Cmdb cmdb = Cmdb.open(CmdbSection.settings(config))) {
      for (long time : times) {
        Set<String> expected = new TreeSet<>();
        for (TopologyChange change : told) {
          if (change.getTimeMillis() != null && change.getTimeMillis() > time) {
            continue;
          }
          if (change.getOp() == ChangeOp.DELETE) {
            expected.remove(idOf(change));
          } else {
            expected.add(idOf(change));
          }
        }
        assertThat(idsAt(cmdb, time)).as("at %s", Instant.ofEpochMilli(time)).isEqualTo(expected);
      }
    }
  }

  private static List<TopologyChange> told(String bootstrap) throws Exception {
    RecordDecoder<TopologyChange> decoder = AvroSerdes.SINGLE_OBJECT.decoder(TopologyChange.class);
    List<TopologyChange> told = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        TopicConsumers.fromBeginning(bootstrap, "lull.topology")) {
      for (int quiet = 0; quiet < 4; quiet++) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(250))) {
          told.add(decoder.decode(record.value()));
          quiet = 0;
        }
      }
    }
    return told;
  }

  /** Declares a database and a service on it with every beat, and breaks some of them. */
  private static final class Load implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI events;
    private final Set<String> declared = new TreeSet<>();
    private int number;

    Load(String bootstrap, URI gateway) {
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", bootstrap),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      events = gateway.resolve("/events");
    }

    Set<String> declared() {
      return declared;
    }

    String last() {
      return "outage-service-" + number;
    }

    void change(Duration how) throws Exception {
      long end = System.nanoTime() + how.toNanos();
      while (System.nanoTime() < end) {
        declare();
        TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
      }
      producer.flush();
    }

    /** Returns what is broken: a database that was declared in each third of the time. */
    Set<String> changeAndBreak(Duration how) throws Exception {
      Set<String> broken = new TreeSet<>();
      for (int third = 0; third < 3; third++) {
        change(how.dividedBy(6));
        int last = number;
        change(how.dividedBy(6));
        alarm("outage-db-" + last, "DATABASE_DOWN");
        alarm("outage-service-" + last, "HIGH_ERROR_RATE");
        broken.add("outage-db-" + last);
      }
      return broken;
    }

    private void declare() {
      number++;
      String database = "outage-db-" + number;
      String service = "outage-service-" + number;
      put(database, "\"node\":{\"id\":\"%s\",\"type\":\"DATABASE\"}".formatted(database));
      put(service, "\"node\":{\"id\":\"%s\",\"type\":\"SERVICE\"}".formatted(service));
      put(
          service + "-on",
          "\"relation\":{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"DEPENDS_ON\"}"
              .formatted(service, database));
      declared.add(database);
      declared.add(service);
    }

    private void put(String id, String what) {
      String value =
          "{\"id\":\"%s\",\"topology\":{\"time\":\"%s\",\"op\":\"UPSERT\",%s}}"
              .formatted(id, Instant.now(), what);
      var unused =
          producer.send(
              new ProducerRecord<>(
                  "lull.control",
                  id.getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)));
    }

    private void alarm(String resource, String type) throws Exception {
      String body =
          "{\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"%s\",\"message\":\"%s\",\"status\":\"RAISED\",\"severity\":\"CRITICAL\"}"
              .formatted(Instant.now(), resource, type, type);
      HttpRequest request =
          HttpRequest.newBuilder(events)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100)
          .isEqualTo(2);
    }

    @Override
    public void close() {
      producer.close(Duration.ofSeconds(5));
    }
  }
}
