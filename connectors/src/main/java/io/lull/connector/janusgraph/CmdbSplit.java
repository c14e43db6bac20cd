package io.lull.connector.janusgraph;

import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The graph as a split: how far it is read.
 *
 * @param followFrom the first slot of writing time that is not read for good; {@link #SNAPSHOT} if
 *     the estate itself has not been read yet
 */
record CmdbSplit(long followFrom) implements SourceSplit {
  static final long SNAPSHOT = -1;
  static final String ID = "cmdb";

  @Override
  public String splitId() {
    return ID;
  }

  static final class Serializer implements SimpleVersionedSerializer<CmdbSplit> {
    private static final int VERSION_1 = 1;

    @Override
    public int getVersion() {
      return VERSION_1;
    }

    @Override
    public byte[] serialize(CmdbSplit split) {
      return ByteBuffer.allocate(Long.BYTES).putLong(split.followFrom()).array();
    }

    @Override
    public CmdbSplit deserialize(int version, byte[] serialized) {
      if (version != VERSION_1) {
        throw new IllegalArgumentException("split of version " + version + " is not known");
      }
      return new CmdbSplit(ByteBuffer.wrap(serialized).getLong());
    }
  }
}
