package io.lull.connector.format.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The symbol table of a remote write 2.0 request; strings are made when they are asked for. */
final class Symbols {
  // Field 4, length-delimited.
  private static final int TAG = 4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final byte[] request;
  // Where symbol i starts and ends.
  private int[] bounds = new int[256];
  private int count;
  private final @Nullable String[] strings;

  /**
   * @throws IOException if the request is malformed or has more than {@code maxSymbols} symbols
   */
  Symbols(byte[] request, int maxSymbols) throws IOException {
    this.request = request;
    CodedInputStream in = CodedInputStream.newInstance(request);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != TAG) {
        in.skipField(tag);
        continue;
      }
      if (count == maxSymbols) {
        throw new IOException("more than " + maxSymbols + " symbols");
      }
      add(in);
    }
    this.strings = new @Nullable String[count];
  }

  private void add(CodedInputStream in) throws IOException {
    int length = in.readRawVarint32();
    int from = in.getTotalBytesRead();
    in.skipRawBytes(length);
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = from;
    bounds[2 * count + 1] = from + length;
    count++;
  }

  /**
   * @throws UnpackException if there is no such symbol or it is not UTF-8
   */
  String get(int ref) throws UnpackException {
    if (ref < 0 || ref >= count) {
      throw new UnpackException(
          "symbol " + Integer.toUnsignedString(ref) + " of a table of " + count);
    }
    String known = strings[ref];
    if (known != null) {
      return known;
    }
    int from = bounds[2 * ref];
    ByteBuffer bytes = ByteBuffer.wrap(request, from, bounds[2 * ref + 1] - from);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      strings[ref] = text;
      return text;
    } catch (CharacterCodingException e) {
      throw new UnpackException("symbol " + ref + " is not UTF-8");
    }
  }
}
