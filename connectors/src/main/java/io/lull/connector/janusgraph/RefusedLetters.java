package io.lull.connector.janusgraph;

import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.Contracts;
import io.lull.schema.DeadLetter;
import io.lull.schema.Origin;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Makes dead letters of changes that the graph refuses.
 *
 * @param topic where they come from, and may be sent back to
 */
record RefusedLetters(AvroSerdes serdes, String topic) implements Serializable {
  private static final long serialVersionUID = 1L;

  DeadLetter of(Refusal refusal) throws IOException {
    TopologyChange change = refusal.change();
    Long time = change.getTimeMillis();
    byte[] value = serdes.encoder(TopologyChange.class, topic).encode(change);
    return DeadLetter.newBuilder()
        .setOrigin(new Origin(topic, -1, -1L))
        .setTimeMillis(time == null ? 0L : time.longValue())
        .setFormat("cmdb")
        .setReason(refusal.reason())
        .setKey(ByteBuffer.wrap(Contracts.topologyKey(change).getBytes(StandardCharsets.UTF_8)))
        .setHeaders(Map.of())
        .setValue(ByteBuffer.wrap(value))
        .build();
  }
}
