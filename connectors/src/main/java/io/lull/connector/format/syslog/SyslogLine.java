package io.lull.connector.format.syslog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a line says, filled in by the parsers; all but the message may stay absent. */
final class SyslogLine {
  @Nullable String host;
  @Nullable String process;
  @Nullable String pid;
  @Nullable String messageId;

  /** Card of the router that logged, as IOS-XR writes it: RP/0/RP0/CPU0. */
  @Nullable String node;

  @Nullable String sequence;

  /** Milliseconds since the epoch. */
  @Nullable Long timeMillis;

  /** Whether the device marks its own clock as not set. */
  boolean clockUnset;

  /** Vendor's mnemonic, such as LINK-3-UPDOWN. */
  String type = "";

  /** Severity digit inside the mnemonic; -1: none. */
  int mnemonicSeverity = -1;

  String message = "";

  /** Parameters as sd.id.param. */
  Map<String, String> structuredData = Map.of();

  /** What of the line broke the format it began in. */
  @Nullable String malformed;

  /** Adds a parameter; the first of a name stays. */
  void addStructuredData(String name, String value) {
    if (structuredData.isEmpty()) {
      structuredData = new LinkedHashMap<>();
    }
    structuredData.putIfAbsent(name, value);
  }
}
