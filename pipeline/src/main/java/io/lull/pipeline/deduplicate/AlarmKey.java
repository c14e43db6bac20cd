package io.lull.pipeline.deduplicate;

import io.lull.schema.Event;

/** Identity of an alarm (RFC 8632 section 3.2): resource, alarm-type-id, alarm-type-qualifier. */
public record AlarmKey(String resource, String type, String qualifier) {

  public static AlarmKey of(Event event) {
    return new AlarmKey(event.getResource(), event.getType(), event.getQualifier());
  }

  /**
   * The key as text, to partition by: the hash code of a String is specified, that of a record is
   * not. Lengths go before the parts, so that no two keys share a text whatever is in them.
   */
  public String text() {
    return resource.length() + ":" + type.length() + ":" + resource + type + qualifier;
  }

  /** The inverse of {@link #text}. */
  static AlarmKey parse(String text) {
    int first = text.indexOf(':');
    int second = text.indexOf(':', first + 1);
    int type = second + 1 + Integer.parseInt(text.substring(0, first));
    int qualifier = type + Integer.parseInt(text.substring(first + 1, second));
    return new AlarmKey(
        text.substring(second + 1, type),
        text.substring(type, qualifier),
        text.substring(qualifier));
  }
}
