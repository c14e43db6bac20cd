package io.lull.connector.format.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Checks what generated protobuf classes do not: how many objects a message would become, and
 * whether it is the message it is taken for.
 */
final class WireGuard {
  /** Below this size even a message in every two bytes is harmless. */
  private static final int SMALL_BYTES = 1 << 20;

  private final int maxMessages;
  private final int maxDepth;
  private int messages;

  private WireGuard(int maxMessages, int maxDepth) {
    this.maxMessages = maxMessages;
    this.maxDepth = maxDepth;
  }

  /**
   * Refuses a message that would become more than {@code maxMessages} objects; an empty one takes
   * two bytes on the wire and some fifty on the heap.
   */
  static void check(byte[] bytes, Descriptor type, int maxMessages, int maxDepth)
      throws IOException {
    if (bytes.length > SMALL_BYTES) {
      new WireGuard(maxMessages, maxDepth).walk(CodedInputStream.newInstance(bytes), type, 0);
    }
  }

  private void walk(CodedInputStream in, Descriptor type, int depth) throws IOException {
    if (depth > maxDepth) {
      throw new IOException("nested deeper than " + maxDepth + " messages");
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      boolean message =
          field != null
              && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (!message) {
        in.skipField(tag);
        continue;
      }
      if (++messages > maxMessages) {
        throw new IOException("more than " + maxMessages + " nested messages");
      }
      int limit = in.pushLimit(in.readRawVarint32());
      walk(in, field.getMessageType(), depth + 1);
      in.popLimit(limit);
    }
  }

  /**
   * Whether a field of this message came in another wire type than its own. Protobuf takes such a
   * field for an unknown one of a later version; here it means that another message was sent.
   */
  static boolean isAnotherMessage(Message message) {
    if (message.getUnknownFields().asMap().isEmpty()) {
      return false;
    }
    return message.getUnknownFields().asMap().keySet().stream()
        .anyMatch(number -> message.getDescriptorForType().findFieldByNumber(number) != null);
  }
}
