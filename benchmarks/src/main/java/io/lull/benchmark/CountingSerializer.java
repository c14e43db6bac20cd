package io.lull.benchmark;

import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes incidents as the job does, and counts them on the way. */
final class CountingSerializer implements KafkaRecordSerializationSchema<Incident> {
  private static final long serialVersionUID = 1L;
  private final KafkaRecordSerializationSchema<Incident> serializer;

  private final boolean counts;

  /**
   * @param counts whether this one counts: incidents are written twice
   */
  CountingSerializer(KafkaRecordSerializationSchema<Incident> serializer, boolean counts) {
    this.serializer = serializer;
    this.counts = counts;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
      throws Exception {
    serializer.open(context, sinkContext);
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      Incident incident, KafkaSinkContext context, @Nullable Long timestamp) {
    ProducerRecord<byte[], byte[]> record = serializer.serialize(incident, context, timestamp);
    if (counts && record != null) {
      count(incident, record.value());
    }
    return record;
  }

  private static void count(Incident incident, byte[] value) {
    Tally.add("revisions", 1);
    Tally.add("revision bytes", value.length);
    if (incident.getRevision() == 1) {
      Tally.add("incidents", 1);
    }
    if (incident.getState() == IncidentState.RESOLVED) {
      Tally.add("resolved", 1);
    }
    Tally.checksum(value);
    Tally.end();
  }
}
