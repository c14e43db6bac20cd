package io.lull.pipeline.model;

import io.lull.schema.LayoutPool;
import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Scrapes as bytes; what is read shares its layouts with what was read before. */
public final class ScrapeSerializer extends RecordSerializer<Scrape> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final int POOL_BYTES = 8 << 20;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private transient @Nullable LayoutPool pool;
  private transient byte @Nullable [] buffer;
  private transient @Nullable String lastSource;
  private transient @Nullable String lastOrigin;

  private ScrapeSerializer(int version) {
    super(version);
  }

  /** The type of streams of scrapes. */
  public static TypeInformation<Scrape> type() {
    return new RecordTypeInfo<>(Scrape.class, new ScrapeSerializer(VERSION));
  }

  @Override
  public ScrapeSerializer duplicate() {
    return new ScrapeSerializer(version());
  }

  @Override
  public void serialize(Scrape scrape, DataOutputView out) throws IOException {
    writeText(scrape.resource(), out);
    out.writeLong(scrape.timeMillis());
    out.writeLong(scrape.observedMillis());
    writeText(scrape.source(), out);
    String origin = scrape.originSource();
    out.writeBoolean(origin != null);
    if (origin != null) {
      writeText(origin, out);
      out.writeInt(scrape.originPartition());
      out.writeLong(scrape.originPosition());
    }
    writeBytes(scrape.common(), out);
    writeBytes(scrape.layout().bytes(), out);
    int size = scrape.size();
    writeCount(size, out);
    byte[] values = buffer(size * Long.BYTES);
    for (int i = 0; i < size; i++) {
      LONGS.set(values, i * Long.BYTES, scrape.bits(i));
    }
    out.write(values, 0, size * Long.BYTES);
  }

  private static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    writeCount(bytes.length, out);
    out.write(bytes, 0, bytes.length);
  }

  @Override
  public Scrape deserialize(DataInputView in) throws IOException {
    String resource = readText(in);
    long time = in.readLong();
    long observed = in.readLong();
    String source = same(lastSource, readText(in));
    lastSource = source;
    String origin = null;
    int partition = 0;
    long position = 0;
    if (in.readBoolean()) {
      origin = same(lastOrigin, readText(in));
      lastOrigin = origin;
      partition = in.readInt();
      position = in.readLong();
    }
    byte[] common = common(in);
    ScrapeLayout layout = layout(in);
    int size = readCount(in);
    byte[] bytes = buffer(size * Long.BYTES);
    in.readFully(bytes, 0, size * Long.BYTES);
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      values[i] = (long) LONGS.get(bytes, i * Long.BYTES);
    }
    return new Scrape(
        resource, time, observed, source, origin, partition, position, common, layout, values);
  }

  private static byte[] common(DataInputView in) throws IOException {
    int length = readCount(in);
    if (length == 0) {
      return Scrape.NO_LABELS;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private ScrapeLayout layout(DataInputView in) throws IOException {
    int length = readCount(in);
    byte[] bytes = buffer(length);
    in.readFully(bytes, 0, length);
    LayoutPool known = pool;
    if (known == null) {
      known = new LayoutPool(POOL_BYTES);
      pool = known;
    }
    return known.get(bytes, 0, length);
  }

  private static String same(@Nullable String known, String text) {
    return known != null && known.equals(text) ? known : text;
  }

  private byte[] buffer(int length) {
    byte[] known = buffer;
    if (known == null || known.length < length) {
      known = known == null ? new byte[Math.max(length, 4096)] : Arrays.copyOf(known, 2 * length);
      buffer = known;
    }
    return known;
  }

  @Override
  public TypeSerializerSnapshot<Scrape> snapshotConfiguration() {
    return new OfScrapes();
  }

  /** In savepoints by its name. */
  public static final class OfScrapes extends RecordSerializer.Snapshot<Scrape> {
    public OfScrapes() {
      super(VERSION);
    }

    @Override
    protected RecordSerializer<Scrape> serializer(int layout) {
      return new ScrapeSerializer(layout);
    }
  }
}
