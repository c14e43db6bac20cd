package io.lull.standalone;

import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.pipeline.model.RelationIds;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Follows the topology topic from its beginning: the estate as it is known. One thread. */
final class EstateTail implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordDecoder<TopologyChange> decoder;
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Relation> relations = new TreeMap<>();

  EstateTail(String bootstrap, String topic, AvroSerdes serdes) {
    consumer = TopicConsumers.fromBeginning(bootstrap, topic);
    decoder = serdes.decoder(TopologyChange.class);
  }

  /** Takes in what has come; returns how many changes that were. */
  int poll(Duration wait) throws IOException {
    int changes = 0;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      if (record.value() != null) {
        try {
          apply(decoder.decode(record.value()));
        } catch (BadRecordException e) {
          throw new IOException(
              "offset " + record.offset() + " of the topology topic is no change", e);
        }
        changes++;
      }
    }
    return changes;
  }

  private void apply(TopologyChange change) {
    boolean gone = change.getOp() == ChangeOp.DELETE;
    Node node = change.getNode();
    Relation relation = change.getRelation();
    if (node != null && gone) {
      nodes.remove(node.getId());
    } else if (node != null) {
      nodes.put(node.getId(), node);
    } else if (relation != null && gone) {
      relations.remove(RelationIds.of(relation));
    } else if (relation != null) {
      relations.put(RelationIds.of(relation), relation);
    }
  }

  Set<String> ids() {
    return nodes.keySet();
  }

  Collection<Node> nodes() {
    return nodes.values();
  }

  Collection<Relation> relations() {
    return relations.values();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
