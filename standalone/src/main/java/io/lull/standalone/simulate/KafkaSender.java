package io.lull.standalone.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.standalone.simulate.Signal.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Agents that write to Kafka themselves: a Kubernetes event exporter and Telegraf. */
final class KafkaSender implements WireSender {
  /** How long closing waits for a broker that may be gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Estate estate;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ObjectMapper json = new ObjectMapper();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  KafkaSender(Estate estate, String bootstrap) {
    this.estate = estate;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", "20"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void send(Signal signal, long nowMillis) throws IOException {
    boolean kubernetes = signal.channel() == Channel.KUBERNETES;
    String topic = kubernetes ? "lull.raw.kubernetes" : "lull.raw.influx";
    byte[] value = kubernetes ? kubernetesEvent(signal, nowMillis) : influxLine(signal, nowMillis);
    byte[] key = signal.resource().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, null, nowMillis, key, value);
    var unused = producer.send(record, (metadata, error) -> failure.compareAndSet(null, error));
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException("Kafka refused a record for " + topic, failed);
    }
  }

  private byte[] kubernetesEvent(Signal signal, long nowMillis) throws IOException {
    String kind = signal.details().getOrDefault("object", "Pod");
    String time = Instant.ofEpochSecond(nowMillis / 1000).toString();
    String site = estate.node(signal.resource()).getAttributes().get("site");
    ObjectNode event = json.createObjectNode();
    event.put("apiVersion", "v1").put("kind", "Event");
    event.putObject("metadata").put("name", signal.resource() + ".17f2").put("namespace", site);
    event
        .putObject("involvedObject")
        .put("kind", kind)
        .put("namespace", site)
        .put("name", signal.resource());
    event
        .put("reason", signal.kind())
        .put("message", signal.text())
        .put("type", "Warning")
        .put("count", 1);
    event.put("firstTimestamp", time).put("lastTimestamp", time);
    event.putObject("source").put("component", "kubelet");
    return json.writeValueAsBytes(event);
  }

  private static byte[] influxLine(Signal signal, long nowMillis) {
    StringBuilder line =
        new StringBuilder(signal.kind()).append(",host=").append(signal.resource());
    char separator = ' ';
    for (Map.Entry<String, String> field : signal.details().entrySet()) {
      line.append(separator)
          .append(field.getKey())
          .append('=')
          .append(field.getValue())
          .append('i');
      separator = ',';
    }
    return line.append(' ')
        .append(nowMillis)
        .append("000000")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}
