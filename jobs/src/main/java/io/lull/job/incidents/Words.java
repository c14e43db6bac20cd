package io.lull.job.incidents;

import io.lull.schema.Cause;
import io.lull.schema.Effect;
import io.lull.schema.Incident;
import io.lull.schema.ServiceImpact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures and facts of an incident in words. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /** Such as {@code 45 s}, {@code 7 min}, {@code 3 h 05 min}, {@code 2 d 4 h}. */
  static String duration(long millis) {
    long seconds = Math.max(0, millis) / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 24
        ? String.format(Locale.ROOT, "%d h %02d min", hours, minutes % 60)
        : hours / 24 + " d " + hours % 24 + " h";
  }

  /** Signed, in the unit that suits: {@code +250 ms}, {@code -3.2 s}, {@code +4 min}. */
  static String lag(long millis) {
    String sign = millis < 0 ? "-" : "+";
    long size = millis == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(millis);
    if (size < 1000) {
      return sign + size + " ms";
    }
    return sign
        + (size < 60_000 ? String.format(Locale.ROOT, "%.1f s", size / 1000.0) : duration(size));
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis)) + " UTC";
  }

  static String clock(long millis) {
    return CLOCK.format(Instant.ofEpochMilli(millis));
  }

  static String percent(double share) {
    // Rounded down: 100 % is said only of the whole.
    double percent = Math.floor(Math.max(0, share) * 1000) / 10;
    return percent == Math.rint(percent)
        ? (long) percent + " %"
        : String.format(Locale.ROOT, "%.1f %%", percent);
  }

  static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  static String cause(Incident incident) {
    if (incident.getCauses().isEmpty()) {
      return "cause not known";
    }
    Cause first = incident.getCauses().get(0);
    return "cause "
        + DisplayText.plain(first.getResource())
        + " ("
        + percent(first.getScore())
        + (first.getSilent() ? ", silent)" : ")");
  }

  /** The services that are hit, and how many are protected. */
  static List<String> services(Incident incident) {
    List<String> services = new ArrayList<>();
    long guarded = 0;
    for (ServiceImpact service : incident.getServices()) {
      if (service.getGuardedBy() == null) {
        services.add(service(service));
      } else {
        guarded++;
      }
    }
    if (guarded > 0) {
      services.add(count(guarded, "service") + " protected");
    }
    return services;
  }

  /** What is done to one. */
  static String service(ServiceImpact service) {
    String id = DisplayText.plain(service.getId());
    if (service.getGuardedBy() != null) {
      return id + " protected by the redundancy of " + DisplayText.plain(service.getGuardedBy());
    }
    return id
        + ' '
        + effect(service.getEffect())
        + (service.getShare() > 0 ? " " + percent(service.getShare()) : "");
  }

  static String effect(Effect effect) {
    return effect.name().replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}
