package io.lull.job;

import io.lull.connector.files.JsonLines;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.schema.TopologyChange;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Records as topics have them. */
final class TestingRecords {
  private TestingRecords() {}

  /** A text on a raw topic. */
  static RawRecord raw(String topic, long offset, long timestamp, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return new RawRecord(topic, 0, offset, timestamp, null, Map.of(), bytes);
  }

  /** A change of the topology in Avro, from its JSON line. */
  static RawRecord topology(long offset, long timestamp, String json) throws Exception {
    byte[] value =
        AvroSerdes.SINGLE_OBJECT
            .encoder(TopologyChange.class, "lull.topology")
            .encode(JsonLines.topology(json));
    return new RawRecord("lull.topology", 0, offset, timestamp, null, Map.of(), value);
  }
}
