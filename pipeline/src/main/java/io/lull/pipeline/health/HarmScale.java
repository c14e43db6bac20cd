package io.lull.pipeline.health;

import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Event;
import io.lull.schema.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much an alarm takes from the health of its resource: the weight of its severity, times the
 * certainty that it is about anything real, times what its kind counts. That a resource has less or
 * more to do, or that something is merely different, says little of its health; what eased did no
 * harm.
 */
final class HarmScale {
  /** Most of what one alarm takes: two that are critical are worse than one. */
  private static final double CRITICAL = 0.9;

  private static final double MAJOR = 0.6;
  private static final double MINOR = 0.4;
  private static final double WARNING = 0.2;

  /** What is learned is of one kind, and one alarm a resource, whichever of its types it has. */
  private static final String ANOMALY = "ANOMALY_";

  private static final String EASED = "_EASED";

  /** By the kind of an anomaly; others count whole. */
  private static final Map<String, Double> BY_KIND =
      Map.of(
          ANOMALY + "TRAFFIC", 0.25,
          ANOMALY + "VALUE", 0.5,
          ANOMALY + "NETWORK", 0.5);

  /** A series, with labels where it has some, and its score; as in the attribute of an anomaly. */
  private static final Pattern CONTRIBUTION =
      Pattern.compile("\\G([^\\s{=]+(?:\\{.*?})?)=([0-9.E+-]+)(?: |$)");

  private HarmScale() {}

  /** Null where the alarm does no harm. */
  static @Nullable Harm of(Event raised) {
    double amount =
        weight(raised.getSeverity())
            * AlarmChange.Evidence.of(raised.getAttributes()).certainty()
            * kind(raised.getType());
    return amount > 0 ? new Harm(slot(raised), raised.getType(), amount, shares(raised)) : null;
  }

  /** Of an alarm as correlation hears of it; it stands under its type and qualifier. */
  static @Nullable Harm of(AlarmChange raised) {
    double amount = weight(raised.severity()) * raised.evidence().certainty() * kind(raised.type());
    String name =
        raised.qualifier().isEmpty() ? raised.type() : raised.type() + ' ' + raised.qualifier();
    return amount > 0 ? new Harm(slot(raised), raised.type(), amount, Map.of(name, 1.0)) : null;
  }

  static String slot(AlarmChange change) {
    return slot(change.type(), change.qualifier());
  }

  /** Alarms of one identity (RFC 8632), and all anomalies of a resource, have one slot. */
  static String slot(Event event) {
    return slot(event.getType(), event.getQualifier());
  }

  private static String slot(String type, String qualifier) {
    return (isAnomaly(type) ? ANOMALY : type) + ' ' + qualifier;
  }

  private static boolean isAnomaly(String type) {
    return type.startsWith(ANOMALY);
  }

  private static double kind(String type) {
    return isAnomaly(type) && type.endsWith(EASED) ? 0 : BY_KIND.getOrDefault(type, 1.0);
  }

  private static double weight(@Nullable Severity severity) {
    if (severity == null) {
      return WARNING;
    }
    return switch (severity) {
      case CRITICAL -> CRITICAL;
      case MAJOR -> MAJOR;
      case MINOR -> MINOR;
      case WARNING, INDETERMINATE -> WARNING;
    };
  }

  /** By score where the alarm says which series contribute, else its series or its type. */
  private static Map<String, Double> shares(Event event) {
    Map<String, Double> scores = new LinkedHashMap<>();
    Matcher each = CONTRIBUTION.matcher(event.getAttributes().getOrDefault("contributions", ""));
    double sum = 0;
    while (each.find()) {
      double score = number(each.group(2));
      if (score > 0) {
        scores.merge(each.group(1), score, Double::sum);
        sum += score;
      }
    }
    if (scores.isEmpty()) {
      return Map.of(event.getAttributes().getOrDefault("series", name(event)), 1.0);
    }
    double total = sum;
    scores.replaceAll((series, score) -> score / total);
    return scores;
  }

  private static String name(Event event) {
    return event.getQualifier().isEmpty()
        ? event.getType()
        : event.getType() + ' ' + event.getQualifier();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
