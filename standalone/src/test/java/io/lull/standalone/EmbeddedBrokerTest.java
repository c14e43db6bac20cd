package io.lull.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  @Test
  void whatWasWrittenIsThereAfterARestartOnTheSameDirectory(@TempDir Path directory)
      throws Exception {
    int port = Ports.free();
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port, Ports.free());
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new StringSerializer(),
                new StringSerializer())) {
      producer.send(new ProducerRecord<>("t", 0, "k", "first")).get(30, TimeUnit.SECONDS);
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port, Ports.free())) {
      assertThat(read(broker.bootstrap())).containsExactly("first");
    }
  }

  private static List<String> read(String bootstrap) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      return consumer.poll(Duration.ofSeconds(20)).records(PARTITION).stream()
          .map(ConsumerRecord::value)
          .toList();
    }
  }
}
