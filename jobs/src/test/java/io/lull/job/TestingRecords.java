package io.lull.job;

import io.lull.connector.files.JsonLines;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.schema.TopologyChange;
import java.util.Map;

/** Records of contract topics. */
final class TestingRecords {
  private TestingRecords() {}

  /** A change of the topology in Avro, from its JSON line. */
  static RawRecord topology(long offset, long timestamp, String json) throws Exception {
    byte[] value =
        AvroSerdes.SINGLE_OBJECT
            .encoder(TopologyChange.class, "lull.topology")
            .encode(JsonLines.topology(json));
    return new RawRecord("lull.topology", 0, offset, timestamp, null, Map.of(), value);
  }
}
