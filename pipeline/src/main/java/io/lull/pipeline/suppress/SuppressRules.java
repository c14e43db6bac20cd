package io.lull.pipeline.suppress;

import io.lull.schema.ControlRecord;
import io.lull.schema.MaintenanceWindow;
import io.lull.schema.Suppression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a maintenance window or a suppression must be like. */
public final class SuppressRules {
  private SuppressRules() {}

  /** Whether the record sets a maintenance window or a suppression. */
  public static boolean isOne(ControlRecord record) {
    return record.getBody() instanceof MaintenanceWindow || record.getBody() instanceof Suppression;
  }

  /**
   * Everything that is wrong with a window or a suppression, each with the field and what is
   * expected. Whether the topology knows the CIs is not asked: it may learn of them later.
   *
   * @param where names the record in messages
   */
  public static List<String> problems(String where, ControlRecord record) {
    List<String> problems = new ArrayList<>();
    if (record.getBody() instanceof MaintenanceWindow window) {
      window(window, problems);
    } else if (record.getBody() instanceof Suppression suppression) {
      suppression(suppression, problems);
    }
    return problems.stream().map(problem -> where + ": " + problem).toList();
  }

  private static void window(MaintenanceWindow window, List<String> problems) {
    List<String> resources = window.getResources();
    if (resources.isEmpty()) {
      problems.add("field 'maintenanceWindow.resources': expected at least one CI");
    }
    for (int i = 0; i < resources.size(); i++) {
      if (resources.get(i).isBlank()) {
        problems.add(
            "field 'maintenanceWindow.resources': entry "
                + (i + 1)
                + " is empty, expected the id, an alias or the name of a CI");
      }
    }
    if (window.getToMillis() <= window.getFromMillis()) {
      problems.add(
          "field 'maintenanceWindow.to': %s, expected a time after 'from', which is %s"
              .formatted(time(window.getToMillis()), time(window.getFromMillis())));
    }
  }

  private static void suppression(Suppression suppression, List<String> problems) {
    if (suppression.getResource() != null && suppression.getResource().isBlank()) {
      problems.add(
          "field 'suppression.resource' is empty, expected the id, an alias or the name of a CI,"
              + " or nothing for any CI");
    }
    if (suppression.getType() != null && suppression.getType().isBlank()) {
      problems.add(
          "field 'suppression.type' is empty, expected an alarm type, or nothing for any type");
    }
    if (suppression.getResource() == null
        && suppression.getType() == null
        && suppression.getUntilMillis() == null) {
      problems.add(
          "suppresses every alarm for ever, expected at least one of 'suppression.resource',"
              + " 'suppression.type' and 'suppression.until'");
    }
  }

  /** A time as people write it; null where it has no end. */
  static @Nullable String until(long millis) {
    return millis == Long.MAX_VALUE ? null : time(millis);
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
