package io.lull.connector.format.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus remote write 1.0 and 2.0: a protobuf message in snappy's block format.
 *
 * <p>Which version is said by the content type ({@code proto=io.prometheus.write.v2.Request});
 * where it does not say, by the fields: 1.0 uses 1 and 3, 2.0 reserves those. A request without
 * series (1.0 sends metadata that way) is valid and gives nothing. A series that cannot be used is
 * rejected, the others are taken; all that are rejected of one request come back as one request.
 *
 * <p>Sources: prometheus.io, "Remote-Write 1.0" and "Remote-Write 2.0"; prompb/types.proto and
 * prompb/io/prometheus/write/v2/types.proto for the field numbers.
 */
public final class RemoteWriteDecoder implements Decoder {
  private static final String V2_MESSAGE = "io.prometheus.write.v2.request";
  private static final int V1_SERIES = 1;
  private static final int V1_METADATA = 3;
  private static final int V2_SYMBOL = 4;
  private static final int V2_SERIES = 5;
  private static final int SYMBOLS_PER_RECORD = 10;

  private final DecoderOptions options;

  public RemoteWriteDecoder(DecoderOptions options) {
    this.options = options;
  }

  @Override
  public String format() {
    return "prometheus-remote-write";
  }

  /** Metadata, which version 1.0 sends without series. */
  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    SeriesSink sink = new SeriesSink(raw, options);
    try {
      byte[] request =
          SnappyBlock.unpack(
              raw.value(), raw.header(RawHeaders.CONTENT_ENCODING), options.limits());
      boolean v2 = isV2(raw.header(RawHeaders.CONTENT_TYPE), request);
      byte[] rejected = v2 ? readV2(request, sink) : readV1(request, sink);
      sink.emit(out, rejected);
    } catch (UnpackException e) {
      out.reject(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      out.reject("not a remote write request: " + e.getMessage());
    }
  }

  private static boolean isV2(@Nullable String contentType, byte[] request) throws IOException {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.contains("proto=")) {
      return type.contains(V2_MESSAGE);
    }
    int tag = CodedInputStream.newInstance(request).readTag();
    return WireFormat.getTagFieldNumber(tag) > V1_METADATA;
  }

  private byte[] readV1(byte[] request, SeriesSink sink) throws IOException {
    SeriesReader series = new SeriesReader(request, null);
    ByteArrayOutputStream rejected = new ByteArrayOutputStream();
    CodedInputStream in = CodedInputStream.newInstance(request);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      requireMessage(tag, field == V1_SERIES || field == V1_METADATA, "1.0 (fields 1 and 3)");
      readField(request, in, tag, V1_SERIES, series, sink, rejected);
    }
    return rejected.toByteArray();
  }

  private byte[] readV2(byte[] request, SeriesSink sink) throws IOException {
    Symbols symbols = new Symbols(request, SYMBOLS_PER_RECORD * options.limits().maxRecords());
    SeriesReader series = new SeriesReader(request, symbols);
    ByteArrayOutputStream rejected = new ByteArrayOutputStream();
    CodedInputStream in = CodedInputStream.newInstance(request);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      requireMessage(tag, field == V2_SYMBOL || field == V2_SERIES, "2.0 (fields 4 and 5)");
      readField(request, in, tag, V2_SERIES, series, sink, rejected);
    }
    return rejected.size() == 0 ? new byte[0] : withSymbols(request, rejected.toByteArray());
  }

  /**
   * A field of another form is no later version: receivers are told to refuse what they don't know.
   */
  private static void requireMessage(int tag, boolean known, String expected) throws IOException {
    if (!known || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      throw new IOException(
          "field "
              + WireFormat.getTagFieldNumber(tag)
              + " of wire type "
              + WireFormat.getTagWireType(tag)
              + " is not of version "
              + expected);
    }
  }

  private static void readField(
      byte[] request,
      CodedInputStream in,
      int tag,
      int seriesField,
      SeriesReader series,
      SeriesSink sink,
      ByteArrayOutputStream rejected)
      throws IOException {
    int length = in.readRawVarint32();
    int from = in.getTotalBytesRead();
    in.skipRawBytes(length);
    if (WireFormat.getTagFieldNumber(tag) == seriesField && !sink.take(series, from, length)) {
      append(rejected, tag, request, from, length);
    }
  }

  /** The whole symbol table before the rejected series, which refer to it by position. */
  private static byte[] withSymbols(byte[] request, byte[] series) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    CodedInputStream in = CodedInputStream.newInstance(request);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int length = in.readRawVarint32();
      int from = in.getTotalBytesRead();
      in.skipRawBytes(length);
      if (WireFormat.getTagFieldNumber(tag) == V2_SYMBOL) {
        append(whole, tag, request, from, length);
      }
    }
    whole.writeBytes(series);
    return whole.toByteArray();
  }

  private static void append(
      ByteArrayOutputStream to, int tag, byte[] request, int from, int length) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(to, 16);
    out.writeUInt32NoTag(tag);
    out.writeUInt32NoTag(length);
    out.flush();
    to.write(request, from, length);
  }
}
