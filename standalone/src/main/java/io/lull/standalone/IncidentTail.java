package io.lull.standalone;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.IncidentJson;
import io.lull.schema.Incident;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Follows the incident topic from its beginning. One thread. */
final class IncidentTail implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Incident> revisions = new ArrayList<>();
  private final Map<String, Incident> latest = new TreeMap<>();

  IncidentTail(String bootstrap, String topic) {
    consumer = TopicConsumers.fromBeginning(bootstrap, topic);
  }

  /** Takes in what has come; returns how many revisions were new. */
  int poll(Duration wait) throws IOException {
    int before = revisions.size();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      try {
        take(IncidentJson.parse(new String(record.value(), StandardCharsets.UTF_8)));
      } catch (BadLineException e) {
        throw new IOException(
            "offset " + record.offset() + " of the incident topic is no incident", e);
      }
    }
    return revisions.size() - before;
  }

  private void take(Incident incident) {
    Incident known = latest.get(incident.getId());
    if (known == null || known.getRevision() < incident.getRevision()) {
      latest.put(incident.getId(), incident);
      revisions.add(incident);
    }
  }

  /** Every incident at its last revision. */
  List<Incident> latest() {
    return List.copyOf(latest.values());
  }

  /** All revisions of one incident, in order. */
  List<Incident> revisionsOf(String id) {
    return revisions.stream().filter(incident -> incident.getId().equals(id)).toList();
  }

  /** Writes all revisions, as a replay does. */
  void writeTo(Path file) throws IOException {
    Files.write(file, revisions.stream().map(IncidentJson::write).toList());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
