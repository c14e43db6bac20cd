package io.lull.pipeline.suppress;

import io.lull.schema.ControlRecord;
import io.lull.schema.MaintenanceWindow;
import io.lull.schema.Suppression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A maintenance window or a suppression; times are milliseconds since the epoch.
 *
 * @param maintenance whether it is a window
 * @param resources names of CIs, or of a link as {@code a--b}; none: any
 * @param type alarm type; null: any
 * @param fromMillis first instant at which it holds
 * @param toMillis first instant at which it holds no more; {@code Long.MAX_VALUE}: never
 * @param spread whether it also covers what depends on the CIs
 * @param reason what people said
 */
record Rule(
    String id,
    boolean maintenance,
    List<String> resources,
    @Nullable String type,
    long fromMillis,
    long toMillis,
    boolean spread,
    String reason) {

  /** The rule of a record without problems; null if it sets none. */
  static @Nullable Rule of(ControlRecord record) {
    if (record.getBody() instanceof MaintenanceWindow window) {
      return new Rule(
          record.getId(),
          true,
          List.copyOf(window.getResources()),
          null,
          window.getFromMillis(),
          window.getToMillis(),
          window.getSpread(),
          window.getReason());
    }
    if (record.getBody() instanceof Suppression suppression) {
      String resource = suppression.getResource();
      Long until = suppression.getUntilMillis();
      return new Rule(
          record.getId(),
          false,
          resource == null ? List.of() : List.of(resource),
          suppression.getType(),
          Long.MIN_VALUE,
          until == null ? Long.MAX_VALUE : until,
          false,
          suppression.getReason());
    }
    return null;
  }

  boolean holdsAt(long now) {
    return fromMillis <= now && now < toMillis;
  }

  boolean isAbout(String alarmType) {
    return type == null || type.equals(alarmType);
  }
}
