package io.lull.connector.format.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.metrics.UnpackException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An OTLP export request of one signal, in protobuf or JSON, packed or not.
 *
 * <p>A request that holds nothing of use (no error among the spans) is valid and gives nothing.
 * What cannot be used is rejected, the rest is taken; all that is rejected of one request comes
 * back as one request in its encoding.
 *
 * @param <M> the signal's request
 */
abstract class OtlpDecoder<M extends Message> implements Decoder {
  private static final int MESSAGES_PER_RECORD = 20;

  private final String format;
  private final @Nullable Boolean json;
  private final M empty;
  private final OtlpJsonReader reader;
  final DecoderOptions options;

  /**
   * @param json whether the value must be JSON; null: by content type or first byte
   * @param empty the request without anything
   */
  OtlpDecoder(String signal, @Nullable Boolean json, M empty, DecoderOptions options) {
    this.format = signal + (json == null ? "" : json ? "-json" : "-proto");
    this.json = json;
    this.empty = empty;
    this.options = options;
    this.reader = new OtlpJsonReader(options.limits(), maxMessages());
  }

  /** Puts out what {@code request} holds; returns what is refused as a request, and why. */
  abstract M take(M request, RawRecord raw, Output out, Refusals refusals);

  /** Puts out what a request in protobuf holds, if that can be done without unpacking it. */
  boolean takesInPlace(byte[] content, RawRecord raw, Output out) {
    return false;
  }

  @Override
  public final String format() {
    return format;
  }

  @Override
  public final boolean mayBeEmpty() {
    return true;
  }

  @Override
  public final void decode(RawRecord raw, Output out) {
    boolean isJson;
    M request;
    try {
      byte[] content = OtlpContent.unpack(raw, options.limits());
      isJson = OtlpContent.isJson(content, json, raw.header(RawHeaders.CONTENT_TYPE));
      if (!isJson && takesInPlace(content, raw, out)) {
        return;
      }
      request = isJson ? parseJson(content) : parseProto(content);
    } catch (UnpackException e) {
      out.reject(String.valueOf(e.getMessage()));
      return;
    }
    Refusals refusals = new Refusals();
    M refused = take(request, raw, out, refusals);
    if (!refusals.isEmpty()) {
      out.rejectPart(
          refusals.reason(), isJson ? OtlpJsonWriter.write(refused) : refused.toByteArray());
    }
  }

  @SuppressWarnings("unchecked") // a builder of M builds M
  private M parseJson(byte[] content) throws UnpackException {
    Message.Builder builder = empty.newBuilderForType();
    try {
      reader.read(content, builder);
    } catch (IOException e) {
      throw new UnpackException("not OTLP/JSON: " + e.getMessage());
    }
    return (M) builder.build();
  }

  @SuppressWarnings("unchecked") // a builder of M builds M
  private M parseProto(byte[] content) throws UnpackException {
    Message.Builder builder = empty.newBuilderForType();
    int maxDepth = options.limits().maxDepth();
    try {
      WireGuard.check(content, builder.getDescriptorForType(), maxMessages(), maxDepth);
      CodedInputStream in = CodedInputStream.newInstance(content);
      in.setRecursionLimit(maxDepth);
      builder.mergeFrom(in);
    } catch (IOException e) {
      throw new UnpackException("not an OTLP request in protobuf: " + e.getMessage());
    }
    M request = (M) builder.build();
    if (request.getAllFields().isEmpty() || WireGuard.isAnotherMessage(request)) {
      throw new UnpackException(
          "not an OTLP request in protobuf: expected field 1 ("
              + request.getDescriptorForType().getFields().get(0).getName()
              + ")");
    }
    return request;
  }

  private int maxMessages() {
    return (int)
        Math.min(Integer.MAX_VALUE, (long) MESSAGES_PER_RECORD * options.limits().maxRecords());
  }
}
