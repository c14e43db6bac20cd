package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.ServiceImpact;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says for people what an incident is. */
final class Wording {

  /** Below this two candidates are told to be as likely. */
  private static final double LEAST_RATIO = 1.2;

  private static final double MOST_RATIO = 1_000;

  private final Topology topology;

  Wording(Topology topology) {
    this.topology = topology;
  }

  /**
   * How much an incident is.
   *
   * @param inferred how many of the alarms are joined by names, messages and times only
   */
  record Extent(int alarms, int resources, int inferred) {}

  /** One line: what broke, what it supports, and when revenue is hit, as far as that is known. */
  String title(CauseCandidate cause, Impacts.Found found, Extent extent, long now, boolean over) {
    if (!found.business().isEmpty()) {
      boolean silent = cause.first() == null;
      String subject = subject(cause, true);
      String sentence =
          new Sentence(found, this::name, now, over)
              .of(
                  silent ? "Silent " + lowered(subject) : subject,
                  cause.id(),
                  cause.link() != null);
      String alarms = count(extent.alarms(), "alarm");
      return sentence
          + (silent
              ? "; " + alarms + ", none of its own"
              : "; " + condition(cause) + ", " + alarms);
    }
    List<String> services = found.services();
    String what = subject(cause, !services.isEmpty()) + ": " + condition(cause);
    if (!services.isEmpty()) {
      return what + "; " + hit(services) + " hit (" + count(extent.alarms(), "alarm") + ")";
    }
    if (extent.alarms() == 1) {
      return what;
    }
    return what
        + ", "
        + count(extent.alarms(), "alarm")
        + " on "
        + count(extent.resources(), "resource")
        + (2 * extent.inferred() > extent.alarms() ? " with it, by name and time" : " behind it");
  }

  private static String lowered(String subject) {
    return subject.substring(0, 1).toLowerCase(Locale.ROOT) + subject.substring(1);
  }

  /**
   * Why a candidate is held to be a cause: what it explains, and how it compares with the next one,
   * or with the first if it is not that.
   *
   * @param other the next candidate, or the first; null if there is only one
   * @param inferred how many of the alarms are joined by names, messages and times only
   */
  String why(
      CauseCandidate cause,
      @Nullable CauseCandidate other,
      int alarms,
      int inferred,
      long openedMillis) {
    StringBuilder text = new StringBuilder();
    if (alarms == 0) {
      text.append("its alarms are part of other incidents");
    } else if (alarms == 1) {
      text.append("the only alarm is on it or names it");
    } else {
      explain(text, cause, alarms, inferred, openedMillis);
    }
    if (other != null) {
      compare(text.append("; "), cause, other);
    }
    return text.toString();
  }

  private static void explain(
      StringBuilder text, CauseCandidate cause, int alarms, int inferred, long openedMillis) {
    text.append(cause.alarms()).append(" of ").append(count(alarms, "alarm"));
    text.append(
        cause.link() != null
            ? " are about it, come from its ends or from what is behind them"
            : " are on it, name it or come from what depends on it");
    if (inferred > 0) {
      text.append("; ").append(inferred).append(" are joined by name, message and time only");
    }
    AlarmLife first = cause.first();
    if (cause.silent()) {
      text.append("; it raised no alarm itself");
    } else if (first != null) {
      text.append("; its first, ").append(TypeWords.of(first.type)).append(", was raised ");
      text.append(seconds(first.raisedMillis - openedMillis)).append(" after the incident began");
    }
  }

  private void compare(StringBuilder text, CauseCandidate cause, CauseCandidate other) {
    String name = subject(other, false);
    double ratio = cause.score() / other.score();
    if (ratio < 1) {
      text.append(times(1 / ratio)).append(" less likely than ").append(name);
    } else if (ratio < LEAST_RATIO) {
      text.append(name).append(" is as likely");
    } else {
      text.append("the next candidate, ").append(name).append(", is ").append(times(ratio));
      text.append(" less likely");
    }
  }

  private static String times(double ratio) {
    if (!(ratio <= MOST_RATIO)) {
      return "more than 1,000 times";
    }
    return String.format(Locale.ROOT, ratio < 10 ? "%.1f times" : "%.0f times", ratio);
  }

  /** A few sentences: cause, extent, services, state. */
  String summary(CauseCandidate cause, String why, Impacts.Found hit, int active, int alarms) {
    StringBuilder text = new StringBuilder();
    text.append("Most likely cause: ").append(subject(cause, true)).append(" (").append(why);
    text.append("). ");
    AlarmLife first = cause.first();
    if (first != null && !first.message.isEmpty()) {
      text.append("It said: ").append(shortened(first.message)).append(". ");
    }
    if (!hit.business().isEmpty()) {
      text.append("Business services above it: ");
      text.append(String.join(", ", hit.business().stream().limit(5).map(this::impact).toList()));
      int more = hit.business().size() - 5;
      text.append(more > 0 ? " and " + more + " more. " : ". ");
    }
    text.append(active).append(" of ").append(count(alarms, "alarm"));
    return text.append(active == 1 ? " is active." : " are active.").toString();
  }

  private String impact(ServiceImpact service) {
    String effect = words(service.getEffect().name());
    return name(service.getId())
        + (service.getGuardedBy() == null
            ? " (" + effect + ", " + percent(service.getShare()) + ")"
            : " (protected by the redundancy of " + name(service.getGuardedBy()) + ")");
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
    // A host is what people call a server.
    String type = node.getType().equals("HOST") ? "server" : words(node.getType());
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
