package io.lull.pipeline.classify;

import io.lull.schema.Event;

/**
 * The vendor's own name for a message, where the event has no type: the syslog message id, or what
 * stands at the head of the text as {@code %LINK-3-UPDOWN:} (Cisco, Arista) or {@code
 * SNMP_TRAP_LINK_DOWN:} (Junos). So one rule serves however the message came.
 */
final class Mnemonics {

  /** Far enough for a time, a host and a process before it. */
  private static final int HEAD = 160;

  private Mnemonics() {}

  static String typeOf(Event event) {
    String type = event.getType();
    if (!type.isEmpty()) {
      return type.charAt(0) == '%' ? type.substring(1) : type;
    }
    String id = event.getAttributes().get("msgid");
    if (id != null && isName(id)) {
      return id;
    }
    return ofMessage(event.getMessage());
  }

  private static String ofMessage(String message) {
    int percent = message.indexOf('%');
    if (percent >= 0 && percent < HEAD) {
      int end = endOfName(message, percent + 1);
      String name = message.substring(percent + 1, end);
      if (hasLevel(name)) {
        return name;
      }
    }
    int start = 0;
    while (start < message.length() && message.charAt(start) == ' ') {
      start++;
    }
    int end = endOfName(message, start);
    if (end < message.length() && message.charAt(end) == ':') {
      String name = message.substring(start, end);
      return isName(name) ? name : "";
    }
    return "";
  }

  private static int endOfName(String text, int from) {
    int end = from;
    while (end < text.length() && (isNamePart(text.charAt(end)) || text.charAt(end) == '-')) {
      end++;
    }
    return end;
  }

  /** {@code FACILITY-LEVEL-NAME}. */
  private static boolean hasLevel(String name) {
    for (int i = 1; i + 2 < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= '0' && c <= '7' && name.charAt(i - 1) == '-' && name.charAt(i + 1) == '-') {
        return true;
      }
    }
    return false;
  }

  /** Upper case words joined by {@code _}, as Junos names its messages. */
  private static boolean isName(String name) {
    int underscore = name.indexOf('_');
    if (underscore <= 0 || underscore == name.length() - 1) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isNamePart(name.charAt(i))) {
        return false;
      }
    }
    return !Character.isDigit(name.charAt(0));
  }

  private static boolean isNamePart(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
