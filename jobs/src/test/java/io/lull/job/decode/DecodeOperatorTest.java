package io.lull.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.job.config.SourceBinding;
import io.lull.schema.DeadLetter;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeOperatorTest {
  private static final long SEEN = 1_750_000_000_000L;
  private static final long BOUND = 5_000;

  private OneInputStreamOperatorTestHarness<RawRecord, Event> harness;

  @BeforeEach
  void open() throws Exception {
    DecodeOptions options =
        new DecodeOptions(
            List.of(
                SourceBinding.topic("events", "json"),
                SourceBinding.topic("avro", "event-avro"),
                SourceBinding.topic("batches", "metrics-avro"),
                SourceBinding.topic("clock", "clock")),
            DecoderOptions.DEFAULT,
            AvroSerdes.SINGLE_OBJECT);
    harness = new OneInputStreamOperatorTestHarness<>(new DecodeOperator(options));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void process(String topic, byte[] value) throws Exception {
    harness.processElement(
        new StreamRecord<>(new RawRecord(topic, 0, 7, SEEN, null, Map.of(), value), SEEN));
  }

  private void process(String topic, String value) throws Exception {
    process(topic, value.getBytes(StandardCharsets.UTF_8));
  }

  @SuppressWarnings("unchecked")
  private StreamRecord<Event> only() {
    assertThat(harness.getOutput()).hasSize(1);
    return (StreamRecord<Event>) harness.getOutput().peek();
  }

  private Queue<StreamRecord<DeadLetter>> deadLetters() {
    return harness.getSideOutput(DecodeStage.DEAD_LETTERS);
  }

  @Test
  void anEventHasItsOwnTimeAndAStreamTimestampNearTheCollectors() throws Exception {
    process("events", "{\"time\":\"2025-06-15T15:00:00Z\",\"resource\":\"r1\",\"type\":\"X\"}");
    Event event = only().getValue();
    long time = 1_749_999_600_000L;
    assertThat(event.getTimeMillis()).isEqualTo(time);
    assertThat(only().getTimestamp()).isEqualTo(SEEN - BOUND);
  }

  @Test
  void eventsInAvroAreTakenAsTheyAre() throws Exception {
    Event event =
        Event.newBuilder()
            .setId("e1")
            .setTimeMillis(SEEN - 2)
            .setObservedMillis(SEEN - 1)
            .setResource("db")
            .setSource("threshold")
            .build();
    process("avro", AvroSerdes.SINGLE_OBJECT.encoder(Event.class, "avro").encode(event));
    assertThat(only().getValue()).isEqualTo(event);
    assertThat(only().getTimestamp()).isEqualTo(SEEN - 2);
  }

  @Test
  void heartbeatsAreNeitherEventsNorDeadLetters() throws Exception {
    process("clock", new byte[0]);
    assertThat(harness.getOutput()).isEmpty();
    assertThat(deadLetters()).isNull();
  }

  @Test
  void whatCannotBeDecodedKeepsItsBytesAndOrigin() throws Exception {
    process("events", "{\"time\":");
    process("nowhere", "x");
    process("avro", "x");
    assertThat(harness.getOutput()).isEmpty();
    List<DeadLetter> letters = deadLetters().stream().map(StreamRecord::getValue).toList();
    assertThat(letters).hasSize(3);
    assertThat(letters).allMatch(letter -> letter.getOrigin().getPosition() == 7);
    assertThat(letters.get(0).getFormat()).isEqualTo("json");
    assertThat(letters.get(0).getValue().remaining()).isEqualTo(8);
    assertThat(letters.get(1).getReason()).contains("nowhere is bound to no format");
    assertThat(letters.get(2).getReason()).contains("starts with 78");
  }

  @Test
  void aTimeFromTheFutureIsADeadLetterWithItsBytesAndOrigin() throws Exception {
    String line = "{\"time\":\"2099-01-01T00:00:00Z\",\"resource\":\"r1\",\"type\":\"X\"}";
    process("events", line);
    Event event =
        Event.newBuilder()
            .setId("e1")
            .setTimeMillis(Long.MAX_VALUE)
            .setObservedMillis(SEEN)
            .setResource("db")
            .setSource("threshold")
            .build();
    process("avro", AvroSerdes.SINGLE_OBJECT.encoder(Event.class, "avro").encode(event));
    assertThat(harness.getOutput()).isEmpty();
    List<DeadLetter> letters = deadLetters().stream().map(StreamRecord::getValue).toList();
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).getReason())
        .isEqualTo(
            "1 time from the future: 2099-01-01T00:00:00Z, seen at 2025-06-15T15:06:40Z;"
                + " expected at most PT24H ahead (time.max-future)");
    assertThat(StandardCharsets.UTF_8.decode(letters.get(0).getValue()).toString()).isEqualTo(line);
    assertThat(letters.get(0).getOrigin().getPosition()).isEqualTo(7);
    assertThat(letters.get(1).getFormat()).isEqualTo("event-avro");
  }

  @Test
  void aBatchOfOurOwnContractIsTakenAsItIs() throws Exception {
    Sample sample = new Sample("cpu", Map.of("core", "0"), 0.5, MetricKind.GAUGE, "1", false);
    MetricBatch batch = new MetricBatch("h1", SEEN, SEEN, "otlp", null, List.of(sample));
    process("batches", AvroSerdes.SINGLE_OBJECT.encoder(MetricBatch.class, "").encode(batch));
    process("batches", "not Avro");
    assertThat(harness.getSideOutput(DecodeStage.METRICS))
        .extracting(record -> record.getValue().toBatch())
        .containsExactly(batch);
    assertThat(deadLetters()).hasSize(1);
  }

  @Test
  void ofARecordTheOtherEventsGoOnAndOneLetterTellsOfAll() throws Exception {
    process(
        "events",
        "[{\"time\":\"2099-01-01T00:00:00Z\",\"resource\":\"r1\",\"type\":\"X\"},"
            + "{\"time\":\"2025-06-15T15:06:40Z\",\"resource\":\"r2\",\"type\":\"X\"},"
            + "{\"time\":\"2098-01-01T00:00:00Z\",\"resource\":\"r3\",\"type\":\"X\"}]");
    assertThat(only().getValue().getResource()).isEqualTo("r2");
    assertThat(deadLetters()).hasSize(1);
    assertThat(deadLetters().peek().getValue().getReason()).startsWith("2 times from the future");
    process("events", "{\"time\":\"2025-06-15T15:06:40Z\",\"resource\":\"r4\",\"type\":\"X\"}");
    assertThat(deadLetters()).as("the next record starts anew").hasSize(1);
  }

  @Test
  void aTimeLongPastStandsForTheLateOnes() throws Exception {
    process("events", "{\"time\":\"1970-01-01T00:00:00Z\",\"resource\":\"r1\",\"type\":\"X\"}");
    assertThat(only().getValue().getTimeMillis()).isZero();
    assertThat(only().getTimestamp()).isEqualTo(SEEN - BOUND);
  }

  @Test
  void theStreamTimestampStaysWithinTheBound() {
    assertThat(DecodeOperator.streamTimestamp(100, 200, 50)).isEqualTo(150);
    assertThat(DecodeOperator.streamTimestamp(190, 200, 50)).isEqualTo(190);
    assertThat(DecodeOperator.streamTimestamp(900, 200, 50)).isEqualTo(250);
    assertThat(DecodeOperator.streamTimestamp(Long.MIN_VALUE, 200, 50)).isEqualTo(150);
    assertThat(DecodeOperator.streamTimestamp(Long.MAX_VALUE, 200, 50)).isEqualTo(250);
  }
}
