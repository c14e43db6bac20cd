package io.lull.standalone;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.standalone.simulate.Document;
import io.lull.standalone.simulate.Estate;
import io.lull.standalone.simulate.EstateBuilder;
import io.lull.standalone.simulate.EstateChurn;
import io.lull.standalone.simulate.EstateInventories;
import io.lull.standalone.simulate.ShopTraces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A site that no file declares: all that is known of it is what its exporters and its collector of
 * traces write to Kafka. Some of it they leave out, and some they have wrong. Its names and
 * addresses are its own.
 */
final class UndeclaredSite {
  private static final String MARK = "x-";
  private static final double MISSING = 0.05;
  private static final double WRONG = 0.02;
  private static final double REPLACED = 0.1;

  /** To each service that customers call. */
  private static final int REQUESTS = 10;

  private final EstateInventories inventories;
  private final EstateChurn churn;
  private Estate estate;
  private ShopTraces traces;

  UndeclaredSite(long seed) {
    inventories = new EstateInventories(seed, MISSING, WRONG);
    churn = new EstateChurn(seed);
    estate = marked(EstateBuilder.build(seed));
    traces = new ShopTraces(estate, seed);
  }

  private static Estate marked(Estate of) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (Node node : of.nodes().values()) {
      Map<String, String> attributes = new LinkedHashMap<>(node.getAttributes());
      attributes.replaceAll((name, value) -> name.equals("site") ? MARK + value : value);
      Node own =
          new Node(
              MARK + node.getId(),
              node.getType(),
              MARK + node.getName(),
              node.getAliases().stream().map(UndeclaredSite::marked).toList(),
              null,
              attributes);
      nodes.put(own.getId(), own);
    }
    List<Relation> relations =
        of.relations().stream()
            .map(
                relation ->
                    new Relation(
                        MARK + relation.getFrom(),
                        MARK + relation.getTo(),
                        relation.getType(),
                        relation.getAttributes()))
            .toList();
    return new Estate(nodes, relations);
  }

  private static String marked(String alias) {
    return alias.startsWith("10.") ? "11." + alias.substring(3) : MARK + alias;
  }

  /** Pods are replaced, a host is renamed, and another one gets the address of one that goes. */
  void change(Agents agents, long nowMillis) throws Exception {
    Estate before = estate;
    estate = churn.pods(estate, REPLACED);
    estate = churn.rename(estate, MARK + "fra-host-032", MARK + "fra-batch-7");
    estate = churn.replace(estate, MARK + "ams-host-053", MARK + "ams-host-900");
    traces = new ShopTraces(estate, nowMillis);
    agents.send(inventories.gone(before, estate, nowMillis), nowMillis);
  }

  /** Sends all that inventories have. */
  void takeStock(Agents agents, long nowMillis) throws Exception {
    agents.send(inventories.inventories(estate, nowMillis), nowMillis);
  }

  /** Sends the traces of some requests. */
  void serve(Agents agents, long nowMillis) throws Exception {
    agents.traces(traces.export(REQUESTS, nowMillis), nowMillis);
  }

  /** How many pods are known to run somewhere, as watches tell. */
  static long pods(ToldGraph told) {
    return told.graph().keySet().stream()
        .filter(key -> key.startsWith(MARK) && key.contains("|RUNS_ON|" + MARK))
        .count();
  }

  /** How many calls are known, as spans tell. */
  static long calls(ToldGraph told) {
    return told.graph().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(MARK))
        .filter(entry -> entry.getValue().contains("latencyMillis"))
        .count();
  }

  /** Who writes to Kafka for it. What was sent has been stored. */
  static final class Agents implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;

    Agents(String bootstrap) {
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", bootstrap, "linger.ms", "5"),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    }

    private void send(List<Document> documents, long nowMillis) throws Exception {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Document document : documents) {
        String format = document.format();
        String topic = "lull.raw." + (format.equals("inventory-json") ? "inventory" : format);
        byte[] key = document.name().getBytes(StandardCharsets.UTF_8);
        for (byte[] value : values(document)) {
          sent.add(producer.send(new ProducerRecord<>(topic, null, nowMillis, key, value)));
        }
      }
      stored(sent);
    }

    /** A watch comes an event at a time. */
    private static List<byte[]> values(Document document) {
      if (!document.format().equals("kubernetes-watch")) {
        return List.of(document.value());
      }
      return new String(document.value(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.getBytes(StandardCharsets.UTF_8))
          .toList();
    }

    private void traces(byte[] export, long nowMillis) throws Exception {
      stored(
          List.of(
              producer.send(
                  new ProducerRecord<>("lull.raw.otlp-traces", null, nowMillis, null, export))));
    }

    private void stored(List<Future<RecordMetadata>> sent) throws Exception {
      producer.flush();
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    }

    @Override
    public void close() {
      producer.close(PATIENCE);
    }
  }
}
