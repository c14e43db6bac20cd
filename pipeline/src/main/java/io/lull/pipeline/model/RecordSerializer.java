package io.lull.pipeline.model;

import io.lull.schema.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A serialiser written by hand, for what crosses operators by the hundred thousand a second: no
 * reflection, no schema, explicit codes. A change of the layout gets a new version; every version
 * written once stays readable.
 *
 * @param <T> what is serialised; elements are never changed, so that they need not be copied
 */
public abstract class RecordSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;
  private static final int CONTINUES = 0x80;
  private static final int LOW_BITS = 0x7f;
  private static final int SCRATCH_BYTES = 256;

  private final int version;
  private transient byte @Nullable [] scratch;

  /**
   * @param version layout that is read; the newest is written
   */
  protected RecordSerializer(int version) {
    this.version = version;
  }

  /** Layout that is read. */
  protected final int version() {
    return version;
  }

  /** A serialiser of its own, since each has a buffer. */
  @Override
  public abstract RecordSerializer<T> duplicate();

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  @SuppressWarnings("NullAway") // Flink: may be null where instances are not reused
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other != null
        && other.getClass() == getClass()
        && ((RecordSerializer<?>) other).version == version;
  }

  @Override
  public int hashCode() {
    return Objects.hash(getClass(), version);
  }

  /** Writes a number from 0 on; small ones are short. */
  protected static void writeCount(int count, DataOutputView out) throws IOException {
    int rest = count;
    while ((rest & ~LOW_BITS) != 0) {
      out.writeByte(rest & LOW_BITS | CONTINUES);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  protected static int readCount(DataInputView in) throws IOException {
    int count = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.readByte();
      count |= (next & LOW_BITS) << shift;
      if ((next & CONTINUES) == 0) {
        return count;
      }
    }
  }

  /** Writes a text in UTF-8; as with Avro, half a surrogate pair becomes a question mark. */
  protected static void writeText(String text, DataOutputView out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeCount(bytes.length, out);
    out.write(bytes, 0, bytes.length);
  }

  protected final String readText(DataInputView in) throws IOException {
    int length = readCount(in);
    if (length == 0) {
      return "";
    }
    byte[] bytes = scratch;
    if (bytes == null || bytes.length < length) {
      bytes = new byte[Math.max(length, SCRATCH_BYTES)];
      scratch = bytes;
    }
    in.readFully(bytes, 0, length);
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** From 0 to 5; 0 is none. */
  protected static int code(@Nullable Severity severity) {
    if (severity == null) {
      return 0;
    }
    return switch (severity) {
      case INDETERMINATE -> 1;
      case WARNING -> 2;
      case MINOR -> 3;
      case MAJOR -> 4;
      case CRITICAL -> 5;
    };
  }

  protected static @Nullable Severity severity(int code) throws IOException {
    try {
      return severityOf(code);
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException if no severity has the code
   */
  static @Nullable Severity severityOf(int code) {
    return switch (code) {
      case 0 -> null;
      case 1 -> Severity.INDETERMINATE;
      case 2 -> Severity.WARNING;
      case 3 -> Severity.MINOR;
      case 4 -> Severity.MAJOR;
      case 5 -> Severity.CRITICAL;
      default -> throw new IllegalArgumentException("no severity has the code " + code);
    };
  }

  /** What a savepoint knows of the serialiser: the version of its layout. */
  public abstract static class Snapshot<T> implements TypeSerializerSnapshot<T> {
    private int version;

    /**
     * @param version the newest layout
     */
    protected Snapshot(int version) {
      this.version = version;
    }

    /** A serialiser that reads a layout. */
    protected abstract RecordSerializer<T> serializer(int layout);

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeInt(version);
    }

    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader)
        throws IOException {
      version = in.readInt();
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return serializer(version);
    }

    /**
     * What was written otherwise, such as by Avro in release 0.1.0, is read so once, and rewritten.
     */
    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      boolean same = old instanceof Snapshot<T> other && other.version == version;
      return same
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
    }
  }
}
