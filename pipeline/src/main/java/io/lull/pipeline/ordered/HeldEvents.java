package io.lull.pipeline.ordered;

import io.lull.pipeline.model.PackedEvent;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Events of one stretch of time, with their timestamps, in the order in which they came: where in
 * which page their bytes are. A part of the state of the operator that holds them.
 */
final class HeldEvents {
  private static final int FEW = 64;

  private long[] times;
  private byte[][] pages;
  private int[] starts;
  private int[] ends;
  private int size;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  HeldEvents() {
    this(FEW);
  }

  private HeldEvents(int room) {
    times = new long[room];
    pages = new byte[room][];
    starts = new int[room];
    ends = new int[room];
  }

  int size() {
    return size;
  }

  /** First timestamp; MAX_VALUE if there is none. */
  long earliest() {
    return earliest;
  }

  /** Last timestamp; MIN_VALUE if there is none. */
  long latest() {
    return latest;
  }

  void add(long timestamp, PackedEvent event) {
    if (size == times.length) {
      grow(2 * size);
    }
    put(timestamp, event.bytes(), event.start(), event.end());
  }

  private void grow(int room) {
    times = Arrays.copyOf(times, room);
    pages = Arrays.copyOf(pages, room);
    starts = Arrays.copyOf(starts, room);
    ends = Arrays.copyOf(ends, room);
  }

  private void put(long timestamp, byte[] page, int start, int end) {
    times[size] = timestamp;
    pages[size] = page;
    starts[size] = start;
    ends[size] = end;
    size++;
    earliest = Math.min(earliest, timestamp);
    latest = Math.max(latest, timestamp);
  }

  /** Gives the visitor, and forgets, every event up to and at a time; returns how many. */
  int takeUpTo(long time, EventHold.Visitor visitor) throws Exception {
    int before = size;
    size = 0;
    earliest = Long.MAX_VALUE;
    latest = Long.MIN_VALUE;
    for (int i = 0; i < before; i++) {
      if (times[i] <= time) {
        visitor.visit(times[i], event(i));
      } else {
        put(times[i], pages[i], starts[i], ends[i]);
      }
    }
    Arrays.fill(pages, size, before, null);
    return before - size;
  }

  void forEach(EventHold.Visitor visitor) throws Exception {
    for (int i = 0; i < size; i++) {
      visitor.visit(times[i], event(i));
    }
  }

  private PackedEvent event(int i) {
    return new PackedEvent(pages[i], starts[i], ends[i]);
  }

  /** The same, and not changed by what is added or taken later. */
  HeldEvents frozen() {
    HeldEvents frozen = new HeldEvents(0);
    frozen.times = Arrays.copyOf(times, size);
    frozen.pages = Arrays.copyOf(pages, size);
    frozen.starts = Arrays.copyOf(starts, size);
    frozen.ends = Arrays.copyOf(ends, size);
    frozen.size = size;
    frozen.earliest = earliest;
    frozen.latest = latest;
    return frozen;
  }

  /** A version, the number of events, and of each its timestamp, its length and its bytes. */
  static final class Serializer extends TypeSerializerSingleton<HeldEvents> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;
    private static final int BUFFER_BYTES = 1 << 16;

    static final Serializer INSTANCE = new Serializer();

    @Override
    public boolean isImmutableType() {
      return true;
    }

    @Override
    public HeldEvents createInstance() {
      return new HeldEvents();
    }

    @Override
    public HeldEvents copy(HeldEvents from) {
      return from;
    }

    @Override
    public HeldEvents copy(HeldEvents from, HeldEvents reuse) {
      return from;
    }

    @Override
    public int getLength() {
      return -1;
    }

    @Override
    public void serialize(HeldEvents events, DataOutputView out) throws IOException {
      // Streams of checkpoints take a number a byte at a time, through layers of streams.
      DataOutputSerializer buffer = new DataOutputSerializer(BUFFER_BYTES);
      buffer.writeByte(VERSION);
      buffer.writeInt(events.size);
      for (int i = 0; i < events.size; i++) {
        int length = events.ends[i] - events.starts[i];
        buffer.writeLong(events.times[i]);
        buffer.writeInt(length);
        buffer.write(events.pages[i], events.starts[i], length);
        if (buffer.length() >= BUFFER_BYTES) {
          out.write(buffer.getSharedBuffer(), 0, buffer.length());
          buffer.clear();
        }
      }
      out.write(buffer.getSharedBuffer(), 0, buffer.length());
    }

    @Override
    public HeldEvents deserialize(DataInputView in) throws IOException {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException("held events of layout " + version + ", which is not known");
      }
      int size = in.readInt();
      HeldEvents events = new HeldEvents(size);
      for (int i = 0; i < size; i++) {
        long timestamp = in.readLong();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        events.put(timestamp, bytes, 0, bytes.length);
      }
      return events;
    }

    @Override
    public HeldEvents deserialize(HeldEvents reuse, DataInputView in) throws IOException {
      return deserialize(in);
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
      serialize(deserialize(in), out);
    }

    @Override
    public OfHeld snapshotConfiguration() {
      return new OfHeld();
    }
  }

  /** In savepoints by its name. */
  public static final class OfHeld extends SimpleTypeSerializerSnapshot<HeldEvents> {
    public OfHeld() {
      super(() -> Serializer.INSTANCE);
    }
  }
}
