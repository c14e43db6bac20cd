package io.lull.connector.gateway;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Prometheus remote write 1.0 and 2.0: protobuf in snappy's block format. 2.0 asks the receiver to
 * say how much it has written, so those bodies, and only those, are decompressed here and counted.
 */
final class RemoteWriteEndpoint implements Endpoint {
  private static final String V1 = "prometheus.WriteRequest";
  private static final String V2 = "io.prometheus.write.v2.Request";
  private static final String WRITTEN = "X-Prometheus-Remote-Write-";

  private final int maxBytes;

  /**
   * @param maxBytes largest request after decompression
   */
  RemoteWriteEndpoint(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public RawSource source() {
    return RawSource.PROMETHEUS;
  }

  @Override
  public List<String> paths() {
    return List.of("/api/v1/write");
  }

  @Override
  public boolean accepts(Request request) {
    String proto = protocol(request);
    return request.mediaType().equals("application/x-protobuf")
        && request.contentEncoding().equals("snappy")
        && (proto.equals(V1) || proto.equals(V2));
  }

  @Override
  public Acceptance inspect(Request request, byte[] body) throws Unreadable {
    int size = uncompressedLength(body);
    if (size > maxBytes) {
      throw new Unreadable(413, "the request has " + size + " bytes, at most " + maxBytes);
    }
    if (protocol(request).equals(V1)) {
      return Acceptance.answering(Answer.empty(204));
    }
    RemoteWriteCounts counts = count(body, size);
    Map<String, String> headers =
        Map.of(
            WRITTEN + "Samples-Written", Long.toString(counts.samples()),
            WRITTEN + "Histograms-Written", Long.toString(counts.histograms()),
            WRITTEN + "Exemplars-Written", Long.toString(counts.exemplars()));
    return Acceptance.answering(new Answer(204, "", new byte[0], headers));
  }

  /** Without the parameter it is 1.0 (remote write 2.0, "Protobuf Message"). */
  private static String protocol(Request request) {
    String proto = request.parameter("proto");
    return proto == null ? V1 : proto;
  }

  private static int uncompressedLength(byte[] body) throws Unreadable {
    try {
      int size = body.length == 0 ? -1 : SnappyDecompressor.getUncompressedLength(body, 0);
      if (size >= 0) {
        return size;
      }
    } catch (MalformedInputException | IndexOutOfBoundsException e) {
      throw new Unreadable(400, "the body is not snappy in block format: " + e.getMessage());
    }
    throw new Unreadable(400, "the body is not snappy in block format");
  }

  private static RemoteWriteCounts count(byte[] body, int size) throws Unreadable {
    byte[] plain = new byte[size];
    try {
      int got = new SnappyDecompressor().decompress(body, 0, body.length, plain, 0, size);
      if (got != size) {
        throw new Unreadable(400, "snappy announced " + size + " bytes and held " + got);
      }
      return RemoteWriteCounts.of(plain);
    } catch (MalformedInputException | IndexOutOfBoundsException e) {
      throw new Unreadable(400, "the body is not snappy in block format: " + e.getMessage());
    } catch (IOException e) {
      throw new Unreadable(400, "the body is not a remote write 2.0 request: " + e.getMessage());
    }
  }
}
