package io.lull.connector.files;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One input of a replay, of whatever kind, as it lies in the sorted history.
 *
 * <p>A class in the form Flink serialises as a POJO, because it travels in a stream.
 */
public final class HistoryRecord {
  /** Kinds in the order in which they are taken at one time; the codes are on disk. */
  public static final byte TOPOLOGY = 0;

  public static final byte CONTROL = 1;
  public static final byte METRICS = 2;
  public static final byte EVENT = 3;
  public static final byte FACT = 4;
  public static final byte SPAN = 5;

  /** Time of what has been so since ever; above Long.MIN_VALUE, which Flink takes as no time. */
  public static final long SINCE_EVER = Long.MIN_VALUE + 1;

  /** When it takes effect, milliseconds since the epoch. */
  public long timeMillis;

  public byte kind;

  /**
   * Orders records of one time and kind: the resource of metrics, the id of events, what a fact is
   * about, else empty.
   */
  public String key = "";

  /** The record in Avro's binary encoding, without a header. */
  public byte[] payload = new byte[0];

  /** For Flink. */
  public HistoryRecord() {}

  public HistoryRecord(long timeMillis, byte kind, String key, byte[] payload) {
    this.timeMillis = timeMillis;
    this.kind = kind;
    this.key = key;
    this.payload = payload;
  }

  /** By time, kind and key. */
  private static class ByTime implements ExternalSort.Order<HistoryRecord> {
    private static final int OBJECT_BYTES = 96;

    @Override
    public int compare(HistoryRecord a, HistoryRecord b) {
      int order = Long.compare(a.timeMillis, b.timeMillis);
      if (order == 0) {
        order = Byte.compare(a.kind, b.kind);
      }
      return order == 0 ? a.key.compareTo(b.key) : order;
    }

    @Override
    public void write(HistoryRecord record, DataOutput out) throws IOException {
      out.writeLong(record.timeMillis);
      out.writeByte(record.kind);
      writeBytes(record.key.getBytes(StandardCharsets.UTF_8), out);
      writeBytes(record.payload, out);
    }

    private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    @Override
    public HistoryRecord read(DataInput in) throws IOException {
      long time = in.readLong();
      byte kind = in.readByte();
      String key = new String(readBytes(in), StandardCharsets.UTF_8);
      return new HistoryRecord(time, kind, key, readBytes(in));
    }

    private static byte[] readBytes(DataInput in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return bytes;
    }

    @Override
    public int sizeOf(HistoryRecord record) {
      return OBJECT_BYTES + 2 * record.key.length() + record.payload.length;
    }
  }

  /** By key, time and kind. */
  private static final class ByKey extends ByTime {
    @Override
    public int compare(HistoryRecord a, HistoryRecord b) {
      int order = a.key.compareTo(b.key);
      return order == 0 ? super.compare(a, b) : order;
    }
  }

  /** By key, then time. */
  public static ExternalSort.Order<HistoryRecord> byKey() {
    return new ByKey();
  }

  /** The order of a history: by time, kind and key. */
  public static ExternalSort.Order<HistoryRecord> byTime() {
    return new ByTime();
  }
}
