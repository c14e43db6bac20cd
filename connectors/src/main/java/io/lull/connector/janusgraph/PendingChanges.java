package io.lull.connector.janusgraph;

import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.connector.kafka.RecordEncoder;
import io.lull.schema.TopologyChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * What a checkpoint keeps of the sink: changes that the graph has not taken yet, in their order.
 */
public record PendingChanges(List<TopologyChange> changes) {

  /** Each change in Avro's single-object encoding, which names the schema it was written with. */
  static final class Serializer implements SimpleVersionedSerializer<PendingChanges> {
    private static final int VERSION_1 = 1;

    @Override
    public int getVersion() {
      return VERSION_1;
    }

    @Override
    public byte[] serialize(PendingChanges pending) throws IOException {
      RecordEncoder<TopologyChange> encoder =
          AvroSerdes.SINGLE_OBJECT.encoder(TopologyChange.class, "");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeInt(pending.changes().size());
        for (TopologyChange change : pending.changes()) {
          byte[] value = encoder.encode(change);
          out.writeInt(value.length);
          out.write(value);
        }
      }
      return bytes.toByteArray();
    }

    @Override
    public PendingChanges deserialize(int version, byte[] serialized) throws IOException {
      if (version != VERSION_1) {
        throw new IOException("state of the CMDB's sink has version " + version + ", not known");
      }
      RecordDecoder<TopologyChange> decoder =
          AvroSerdes.SINGLE_OBJECT.decoder(TopologyChange.class);
      List<TopologyChange> changes = new ArrayList<>();
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
        for (int left = in.readInt(); left > 0; left--) {
          byte[] value = new byte[in.readInt()];
          in.readFully(value);
          changes.add(decoder.decode(value));
        }
      } catch (BadRecordException e) {
        throw new IOException("state of the CMDB's sink: " + e.reason(), e);
      }
      return new PendingChanges(changes);
    }
  }
}
