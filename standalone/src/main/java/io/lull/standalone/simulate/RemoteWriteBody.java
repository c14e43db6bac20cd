package io.lull.standalone.simulate;

import com.google.protobuf.CodedOutputStream;
import io.airlift.compress.snappy.SnappyCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** A Prometheus remote write 1.0 request of one sample: prometheus.WriteRequest, snappy block. */
final class RemoteWriteBody {
  private RemoteWriteBody() {}

  static byte[] of(String metric, String instance, double value, long timeMillis)
      throws IOException {
    byte[] name = label("__name__", metric);
    byte[] host = label("instance", instance);
    byte[] sample =
        message(
            out -> {
              out.writeDouble(1, value);
              out.writeInt64(2, timeMillis);
            });
    byte[] series =
        message(
            out -> {
              out.writeByteArray(1, name);
              out.writeByteArray(1, host);
              out.writeByteArray(2, sample);
            });
    return compress(message(out -> out.writeByteArray(1, series)));
  }

  private static byte[] label(String name, String value) throws IOException {
    return message(
        out -> {
          out.writeString(1, name);
          out.writeString(2, value);
        });
  }

  private static byte[] compress(byte[] plain) {
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] buffer = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, buffer, 0, buffer.length);
    return Arrays.copyOf(buffer, length);
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }
}
