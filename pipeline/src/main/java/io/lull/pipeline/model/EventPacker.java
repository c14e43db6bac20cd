package io.lull.pipeline.model;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs whole events and unpacks them. A change of the layout gets a new version; every version
 * written once stays readable. Texts that come again and again (types, sources, keys of attributes)
 * are the same objects each time, with their hash codes known. For one thread.
 */
public final class EventPacker {
  /** Version, flags, codes, times, texts, attributes. */
  private static final int VERSION = 1;

  private static final int RESOLVED = 1;
  private static final int HAS_REPORTED = 2;
  private static final int HAS_PEER = 4;
  private static final int HAS_RULE = 8;
  private static final int SEVERITY_BITS = 3;
  private static final int SEVERITY_MASK = (1 << SEVERITY_BITS) - 1;

  /** So many attributes are looked through faster than a table is made. */
  private static final int MAX_LISTED = 16;

  private final Packer packer = new Packer();
  private final Unpacker unpacker = new Unpacker();
  private final TextMemo memo = new TextMemo();

  public PackedEvent pack(Event event) {
    packer.clear();
    packer.raw((byte) VERSION);
    packer.raw((byte) flags(event));
    packer.raw(
        (byte)
            (RecordSerializer.code(event.getSeverity())
                | AlarmEventSerializer.code(event.getStatus()) << SEVERITY_BITS));
    packer.fixed(event.getTimeMillis());
    packer.fixed(event.getObservedMillis());
    packer.text(event.getId());
    packer.text(event.getResource());
    packer.text(event.getDomain());
    packer.text(event.getType());
    packer.text(event.getQualifier());
    packer.text(event.getMessage());
    packer.text(event.getSource());
    textIfAny(event.getReportedResource());
    textIfAny(event.getPeer());
    textIfAny(event.getClassifiedBy());
    Map<String, String> attributes = event.getAttributes();
    packer.number(attributes.size());
    for (Map.Entry<String, String> entry : attributes.entrySet()) {
      packer.text(entry.getKey());
      packer.text(entry.getValue());
    }
    byte[] bytes = packer.copy();
    return new PackedEvent(bytes, 0, bytes.length);
  }

  private static int flags(Event event) {
    return (event.getResolved() ? RESOLVED : 0)
        | (event.getReportedResource() == null ? 0 : HAS_REPORTED)
        | (event.getPeer() == null ? 0 : HAS_PEER)
        | (event.getClassifiedBy() == null ? 0 : HAS_RULE);
  }

  private void textIfAny(@Nullable String text) {
    if (text != null) {
      packer.text(text);
    }
  }

  /**
   * @throws IllegalStateException if a later release has written it
   */
  public Event unpack(PackedEvent packed) {
    Unpacker in = unpacker;
    in.position(packed.bytes(), packed.start(), packed.end());
    int version = in.raw();
    if (version != VERSION) {
      throw new IllegalStateException("an event of layout " + version + ", which is not known");
    }
    int flags = in.raw();
    int codes = in.raw();
    Severity severity = RecordSerializer.severityOf(codes & SEVERITY_MASK);
    EventStatus status = AlarmEventSerializer.status(codes >> SEVERITY_BITS);
    long timeMillis = in.fixed();
    long observedMillis = in.fixed();
    String id = in.text();
    String resource = in.text();
    String domain = memo.text(in);
    String type = memo.text(in);
    String qualifier = in.text();
    String message = in.text();
    String source = memo.text(in);
    String reported = (flags & HAS_REPORTED) == 0 ? null : in.text();
    String peer = (flags & HAS_PEER) == 0 ? null : in.text();
    String rule = (flags & HAS_RULE) == 0 ? null : memo.text(in);
    return new Event(
        id,
        timeMillis,
        observedMillis,
        resource,
        reported,
        (flags & RESOLVED) != 0,
        domain,
        type,
        qualifier,
        severity,
        status,
        message,
        peer,
        source,
        rule,
        attributes(in));
  }

  private Map<String, String> attributes(Unpacker in) {
    int size = in.number();
    if (size == 0) {
      return Map.of();
    }
    if (size > MAX_LISTED) {
      return table(in, size);
    }
    String[] pairs = new String[2 * size];
    for (int i = 0; i < pairs.length; i += 2) {
      pairs[i] = memo.text(in);
      pairs[i + 1] = in.text();
    }
    return new ListedAttributes(pairs);
  }

  private Map<String, String> table(Unpacker in, int size) {
    Map<String, String> attributes = new HashMap<>(size * 4 / 3 + 1);
    for (int i = 0; i < size; i++) {
      String key = memo.text(in);
      attributes.put(key, in.text());
    }
    return attributes;
  }
}
