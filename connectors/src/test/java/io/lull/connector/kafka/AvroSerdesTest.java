package io.lull.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lull.schema.Event;
import io.lull.schema.Severity;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroSerdesTest {
  private TestingRegistry registry;

  @BeforeEach
  void startRegistry() throws Exception {
    registry = new TestingRegistry();
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  private static Event event() {
    return Event.newBuilder()
        .setId("e1")
        .setTimeMillis(1_750_000_000_000L)
        .setObservedMillis(1_750_000_000_001L)
        .setResource("leaf1")
        .setSource("syslog")
        .setSeverity(Severity.MAJOR)
        .setAttributes(Map.of("process", "bgpd"))
        .build();
  }

  /** Events as a release before would have had them: without the optional fields at the end. */
  private static Schema olderSchema() {
    List<String> then = List.of("id", "timeMillis", "observedMillis", "resource", "source");
    Schema older = Schema.createRecord("Event", "then", "io.lull.schema", false);
    older.setFields(
        Event.SCHEMA$.getFields().stream()
            .filter(field -> then.contains(field.name()))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList());
    return older;
  }

  private static GenericRecord older() {
    return new GenericRecordBuilder(olderSchema())
        .set("id", "e0")
        .set("timeMillis", 1L)
        .set("observedMillis", 2L)
        .set("resource", "leaf0")
        .set("source", "snmp")
        .build();
  }

  private static void assertIsOlder(Event read) {
    assertThat(read.getId()).isEqualTo("e0");
    assertThat(read.getResource()).isEqualTo("leaf0");
    assertThat(read.getType()).as("what was added since has its default").isEmpty();
    assertThat(read.getAttributes()).isEmpty();
  }

  private static byte[] framed(int magic, int id, byte... rest) {
    ByteBuffer value = ByteBuffer.allocate(5 + rest.length);
    return value.put((byte) magic).putInt(id).put(rest).array();
  }

  private AvroSerdes confluent() {
    return new AvroSerdes(registry.address());
  }

  @Test
  void withARegistryValuesAreInConfluentFramingUnderTheSubjectOfTheTopic() throws Exception {
    RecordEncoder<Event> encoder = confluent().encoder(Event.class, "acme.events");
    byte[] value = encoder.encode(event());
    encoder.encode(event());
    assertThat(value).startsWith(0, 0, 0, 0, 1);
    assertThat(registry.subjects()).containsOnlyKeys("acme.events-value");

    RecordDecoder<Event> decoder = confluent().decoder(Event.class);
    assertThat(decoder.decode(value)).isEqualTo(event());
    assertThat(decoder.decode(value)).isEqualTo(event());
    assertThat(registry.requests())
        .as("one request each, with the credentials")
        .containsExactly(
            "POST /api/subjects/acme.events-value/versions Basic bHVsbDpzZWNyZXQ=",
            "GET /api/schemas/ids/1 Basic bHVsbDpzZWNyZXQ=");
  }

  @Test
  void bothFramingsAreReadWhateverIsConfigured() throws Exception {
    byte[] single = AvroSerdes.SINGLE_OBJECT.encoder(Event.class, "t").encode(event());
    assertThat(single).startsWith(0xC3, 0x01);
    assertThat(confluent().decoder(Event.class).decode(single)).isEqualTo(event());

    byte[] framed = confluent().encoder(Event.class, "t").encode(event());
    assertThatExceptionOfType(BadRecordException.class)
        .isThrownBy(() -> AvroSerdes.SINGLE_OBJECT.decoder(Event.class).decode(framed))
        .withMessageContaining("kafka.registry.url is not set");
  }

  @Test
  void aRecordOfAnOlderSchemaInTheRegistryIsReadWithItsDefaults() throws Exception {
    int id = registry.store(olderSchema().toString());
    byte[] body = single(older());
    ByteBuffer value = ByteBuffer.allocate(5 + body.length - 10);
    value.put((byte) 0).putInt(id).put(body, 10, body.length - 10);
    assertIsOlder(confluent().decoder(Event.class).decode(value.array()));
  }

  @Test
  void aRecordOfAnOlderSchemaInTheHistoryIsReadWithItsDefaults() throws Exception {
    SchemaHistory history = new SchemaHistory(Event.SCHEMA$, List.of(olderSchema()));
    RecordDecoder<Event> decoder = AvroSerdes.SINGLE_OBJECT.decoder(Event.class, history);
    assertIsOlder(decoder.decode(single(older())));
    byte[] today = AvroSerdes.SINGLE_OBJECT.encoder(Event.class, "t").encode(event());
    assertThat(decoder.decode(today)).isEqualTo(event());
  }

  @Test
  void aRecordOfAnUnknownSchemaIsRefused() throws Exception {
    byte[] unknown = single(older());
    assertThatExceptionOfType(BadRecordException.class)
        .isThrownBy(() -> AvroSerdes.SINGLE_OBJECT.decoder(Event.class).decode(unknown))
        .withMessageContaining("schema that this release does not know");
  }

  @Test
  void theHistoryOfTheReleasesIsKnown() {
    SchemaHistory history = SchemaHistory.of(Event.SCHEMA$);
    io.lull.schema.ContractHistory.of("Event")
        .forEach(
            then ->
                assertThat(history.findByFingerprint(SchemaHistory.fingerprint(then)))
                    .isEqualTo(then));
  }

  @Test
  void anIdThatTheRegistryDoesNotKnowIsRefusedAsTheRecordsFault() {
    RecordDecoder<Event> decoder = confluent().decoder(Event.class);
    assertThatExceptionOfType(BadRecordException.class)
        .isThrownBy(() -> decoder.decode(framed(0, 99, (byte) 1)))
        .withMessageContaining("knows no schema 99")
        .withMessageNotContaining("secret");
  }

  @Test
  void bytesThatAreNoRecordOfTheirSchemaAreRefused() throws Exception {
    int id = registry.store(Event.SCHEMA$.toString());
    int foreign = registry.store("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
    int broken = registry.store("{\"type\":\"recrod\"}");
    RecordDecoder<Event> decoder = confluent().decoder(Event.class);
    for (byte[] value :
        List.of(
            new byte[0],
            new byte[] {0},
            framed(0, 0),
            framed(0, id, (byte) 0x7f),
            framed(0, id, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x0f),
            framed(0, foreign, (byte) 2),
            framed(0, broken, (byte) 2),
            framed(0xC3, 1, (byte) 2),
            framed('x', 1))) {
      assertThatExceptionOfType(BadRecordException.class)
          .as("%s", ByteBuffer.wrap(value))
          .isThrownBy(() -> decoder.decode(value));
    }
  }

  @Test
  void aRegistryThatFailsForAMomentIsAskedAgain() throws Exception {
    byte[] value = confluent().encoder(Event.class, "t").encode(event());
    registry.failWith(503, 502);
    assertThat(confluent().decoder(Event.class).decode(value)).isEqualTo(event());
    registry.failWith(500);
    assertThat(confluent().encoder(Event.class, "t").encode(event())).isEqualTo(value);
  }

  @Test
  void aRegistryThatKeepsFailingFailsTheReaderAndLosesNothing() throws Exception {
    byte[] value = confluent().encoder(Event.class, "t").encode(event());
    RecordDecoder<Event> decoder = confluent().decoder(Event.class);
    registry.failWith(503, 503, 503);
    assertThatExceptionOfType(RegistryUnavailableException.class)
        .isThrownBy(() -> decoder.decode(value))
        .withMessageContaining("503")
        .withMessageNotContaining("secret");
    assertThat(decoder.decode(value)).as("the same record, read again").isEqualTo(event());
  }

  @Test
  void aRegistryThatRefusesOrIsGoneSaysSo() throws Exception {
    byte[] value = confluent().encoder(Event.class, "t").encode(event());
    registry.failWith(401);
    assertThatExceptionOfType(RegistryUnavailableException.class)
        .isThrownBy(() -> confluent().encoder(Event.class, "t").encode(event()))
        .withMessageContaining("answered 401");
    AvroSerdes gone = confluent();
    registry.close();
    assertThatExceptionOfType(RegistryUnavailableException.class)
        .isThrownBy(() -> gone.decoder(Event.class).decode(value))
        .withMessageContaining("does not answer");
  }

  private static byte[] single(GenericRecord record) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema())
        .encode(record, out);
    return out.toByteArray();
  }
}
