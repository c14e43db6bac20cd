package io.lull.pipeline.baseline;

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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes the events of one resource at one time.
 *
 * @param timeMillis time of the events, milliseconds since the epoch
 * @param observedMillis when what led to them was observed, milliseconds since the epoch
 */
record AnomalyEvents(String resource, long timeMillis, long observedMillis) {
  static final String CARDINALITY = "METRIC_CARDINALITY";
  static final String SERIES_MISSING = "SERIES_MISSING";
  static final String NO_DATA = "NO_DATA";

  private static final int ID_HEX_CHARS = 16;
  private static final double LEAST_CERTAIN = 0.001;

  // That data stays away may be the collector's doing, or somebody's will.
  private static final double MISSING_CERTAIN = 0.3;
  private static final double NO_DATA_CERTAIN = 0.5;

  /** A series and what it says; the first of several leads. */
  record Signal(String series, Judgement judgement) {}

  /**
   * @param score of what the alarm is typed after
   * @param intervalMillis interval between samples: so much earlier it may have begun
   */
  Event raised(AnomalyAlarm alarm, List<Signal> signals, double score, long intervalMillis) {
    Signal lead = signals.get(0);
    Judgement said = lead.judgement();
    Map<String, String> attributes = new HashMap<>();
    attributes.put("series", lead.series());
    attributes.put("metric", SeriesName.metric(lead.series()));
    attributes.put("value", number(said.value()));
    attributes.put("expected", number(said.expected()));
    attributes.put("lower", number(said.expected() - said.margin()));
    attributes.put("upper", number(said.expected() + said.margin()));
    attributes.put("direction", said.above() ? "UP" : "DOWN");
    attributes.put("score", number(said.score()));
    attributes.put(AlarmChange.INTERVAL_ATTRIBUTE, Long.toString(intervalMillis));
    attributes.put(AlarmChange.CERTAINTY_ATTRIBUTE, number(certainty(score)));
    attributes.put(
        "contributions",
        signals.stream()
            .limit(AnomalyAlarm.MAX_SERIES)
            .map(signal -> signal.series() + "=" + number(signal.judgement().score()))
            .collect(Collectors.joining(" ")));
    String message =
        "%s is %s, expected %s (%s to %s)%s"
            .formatted(
                lead.series(),
                attributes.get("value"),
                attributes.get("expected"),
                attributes.get("lower"),
                attributes.get("upper"),
                signals.size() == 1 ? "" : " and " + (signals.size() - 1) + " more series");
    return event(
        alarm.type(),
        "",
        Severity.valueOf(alarm.severity()),
        EventStatus.RAISED,
        message,
        attributes);
  }

  Event cleared(AnomalyAlarm alarm, String why) {
    return event(
        alarm.type(),
        "",
        Severity.valueOf(alarm.severity()),
        EventStatus.CLEARED,
        why,
        Map.of("series", alarm.series().get(0)));
  }

  /**
   * Some series of a resource stay away.
   *
   * @param series their names; not empty
   * @param awayMillis how long the first of them has been away
   */
  Event seriesMissing(List<String> series, long awayMillis) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("series", series.get(0));
    attributes.put("count", Integer.toString(series.size()));
    attributes.put(AlarmChange.INTERVAL_ATTRIBUTE, Long.toString(awayMillis));
    attributes.put(AlarmChange.CERTAINTY_ATTRIBUTE, number(MISSING_CERTAIN));
    attributes.put(
        "contributions",
        series.stream()
            .limit(AnomalyAlarm.MAX_SERIES)
            .map(name -> name + "=1")
            .collect(Collectors.joining(" ")));
    String message =
        "%s stays away%s, while others come"
            .formatted(
                series.get(0),
                series.size() == 1 ? "" : " and " + (series.size() - 1) + " more series");
    return event(SERIES_MISSING, "", Severity.WARNING, EventStatus.RAISED, message, attributes);
  }

  Event seriesBack() {
    String message = "all series that stayed away are back or have ended";
    return event(SERIES_MISSING, "", Severity.WARNING, EventStatus.CLEARED, message, Map.of());
  }

  /** Nothing comes of a resource for so long. */
  Event noData(long sinceMillis) {
    Map<String, String> attributes =
        Map.of(
            AlarmChange.INTERVAL_ATTRIBUTE,
            Long.toString(sinceMillis),
            AlarmChange.CERTAINTY_ATTRIBUTE,
            number(NO_DATA_CERTAIN));
    String message = "no data for " + sinceMillis / 1000 + " s";
    return event(NO_DATA, "", Severity.MINOR, EventStatus.RAISED, message, attributes);
  }

  Event dataBack(String why) {
    return event(NO_DATA, "", Severity.MINOR, EventStatus.CLEARED, why, Map.of());
  }

  Event cardinality(String metric, EventStatus status, String message) {
    return event(CARDINALITY, metric, Severity.WARNING, status, message, Map.of("metric", metric));
  }

  /** The id derives from what the event says, so that a repeated run gives the same. */
  private Event event(
      String type,
      String qualifier,
      Severity severity,
      EventStatus status,
      String message,
      Map<String, String> attributes) {
    String content =
        String.join(
            "\n", resource, type, qualifier, status.name(), Long.toString(timeMillis), message);
    return new Event(
        id(content),
        timeMillis,
        observedMillis,
        resource,
        null,
        false,
        "",
        type,
        qualifier,
        severity,
        status,
        message,
        null,
        "baseline",
        "baseline",
        attributes);
  }

  private static String id(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "anm-" + HexFormat.of().formatHex(hash).substring(0, ID_HEX_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How sure it is that there is something: hardly at the alarm level. */
  private static double certainty(double score) {
    double over = (score - ResourceJudge.ALARM_SCORE) / (1 - ResourceJudge.ALARM_SCORE);
    return Math.max(LEAST_CERTAIN, over * over);
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
