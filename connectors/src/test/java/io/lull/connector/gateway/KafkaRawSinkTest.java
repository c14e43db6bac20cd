package io.lull.connector.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KafkaRawSinkTest {
  /** A producer that, for one topic, has no metadata until it is told otherwise. */
  private static final class TestingProducer extends MockProducer<byte[], byte[]> {
    private volatile String unknownTopic = "";
    private final AtomicInteger refusals = new AtomicInteger();

    TestingProducer(boolean autoComplete) {
      super(autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (record.topic().equals(unknownTopic)) {
        refusals.incrementAndGet();
        TimeoutException failure = new TimeoutException("topic not present in metadata");
        callback.onCompletion(null, failure);
        return java.util.concurrent.CompletableFuture.failedFuture(failure);
      }
      return super.send(record, callback);
    }
  }

  private final List<@Nullable Exception> outcomes =
      Collections.synchronizedList(new ArrayList<>());

  private static RawMessage message(String topic, int number) {
    return new RawMessage(
        topic,
        "10.0.0.7".getBytes(StandardCharsets.UTF_8),
        Map.of("lull.peer", "10.0.0.7".getBytes(StandardCharsets.UTF_8)),
        Integer.toString(number).getBytes(StandardCharsets.UTF_8),
        1000L + number);
  }

  private static void awaitTrue(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  @Test
  void writesKeyHeadersValueAndTimeInOrder() {
    TestingProducer producer = new TestingProducer(true);
    KafkaRawSink sink = new KafkaRawSink(producer, 5000);
    for (int i = 0; i < 100; i++) {
      sink.send(message("a", i), outcomes::add);
    }
    sink.close();

    assertThat(outcomes).hasSize(100).containsOnlyNulls();
    List<ProducerRecord<byte[], byte[]>> written = producer.history();
    assertThat(written).extracting(ProducerRecord::timestamp).isSorted().hasSize(100);
    assertThat(written.get(7).value()).asString().isEqualTo("7");
    assertThat(written.get(7).key()).asString().isEqualTo("10.0.0.7");
    assertThat(written.get(7).headers().lastHeader("lull.peer").value())
        .asString()
        .isEqualTo("10.0.0.7");
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void keepsWhatATopicDoesNotTakeYetAndHoldsUpNoOther() throws Exception {
    TestingProducer producer = new TestingProducer(true);
    producer.unknownTopic = "late";
    KafkaRawSink sink = new KafkaRawSink(producer, 5000);
    sink.send(message("late", 1), outcomes::add);
    sink.send(message("late", 2), outcomes::add);
    sink.send(message("there", 3), outcomes::add);

    awaitTrue(() -> producer.history().size() == 1 && producer.refusals.get() > 2);
    assertThat(outcomes).hasSize(1);
    producer.unknownTopic = "";
    awaitTrue(() -> outcomes.size() == 3);

    assertThat(producer.history())
        .extracting(record -> record.topic() + new String(record.value(), StandardCharsets.UTF_8))
        .containsExactly("there3", "late1", "late2");
    assertThat(outcomes).containsOnlyNulls();
    sink.close();
  }

  @Test
  void tellsWhatCanNeverBeStoredFromWhatFailed() throws Exception {
    TestingProducer producer = new TestingProducer(false);
    KafkaRawSink sink = new KafkaRawSink(producer, 200);
    sink.send(message("a", 1), outcomes::add);
    sink.send(message("a", 2), outcomes::add);
    awaitTrue(() -> producer.history().size() == 2);

    producer.errorNext(new RecordTooLargeException("1 MB"));
    producer.errorNext(new IllegalStateException("fenced"));

    assertThat(outcomes.get(0)).isInstanceOf(RawSink.Unstorable.class);
    assertThat(outcomes.get(1)).isInstanceOf(IllegalStateException.class);
    sink.close();
  }

  @Test
  void answersEveryRecordAlsoWhenItIsClosedWithoutKafka() {
    TestingProducer producer = new TestingProducer(true);
    producer.unknownTopic = "never";
    KafkaRawSink sink = new KafkaRawSink(producer, 100);
    for (int i = 0; i < 10; i++) {
      sink.send(message("never", i), outcomes::add);
    }

    sink.close();
    sink.close();
    sink.send(message("never", 11), outcomes::add);

    assertThat(outcomes).hasSize(11).doesNotContainNull();
  }

  @Test
  void doesNotLetUsersWeakenDelivery() {
    Map<String, Object> properties =
        KafkaRawSink.properties(
            GatewayOptions.DEFAULT.withKafka(
                new GatewayOptions.Kafka("a:1", Map.of("linger.ms", "50"))));

    assertThat(properties)
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
        .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
        .containsEntry(ProducerConfig.LINGER_MS_CONFIG, "50");
  }
}
