package io.lull.pipeline.model;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * An event as bytes, of which the first is the version of what follows ({@link EventPacker}): for
 * where events wait or travel by the hundred thousand. One of them is two objects and some hundred
 * bytes, where the event itself is dozens of objects and some kilobytes, all of which the collector
 * would have to move.
 */
public final class PackedEvent {
  private final byte[] bytes;
  private final int start;
  private final int end;

  /** The event in a part of a page, which is not to be changed any more. */
  public PackedEvent(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** For streams and state of such events, in the present layout. */
  public static RecordSerializer<PackedEvent> serializer() {
    return new Serializer(Serializer.VERSION);
  }

  /** Where it is; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  public int length() {
    return end - start;
  }

  /** The event, at another place. */
  public PackedEvent copyTo(byte[] page, int at) {
    System.arraycopy(bytes, start, page, at, length());
    return new PackedEvent(page, at, at + length());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PackedEvent event
        && Arrays.equals(bytes, start, end, event.bytes, event.start, event.end);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(Arrays.copyOfRange(bytes, start, end));
  }

  @Override
  public String toString() {
    return "packed event of " + length() + " bytes";
  }

  /** Length and bytes. */
  private static final class Serializer extends RecordSerializer<PackedEvent> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    Serializer(int version) {
      super(version);
    }

    @Override
    public Serializer duplicate() {
      return new Serializer(version());
    }

    @Override
    public void serialize(PackedEvent event, DataOutputView out) throws IOException {
      writeCount(event.length(), out);
      out.write(event.bytes, event.start, event.length());
    }

    @Override
    public PackedEvent deserialize(DataInputView in) throws IOException {
      byte[] bytes = new byte[readCount(in)];
      in.readFully(bytes);
      return new PackedEvent(bytes, 0, bytes.length);
    }

    @Override
    public TypeSerializerSnapshot<PackedEvent> snapshotConfiguration() {
      return new OfPacked();
    }
  }

  /** In savepoints by its name. */
  public static final class OfPacked extends RecordSerializer.Snapshot<PackedEvent> {
    public OfPacked() {
      super(Serializer.VERSION);
    }

    @Override
    protected RecordSerializer<PackedEvent> serializer(int layout) {
      return new Serializer(layout);
    }
  }
}
