package io.lull.connector.format.metrics;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes remote write messages field by field, as their .proto files say. */
final class TestingRemoteWrite {

  /** Writes the fields of a message. */
  interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private final List<String> symbols = new ArrayList<>(List.of(""));

  static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A request of series, as 1.0 (field 1) packs them. */
  static byte[] v1(byte[]... series) {
    return SnappyBlock.pack(
        message(
            out -> {
              for (byte[] one : series) {
                out.writeByteArray(1, one);
              }
            }));
  }

  /** A series of 1.0: labels as name, value, name, value. */
  static byte[] series(List<String> labels, byte[]... samples) {
    return message(
        out -> {
          for (int i = 0; i < labels.size(); i += 2) {
            String name = labels.get(i);
            String value = labels.get(i + 1);
            out.writeByteArray(
                1,
                message(
                    label -> {
                      label.writeString(1, name);
                      label.writeString(2, value);
                    }));
          }
          for (byte[] sample : samples) {
            out.writeByteArray(2, sample);
          }
        });
  }

  static byte[] sample(double value, long timeMillis) {
    return sampleBits(Double.doubleToRawLongBits(value), timeMillis);
  }

  static byte[] sampleBits(long bits, long timeMillis) {
    return message(
        out -> {
          out.writeFixed64(1, bits);
          out.writeInt64(2, timeMillis);
        });
  }

  static byte[] histogram(long count, long sumBits, int resetHint, long timeMillis) {
    return message(
        out -> {
          out.writeUInt64(1, count);
          out.writeFixed64(3, sumBits);
          out.writeSInt32(4, 3);
          out.writeByteArray(11, message(span -> span.writeUInt32(2, 2)));
          out.writeByteArray(12, new byte[] {2, 4});
          out.writeEnum(14, resetHint);
          out.writeInt64(15, timeMillis);
        });
  }

  int symbol(String text) {
    int at = symbols.indexOf(text);
    if (at >= 0) {
      return at;
    }
    symbols.add(text);
    return symbols.size() - 1;
  }

  /** A series of 2.0; {@code field} 2 for samples, 3 for histograms. */
  byte[] series2(List<String> labels, int type, String unit, int field, byte[]... values) {
    byte[] refs =
        message(
            out -> {
              for (String label : labels) {
                out.writeUInt32NoTag(symbol(label));
              }
            });
    return series2(refs, type, symbol(unit), field, values);
  }

  static byte[] series2(byte[] refs, int type, int unit, int field, byte[]... values) {
    return message(
        out -> {
          out.writeByteArray(1, refs);
          for (byte[] value : values) {
            out.writeByteArray(field, value);
          }
          out.writeByteArray(
              5,
              message(
                  metadata -> {
                    metadata.writeEnum(1, type);
                    metadata.writeUInt32(4, unit);
                  }));
        });
  }

  /** A request of 2.0 with the symbols asked for so far. */
  byte[] v2(byte[]... series) {
    return SnappyBlock.pack(
        message(
            out -> {
              for (String symbol : symbols) {
                out.writeString(4, symbol);
              }
              for (byte[] one : series) {
                out.writeByteArray(5, one);
              }
            }));
  }
}
