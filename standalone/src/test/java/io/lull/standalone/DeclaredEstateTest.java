package io.lull.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.kafka.RecordEncoder;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DeclaredEstateTest {
  private static final String DECLARED =
      """
      {"op":"UPSERT","node":{"id":"web-1","type":"HOST"}}
      {"op":"UPSERT","node":{"id":"db-1","type":"DATABASE"}}
      {"op":"UPSERT","node":{"id":"old","type":"HOST"}}
      {"op":"DELETE","node":{"id":"old","type":"HOST"}}
      {"time":"2099-01-01T00:00:00Z","op":"UPSERT","node":{"id":"planned","type":"HOST"}}
      {"op":"UPSERT","relation":{"from":"web-1","to":"db-1","type":"DEPENDS_ON"}}
      {"op":"UPSERT","node":{"id":"cut
      """;

  @TempDir Path directory;

  private final Progress progress =
      new Progress(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          false,
          80);

  @Test
  void withoutTopologyFilesNothingIsWaitedFor() throws Exception {
    DeclaredEstate.awaitKnown(LullConfig.defaults(), progress); // There is no broker to ask.
  }

  /** What is withdrawn, planned or cannot be read would be waited for in vain. */
  @Test
  @Timeout(50)
  void whatTopologyFilesDeclareForEverIsWaitedFor() throws Exception {
    Path file = Files.writeString(directory.resolve("topology.jsonl"), DECLARED);
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(directory.resolve("broker"), Ports.free(), Ports.free());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      LullConfig config =
          LullConfig.defaults()
              .with(KafkaOptions.BOOTSTRAP, broker.bootstrap())
              .with(PipelineOptions.TOPOLOGY_FILES, List.of(file));
      send(producer, "web-1");
      CompletableFuture<Void> known =
          CompletableFuture.runAsync(
              () -> {
                try {
                  DeclaredEstate.awaitKnown(config, progress);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(new CountDownLatch(1).await(1500, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(known).as("db-1 is not known").isNotDone();
      send(producer, "db-1");
      known.get(30, TimeUnit.SECONDS);
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String id) throws Exception {
    RecordEncoder<TopologyChange> encoder =
        KafkaBinding.settings(LullConfig.defaults())
            .serdes()
            .encoder(TopologyChange.class, "lull.topology");
    TopologyChange change =
        TopologyChange.newBuilder()
            .setOp(ChangeOp.UPSERT)
            .setNode(Node.newBuilder().setId(id).setType("HOST").build())
            .build();
    producer
        .send(
            new ProducerRecord<>(
                "lull.topology", id.getBytes(StandardCharsets.UTF_8), encoder.encode(change)))
        .get(30, TimeUnit.SECONDS);
  }
}
