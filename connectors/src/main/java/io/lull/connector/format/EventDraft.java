package io.lull.connector.format;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event while a decoder puts it together. Keeps to the limits, cleans the text and applies the
 * time policy, so that no decoder has to.
 */
public final class EventDraft {
  /** Attribute with the sender's time where it was not believed; ISO 8601. */
  public static final String SENDER_TIME = "lull.sender-time";

  /** Attribute with the number of attributes left out for there being too many. */
  public static final String LEFT_OUT = "lull.attributes-left-out";

  /** Most attributes of one event. */
  public static final int MAX_ATTRIBUTES = 256;

  /** Longest name of an attribute. */
  public static final int MAX_KEY_CHARS = 256;

  private final RawRecord raw;
  private final DecoderOptions options;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private boolean plain;
  private String id;
  private String source;
  private @Nullable String resource;
  private String type = "";
  private String qualifier = "";
  private String message = "";
  private @Nullable String peer;
  private @Nullable Severity severity;
  private EventStatus status = EventStatus.UNKNOWN;
  private @Nullable Long senderMillis;
  private @Nullable Long distrustedMillis;
  private int leftOut;

  public EventDraft(RawRecord raw, int index, String source, DecoderOptions options) {
    this.raw = raw;
    this.source = source;
    this.options = options;
    this.id = raw.eventId(index);
  }

  /**
   * Whether the text of attributes given from now on, and when the event is built all other text
   * given, is printable ASCII ({@link Text#isPrintable}). Then only its length is looked at.
   */
  public EventDraft plain(boolean value) {
    plain = value;
    return this;
  }

  public EventDraft id(String value) {
    id = value;
    return this;
  }

  /** What spoke, where the message says so itself. */
  public EventDraft source(String value) {
    source = value;
    return this;
  }

  /** The name the sender uses; null or blank: {@link RawRecord#sender()} will serve. */
  public EventDraft resource(@Nullable String value) {
    resource = value;
    return this;
  }

  public EventDraft type(String value) {
    type = value;
    return this;
  }

  public EventDraft qualifier(String value) {
    qualifier = value;
    return this;
  }

  public EventDraft message(String value) {
    message = value;
    return this;
  }

  public EventDraft peer(@Nullable String value) {
    peer = value;
    return this;
  }

  public EventDraft severity(@Nullable Severity value) {
    severity = value;
    return this;
  }

  public EventDraft status(EventStatus value) {
    status = value;
    return this;
  }

  /** The sender's time, milliseconds since the epoch; null: it says none. */
  public EventDraft senderTime(@Nullable Long millis) {
    senderMillis = millis;
    return this;
  }

  /** A time of which the sender itself says that its clock is not set. */
  public EventDraft distrustedTime(long millis) {
    if (options.eventTime().trustSender()) {
      senderMillis = millis;
    } else {
      distrustedMillis = millis;
    }
    return this;
  }

  /** Adds an attribute; the first of a name stays, null is none. */
  public EventDraft attribute(String name, @Nullable String value) {
    if (value == null || name.isEmpty()) {
      return this;
    }
    if (attributes.size() >= MAX_ATTRIBUTES) {
      leftOut++;
      return this;
    }
    attributes.putIfAbsent(clean(name, MAX_KEY_CHARS), clean(value));
    return this;
  }

  public Event build() {
    EventTime.Resolved time = options.eventTime().resolve(senderMillis, raw.timestampMillis());
    Long unused = time.replaced() ? senderMillis : distrustedMillis;
    if (unused != null) {
      attributes.put(SENDER_TIME, Instant.ofEpochMilli(unused).toString());
    }
    if (leftOut > 0) {
      attributes.put(LEFT_OUT, Integer.toString(leftOut));
    }
    String name = resource == null ? "" : clean(resource).strip();
    return new Event(
        cleanOther(id),
        time.timeMillis(),
        time.observedMillis(),
        name.isEmpty() ? cleanOther(raw.sender()) : name,
        null,
        false,
        "",
        clean(type),
        clean(qualifier),
        severity,
        status,
        clean(message),
        peer == null || peer.isBlank() ? null : clean(peer),
        cleanOther(source),
        null,
        attributes);
  }

  private String clean(String text) {
    return clean(text, options.limits().maxStringChars());
  }

  /** Text that may not come from the message. */
  private String cleanOther(String text) {
    return Text.clean(text, options.limits().maxStringChars());
  }

  private String clean(String text, int maxChars) {
    return plain && text.length() <= maxChars ? text : Text.clean(text, maxChars);
  }
}
