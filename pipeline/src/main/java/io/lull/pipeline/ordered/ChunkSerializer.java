package io.lull.pipeline.ordered;

import io.lull.pipeline.model.Chunk;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A chunk as its length (4 bytes) and its bytes, of which the first is the version of what follows.
 * A copy is a frozen view: Flink copies broadcast state while a snapshot is taken and writes it
 * later, so the pages are shared with the snapshot instead of copied.
 */
public final class ChunkSerializer extends TypeSerializerSingleton<Chunk> {
  private static final long serialVersionUID = 1L;

  static final ChunkSerializer INSTANCE = new ChunkSerializer();

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public Chunk createInstance() {
    return Chunk.of(new byte[0]);
  }

  @Override
  public Chunk copy(Chunk from) {
    return from.frozen();
  }

  @Override
  public Chunk copy(Chunk from, Chunk reuse) {
    return from.frozen();
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(Chunk chunk, DataOutputView target) throws IOException {
    target.writeInt(chunk.length());
    target.write(chunk.bytes(), 0, chunk.length());
  }

  @Override
  public Chunk deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return Chunk.of(bytes);
  }

  @Override
  public Chunk deserialize(Chunk reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public TypeSerializerSnapshot<Chunk> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says in snapshots which serializer it was; there is nothing to configure. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Chunk> {
    /** Made by Flink when it reads a snapshot. */
    public Snapshot() {
      super(ChunkSerializer::instance);
    }
  }

  private static TypeSerializer<Chunk> instance() {
    return INSTANCE;
  }
}
