package io.lull.job.replay;

import io.lull.pipeline.model.CallSpanSerializer;
import io.lull.schema.CallSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Spans as bytes and back; for one thread. Written and read by the same build. */
final class SpanPayload {
  private static final int FIRST_BYTES = 256;

  private final CallSpanSerializer serializer = CallSpanSerializer.create();
  private final DataOutputSerializer out = new DataOutputSerializer(FIRST_BYTES);
  private final DataInputDeserializer in = new DataInputDeserializer();

  byte[] write(CallSpan span) {
    try {
      out.clear();
      serializer.serialize(span, out);
      return out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from memory.
    }
  }

  CallSpan read(byte[] payload) throws IOException {
    in.setBuffer(payload);
    return serializer.deserialize(in);
  }
}
