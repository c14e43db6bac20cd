package io.lull.pipeline.classify;

import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names that severities and statuses have in rules. */
final class Names {

  private static final Map<String, Severity> SEVERITIES =
      Arrays.stream(Severity.values()).collect(Collectors.toUnmodifiableMap(Enum::name, s -> s));
  private static final Map<String, EventStatus> STATUSES =
      Arrays.stream(EventStatus.values())
          .filter(s -> s != EventStatus.UNKNOWN)
          .collect(Collectors.toUnmodifiableMap(Enum::name, s -> s));

  private Names() {}

  static @Nullable Severity severity(@Nullable String name) {
    return name == null ? null : SEVERITIES.get(name);
  }

  /** UNKNOWN is no name: a rule that does not know leaves the status out. */
  static @Nullable EventStatus status(@Nullable String name) {
    return name == null ? null : STATUSES.get(name);
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
