package io.lull.pipeline.forecast;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.SeriesName;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Makes the events of one resource at one time.
 *
 * @param timeMillis time of the events, milliseconds since the epoch
 * @param observedMillis when what led to them was observed, milliseconds since the epoch
 */
record ForecastEvents(String resource, long timeMillis, long observedMillis) {
  private static final int ID_HEX_CHARS = 16;
  private static final double LEAST_CERTAIN = 0.001;

  /** A crossing so far ahead is half as likely to be felt already as one that is at hand. */
  private static final double FELT_MILLIS = 3_600_000;

  Event raised(WatchedSeries series, boolean falling) {
    Crossing crossing = series.forecast.crossing();
    double limit = falling ? -series.forecast.limit() : series.forecast.limit();
    Map<String, String> attributes = new HashMap<>();
    attributes.put("metric", SeriesName.metric(series.name));
    attributes.put("threshold", (falling ? "<= " : ">= ") + number(limit));
    attributes.put("value", number(series.value));
    attributes.put(AlarmChange.CROSSES_ATTRIBUTE, iso(crossing.atMillis()));
    attributes.put(AlarmChange.CROSSES_FROM_ATTRIBUTE, iso(crossing.fromMillis()));
    attributes.put(AlarmChange.CROSSES_TO_ATTRIBUTE, iso(crossing.toMillis()));
    attributes.put(AlarmChange.CERTAINTY_ATTRIBUTE, number(certainty(crossing)));
    String message =
        "%s is %s and is going to be %s in %s (%s to %s)"
            .formatted(
                series.name,
                number(series.value),
                number(limit),
                span(crossing.atMillis() - timeMillis),
                span(crossing.fromMillis() - timeMillis),
                span(crossing.toMillis() - timeMillis));
    return event(series, EventStatus.RAISED, message, attributes);
  }

  Event cleared(WatchedSeries series, String why) {
    return event(series, EventStatus.CLEARED, why, Map.of());
  }

  /** How sure it is that anything seen now has to do with it. */
  private double certainty(Crossing crossing) {
    double ahead = Math.max(0, crossing.atMillis() - timeMillis);
    return Math.max(LEAST_CERTAIN, (1 - Crossing.TAIL) * FELT_MILLIS / (FELT_MILLIS + ahead));
  }

  /** The id derives from what the event says, so that a repeated run gives the same. */
  private Event event(
      WatchedSeries series, EventStatus status, String message, Map<String, String> attributes) {
    Map<String, String> all = new HashMap<>(attributes);
    all.put("rule", series.rule);
    all.put("series", series.name);
    return new Event(
        id(
            "fct-",
            resource,
            series.type,
            series.qualifier,
            status.name(),
            Long.toString(timeMillis),
            message),
        timeMillis,
        observedMillis,
        resource,
        null,
        false,
        "",
        series.type,
        series.qualifier,
        Severity.WARNING,
        status,
        message,
        null,
        "forecast",
        "forecast:" + series.rule,
        all);
  }

  static String id(String prefix, String... content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", content).getBytes(StandardCharsets.UTF_8));
      return prefix + HexFormat.of().formatHex(hash).substring(0, ID_HEX_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String iso(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** In the unit people would use. */
  static String span(long millis) {
    double minutes = Math.max(0, millis) / 60_000.0;
    if (minutes < 90) {
      return Math.round(minutes) + " min";
    }
    return minutes < 36 * 60
        ? Math.round(minutes / 60) + " h"
        : Math.round(minutes / (24 * 60)) + " d";
  }

  /** At most four significant digits. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e15 && Math.abs(value) > 1e-6 || value == 0
        ? rounded.toPlainString()
        : rounded.toString();
  }
}
