package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says for people what an incident is. */
final class Wording {

  private final Topology topology;

  Wording(Topology topology) {
    this.topology = topology;
  }

  /** One line: what broke, and what it takes along. */
  String title(
      CauseCandidate cause, List<String> services, int alarms, int resources, int inferred) {
    String what = subject(cause, !services.isEmpty()) + ": " + condition(cause);
    if (!services.isEmpty()) {
      return what + "; " + hit(services) + " hit (" + count(alarms, "alarm") + ")";
    }
    if (alarms == 1) {
      return what;
    }
    return what
        + ", "
        + count(alarms, "alarm")
        + " on "
        + count(resources, "resource")
        + (2 * inferred > alarms ? " with it, by name and time" : " behind it");
  }

  /**
   * Why a candidate is held to be a cause.
   *
   * @param inferred how many of the alarms are joined by names, messages and times only
   */
  String why(CauseCandidate cause, int alarms, int inferred, long openedMillis) {
    if (alarms == 1) {
      return "the only alarm is on it or names it";
    }
    String explains =
        cause.link() != null
            ? "are about it, come from its ends or from what is behind them"
            : "are on it, name it or come from what depends on it";
    String text = cause.alarms() + " of " + count(alarms, "alarm") + " " + explains;
    text += inferred == 0 ? "" : "; " + inferred + " are joined by name, message and time only";
    AlarmLife first = cause.first();
    if (cause.silent()) {
      return text + "; it raised no alarm itself";
    }
    return first == null
        ? text
        : text
            + "; its first, "
            + TypeWords.of(first.type)
            + ", was raised "
            + seconds(first.raisedMillis - openedMillis)
            + " after the incident began";
  }

  /** A few sentences: cause, extent, services, state. */
  String summary(CauseCandidate cause, String why, ServiceWalk.Hit hit, int active, int alarms) {
    StringBuilder text = new StringBuilder();
    text.append("Most likely cause: ").append(subject(cause, true)).append(" (").append(why);
    text.append("). ");
    AlarmLife first = cause.first();
    if (first != null && !first.message.isEmpty()) {
      text.append("It said: ").append(shortened(first.message)).append(". ");
    }
    if (!hit.business().isEmpty()) {
      text.append("Business services above it: ");
      text.append(
          String.join(
              ", ",
              hit.business().stream()
                  .limit(5)
                  .map(s -> name(s.getId()) + " (" + percent(s.getShare()) + ")")
                  .toList()));
      int more = hit.business().size() - 5;
      text.append(more > 0 ? " and " + more + " more. " : ". ");
    }
    text.append(active).append(" of ").append(count(alarms, "alarm"));
    return text.append(active == 1 ? " is active." : " are active.").toString();
  }

  private String subject(CauseCandidate cause, boolean withType) {
    Link link = cause.link();
    if (link != null) {
      return "Link " + name(link.a()) + " to " + name(link.b());
    }
    Node node = topology.node(cause.id());
    if (!withType || node == null || node.getType().isEmpty()) {
      return name(cause.id());
    }
    String type = words(node.getType());
    return type.substring(0, 1).toUpperCase(Locale.ROOT)
        + type.substring(1)
        + " "
        + name(cause.id());
  }

  private static String condition(CauseCandidate cause) {
    AlarmLife first = cause.first();
    if (first == null) {
      return "silent, but all that alarms depends on it";
    }
    return first.type.isEmpty() ? "alarm" : TypeWords.of(first.type);
  }

  private String hit(List<String> services) {
    int others = services.size() - 1;
    return name(services.get(0))
        + (others == 0
            ? " is"
            : others == 1
                ? " and " + name(services.get(1)) + " are"
                : " and " + others + " other services are");
  }

  private String name(@Nullable String id) {
    Node node = id == null ? null : topology.node(id);
    return node == null || node.getName().isEmpty() ? String.valueOf(id) : node.getName();
  }

  static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String words(String identifier) {
    return identifier.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  private static String seconds(long millis) {
    long tenths = (Math.abs(millis) + 50) / 100;
    return (millis < 0 ? "-" : "") + tenths / 10 + '.' + tenths % 10 + " s";
  }

  private static String shortened(String message) {
    String line = message.strip();
    return line.length() <= 200 ? line : line.substring(0, 199) + "…";
  }
}
