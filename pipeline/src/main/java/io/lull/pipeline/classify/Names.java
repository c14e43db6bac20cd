package io.lull.pipeline.classify;

import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names that severities and statuses have in rules. */
final class Names {

  private Names() {}

  static @Nullable Severity severity(@Nullable String name) {
    for (Severity severity : Severity.values()) {
      if (severity.name().equals(name)) {
        return severity;
      }
    }
    return null;
  }

  /** UNKNOWN is no name: a rule that does not know leaves the status out. */
  static @Nullable EventStatus status(@Nullable String name) {
    for (EventStatus status : EventStatus.values()) {
      if (status.name().equals(name) && status != EventStatus.UNKNOWN) {
        return status;
      }
    }
    return null;
  }

  static List<String> severities() {
    return Arrays.stream(Severity.values()).map(Enum::name).toList();
  }

  static List<String> statuses() {
    return Arrays.stream(EventStatus.values())
        .filter(s -> s != EventStatus.UNKNOWN)
        .map(Enum::name)
        .toList();
  }
}
