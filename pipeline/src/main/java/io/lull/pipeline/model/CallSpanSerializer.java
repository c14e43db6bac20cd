package io.lull.pipeline.model;

import io.lull.schema.CallSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Spans as bytes, some 50 each. There are very many spans of few services: a name that was written
 * or read lately is not encoded or made again.
 */
public final class CallSpanSerializer extends RecordSerializer<CallSpan> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  private static final int ROLE = 0x03;
  private static final int ERROR = 0x04;
  private static final int PARENT = 0x08;
  private static final int PEER = 0x10;
  private static final int NAMES = 1024;

  private transient @Nullable String lastWritten;
  private transient byte @Nullable [] lastBytes;
  private transient Name @Nullable [] known;
  private transient byte @Nullable [] name;

  private CallSpanSerializer(int version) {
    super(version);
  }

  /** The type of streams of spans. */
  public static TypeInformation<CallSpan> type() {
    return new RecordTypeInfo<>(CallSpan.class, new CallSpanSerializer(VERSION));
  }

  /** A serializer of the newest layout. */
  public static CallSpanSerializer create() {
    return new CallSpanSerializer(VERSION);
  }

  @Override
  public CallSpanSerializer duplicate() {
    return new CallSpanSerializer(version());
  }

  @Override
  public void serialize(CallSpan span, DataOutputView out) throws IOException {
    String peer = span.peer;
    int flags = span.role & ROLE;
    flags |= span.error ? ERROR : 0;
    flags |= span.parent != 0 ? PARENT : 0;
    flags |= peer != null ? PEER : 0;
    out.writeByte(flags);
    writeService(span.service, out);
    out.writeLong(span.trace);
    out.writeLong(span.id);
    if (span.parent != 0) {
      out.writeLong(span.parent);
    }
    out.writeLong(span.timeMillis);
    out.writeLong(span.durationMicros);
    if (peer != null) {
      writeText(peer, out);
    }
  }

  /** Spans of one service come in batches. */
  private void writeService(String service, DataOutputView out) throws IOException {
    byte[] bytes = lastBytes;
    if (bytes == null || !service.equals(lastWritten)) {
      bytes = service.getBytes(StandardCharsets.UTF_8);
      lastBytes = bytes;
      lastWritten = service;
    }
    writeCount(bytes.length, out);
    out.write(bytes, 0, bytes.length);
  }

  @Override
  public CallSpan deserialize(DataInputView in) throws IOException {
    CallSpan span = new CallSpan();
    int flags = in.readByte();
    span.role = (byte) (flags & ROLE);
    span.error = (flags & ERROR) != 0;
    span.service = readName(in);
    span.trace = in.readLong();
    span.id = in.readLong();
    span.parent = (flags & PARENT) != 0 ? in.readLong() : 0;
    span.timeMillis = in.readLong();
    span.durationMicros = in.readLong();
    span.peer = (flags & PEER) != 0 ? readName(in) : null;
    return span;
  }

  private String readName(DataInputView in) throws IOException {
    int length = readCount(in);
    byte[] bytes = name;
    if (bytes == null || bytes.length < length) {
      bytes = new byte[Math.max(length, 256)];
      name = bytes;
    }
    in.readFully(bytes, 0, length);
    return known(bytes, length);
  }

  private String known(byte[] bytes, int length) {
    Name[] names = known;
    if (names == null) {
      names = new Name[NAMES];
      known = names;
    }
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 16) & NAMES - 1;
    Name there = names[slot];
    if (there != null && there.is(bytes, length)) {
      return there.text;
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    names[slot] = new Name(Arrays.copyOf(bytes, length), text);
    return text;
  }

  /** A name that was read. */
  private record Name(byte[] bytes, String text) {
    boolean is(byte[] other, int length) {
      return Arrays.equals(bytes, 0, bytes.length, other, 0, length);
    }
  }

  @Override
  public TypeSerializerSnapshot<CallSpan> snapshotConfiguration() {
    return new OfSpans();
  }

  /** In savepoints by its name. */
  public static final class OfSpans extends RecordSerializer.Snapshot<CallSpan> {
    public OfSpans() {
      super(VERSION);
    }

    @Override
    protected RecordSerializer<CallSpan> serializer(int layout) {
      return new CallSpanSerializer(layout);
    }
  }
}
