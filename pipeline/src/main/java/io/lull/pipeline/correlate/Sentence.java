package io.lull.pipeline.correlate;

import io.lull.schema.Effect;
import io.lull.schema.ImpactBasis;
import io.lull.schema.ServiceImpact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The impact of an incident as a sentence: what the cause supports, how much of which business
 * service that handles, and when revenue is hit.
 */
final class Sentence {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final double ALL = 0.995;

  private final Impacts.Found found;
  private final UnaryOperator<String> name;
  private final long now;
  private final boolean over;

  /**
   * @param name of a CI for people
   * @param now time of the revision
   * @param over whether the incident is resolved
   */
  Sentence(Impacts.Found found, UnaryOperator<String> name, long now, boolean over) {
    this.found = found;
    this.name = name;
    this.now = now;
    this.over = over;
  }

  /**
   * The sentence, without a stop.
   *
   * @param subject the cause in words
   * @param cause id of the cause
   * @param link whether that is a link
   */
  String of(String subject, String cause, boolean link) {
    ServiceImpact first = found.business().get(0);
    if (found.isGuarded()) {
      return guarded(subject, cause, first);
    }
    return supports(subject, cause, link, first) + others() + ": " + when(first);
  }

  private String guarded(String subject, String cause, ServiceImpact first) {
    String holder = String.valueOf(first.getGuardedBy());
    String service = name.apply(first.getId());
    String what =
        holder.equals(cause)
            ? subject + " is needed by " + service
            : holder.equals(first.getId())
                ? subject + " supports " + service
                : subject + " supports " + name.apply(holder) + ", which " + service + " needs";
    return what
        + others()
        + (over
            ? ": redundancy protected it, no revenue was hit"
            : ": redundancy protects it, no revenue is hit");
  }

  private String supports(String subject, String cause, boolean link, ServiceImpact first) {
    String part = part(first.getShare()) + name.apply(first.getId());
    String carrier = found.carrier();
    if (first.getId().equals(cause)) {
      return subject;
    }
    String verb = link ? " carries " : " supports ";
    if (carrier == null || carrier.equals(cause)) {
      return subject + verb + part;
    }
    return subject + verb + name.apply(carrier) + ", which handles " + part;
  }

  private static String part(double share) {
    if (share >= ALL) {
      return "all of ";
    }
    long percent = Math.round(share * 100);
    return percent < 1 ? "less than 1 % of " : percent + " % of ";
  }

  private String others() {
    int others = (found.isGuarded() ? found.business() : found.hit()).size() - 1;
    return others < 1
        ? ""
        : others == 1
            ? " and one other business service"
            : " and " + others + " other business services";
  }

  private String when(ServiceImpact service) {
    if (over) {
      return past(service);
    }
    Long at = service.getImpactMillis();
    if (at == null) {
      return service.getEffect() == Effect.AT_RISK
          ? "revenue is at risk"
          : "revenue is hit, since when is not known";
    }
    if (service.getBasis() == ImpactBasis.OBSERVED) {
      return service.getEffect() == Effect.AT_RISK
          ? "revenue was hit from " + clock(at) + " and is no longer"
          : "revenue has been hit since " + clock(at);
    }
    boolean sure = service.getEffect() != Effect.AT_RISK;
    long from = orElse(service.getImpactFromMillis(), at);
    long to = orElse(service.getImpactToMillis(), at);
    if (to <= now) {
      return sure
          ? "revenue has probably been hit since about " + clock(at)
          : "revenue may have been hit since about " + clock(at);
    }
    boolean foretold = service.getBasis() == ImpactBasis.FORECAST;
    String what = sure || foretold ? "revenue is hit" : "revenue is at risk";
    if (at <= now) {
      return what + " by now, or within " + span(to - now);
    }
    return what + " in about " + span(at - now) + ' ' + interval(at - now, from - now, to - now);
  }

  private String past(ServiceImpact service) {
    Long from = service.getActualFromMillis();
    if (from == null) {
      return "revenue was not hit";
    }
    Long to = service.getActualToMillis();
    return "revenue was hit from "
        + clock(from)
        + (to == null || to <= from ? "" : " for " + span(to - from));
  }

  private static long orElse(@Nullable Long millis, long otherwise) {
    return millis == null ? otherwise : millis;
  }

  private String clock(long millis) {
    boolean near = Math.abs(now - millis) < DAY;
    return (near ? CLOCK : DAY_AND_CLOCK).format(Instant.ofEpochMilli(millis));
  }

  /** In the unit people would use. */
  static String span(long millis) {
    long unit = unit(millis);
    return Wording.count((int) rounded(millis, unit), word(unit));
  }

  private static String interval(long at, long from, long to) {
    long unit = unit(at);
    return "(" + Math.max(0, from) / unit + " to " + (Math.max(to, at) + unit - 1) / unit + ")";
  }

  private static long rounded(long millis, long unit) {
    return Math.max(1, (millis + unit / 2) / unit);
  }

  private static long unit(long millis) {
    return millis < 100 * SECOND
        ? SECOND
        : millis < 100 * MINUTE ? MINUTE : millis < 48 * HOUR ? HOUR : DAY;
  }

  private static String word(long unit) {
    return unit == SECOND ? "second" : unit == MINUTE ? "minute" : unit == HOUR ? "hour" : "day";
  }
}
