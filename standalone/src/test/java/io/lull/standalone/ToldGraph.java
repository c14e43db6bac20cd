package io.lull.standalone;

import io.lull.connector.files.TopologyJson;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.schema.TopologyChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * What a topology job has said of the estate.
 *
 * @param graph the last word on each CI and relation, as lines without times
 * @param changes all that was said, with the times from which it holds; what is said twice, as
 *     after a failure, is there once
 * @param notes likewise
 */
record ToldGraph(Map<String, String> graph, Set<String> changes, Set<String> notes) {
  private static final Duration BEAT = Duration.ofMillis(200);

  static ToldGraph read(String bootstrap, String topology, String discovery) throws Exception {
    Map<String, String> graph = new TreeMap<>();
    Set<String> changes = new TreeSet<>();
    RecordDecoder<TopologyChange> decoder = AvroSerdes.SINGLE_OBJECT.decoder(TopologyChange.class);
    try (KafkaConsumer<byte[], byte[]> consumer =
        TopicConsumers.fromBeginning(bootstrap, topology)) {
      while (hasMore(consumer)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(BEAT)) {
          TopologyChange change = decoder.decode(record.value());
          changes.add(TopologyJson.line(change));
          change.setTimeMillis(null);
          graph.put(new String(record.key(), StandardCharsets.UTF_8), TopologyJson.line(change));
        }
      }
    }
    Set<String> notes = new TreeSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        TopicConsumers.fromBeginning(bootstrap, discovery)) {
      while (hasMore(consumer)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(BEAT)) {
          notes.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return new ToldGraph(graph, changes, notes);
  }

  private static boolean hasMore(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }
}
