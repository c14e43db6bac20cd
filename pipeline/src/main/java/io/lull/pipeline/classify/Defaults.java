package io.lull.pipeline.classify;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds where no rule says otherwise, so that every event has a type, a status and a severity.
 * The tables are those of syslog (RFC 5424), OpenTelemetry logs and common severity words to X.733.
 */
final class Defaults {

  /** What {@code classifiedBy} says where no rule matched. */
  static final String RULE = "default";

  static final Map<String, String> SEVERITY_WORDS =
      Map.ofEntries(
          Map.entry("emergency", "CRITICAL"),
          Map.entry("emerg", "CRITICAL"),
          Map.entry("panic", "CRITICAL"),
          Map.entry("alert", "CRITICAL"),
          Map.entry("critical", "CRITICAL"),
          Map.entry("crit", "CRITICAL"),
          Map.entry("fatal", "CRITICAL"),
          Map.entry("disaster", "CRITICAL"),
          Map.entry("page", "CRITICAL"),
          Map.entry("p1", "CRITICAL"),
          Map.entry("major", "MAJOR"),
          Map.entry("error", "MAJOR"),
          Map.entry("err", "MAJOR"),
          Map.entry("high", "MAJOR"),
          Map.entry("p2", "MAJOR"),
          Map.entry("minor", "MINOR"),
          Map.entry("average", "MINOR"),
          Map.entry("p3", "MINOR"),
          Map.entry("warning", "WARNING"),
          Map.entry("warn", "WARNING"),
          Map.entry("low", "WARNING"),
          Map.entry("p4", "WARNING"),
          Map.entry("notice", "INDETERMINATE"),
          Map.entry("informational", "INDETERMINATE"),
          Map.entry("information", "INDETERMINATE"),
          Map.entry("info", "INDETERMINATE"),
          Map.entry("normal", "INDETERMINATE"),
          Map.entry("debug", "INDETERMINATE"),
          Map.entry("trace", "INDETERMINATE"),
          Map.entry("none", "INDETERMINATE"),
          Map.entry("indeterminate", "INDETERMINATE"));

  static final Map<String, String> SYSLOG =
      Map.of(
          "0", "CRITICAL",
          "1", "CRITICAL",
          "2", "CRITICAL",
          "3", "MAJOR",
          "4", "WARNING",
          "5", "INDETERMINATE",
          "6", "INDETERMINATE",
          "7", "INDETERMINATE");

  /** Tables that every rule file can use. */
  static final Map<String, Map<String, String>> TABLES =
      Map.of(
          "severity",
          SEVERITY_WORDS,
          "syslog-severity",
          SYSLOG,
          "up-down",
          Map.of("up", "CLEARED", "down", "RAISED"));

  /** Sources of which most is report, not alarm: without a severity they raise nothing. */
  private static final Set<String> REPORTING = Set.of("snmp", "syslog", "otlp", "kubernetes");

  private static final List<String> SEVERITY_NUMBERS =
      List.of("severityNumber", "severity_number", "otel.severityNumber", "otel.severity_number");
  private static final List<String> SEVERITY_TEXTS =
      List.of("severity", "label.severity", "severityText", "severity_text", "level", "priority");
  private static final int MAX_TYPE = 128;

  private Defaults() {}

  /** By who spoke, where neither the sender nor a rule names a type. */
  static String type(Event event) {
    String process = event.getAttributes().get("process");
    String type =
        event.getSource() + "/" + (process == null || process.isBlank() ? "message" : process);
    return type.length() > MAX_TYPE ? type.substring(0, MAX_TYPE) : type;
  }

  /** By what the sender's format says, or null where it says nothing. */
  static @Nullable Severity severity(Event event) {
    Map<String, String> attributes = event.getAttributes();
    String syslog = attributes.get("syslogSeverity");
    if (syslog != null) {
      Severity severity = Names.severity(SYSLOG.get(syslog.strip()));
      if (severity != null) {
        return severity;
      }
    }
    for (String key : SEVERITY_NUMBERS) {
      Severity severity = ofOpenTelemetry(attributes.get(key));
      if (severity != null) {
        return severity;
      }
    }
    for (String key : SEVERITY_TEXTS) {
      String text = attributes.get(key);
      String name = text == null ? null : SEVERITY_WORDS.get(text.strip().toLowerCase(Locale.ROOT));
      if (name != null) {
        return Names.severity(name);
      }
    }
    return ofMnemonic(Mnemonics.typeOf(event));
  }

  /** The level inside a Cisco or Arista mnemonic such as {@code LINK-3-UPDOWN}. */
  private static @Nullable Severity ofMnemonic(String type) {
    for (int i = type.indexOf('-'); i >= 0 && i + 2 < type.length(); i = type.indexOf('-', i + 1)) {
      if (type.charAt(i + 2) == '-') {
        Severity severity = Names.severity(SYSLOG.get(type.substring(i + 1, i + 2)));
        if (severity != null) {
          return severity;
        }
      }
    }
    return null;
  }

  private static @Nullable Severity ofOpenTelemetry(@Nullable String number) {
    if (number == null || number.length() > 2 || number.isEmpty()) {
      return null;
    }
    for (int i = 0; i < number.length(); i++) {
      if (number.charAt(i) < '0' || number.charAt(i) > '9') {
        return null;
      }
    }
    int n = Integer.parseInt(number);
    if (n < 1 || n > 24) {
      return null;
    }
    return n >= 21
        ? Severity.CRITICAL
        : n >= 17 ? Severity.MAJOR : n >= 13 ? Severity.WARNING : Severity.INDETERMINATE;
  }

  /**
   * RAISED where it is at least a warning. Where nobody gave a severity, an event with a type of
   * its own is an alarm, unless it comes from a source that mostly reports.
   */
  static EventStatus status(Event event, @Nullable Severity severity) {
    boolean alarm =
        severity == null
            ? !event.getType().isEmpty() && !REPORTING.contains(event.getSource())
            : severity != Severity.INDETERMINATE;
    return alarm ? EventStatus.RAISED : EventStatus.STATELESS;
  }
}
