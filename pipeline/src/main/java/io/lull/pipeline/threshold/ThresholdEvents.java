package io.lull.pipeline.threshold;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.Severity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Makes the events of one resource at one time.
 *
 * @param timeMillis time of the events, milliseconds since the epoch
 * @param observedMillis when what led to them was observed, milliseconds since the epoch
 */
record ThresholdEvents(String resource, long timeMillis, long observedMillis) {
  private static final int ID_HEX_CHARS = 16;

  static ThresholdEvents of(MetricBatch batch) {
    return new ThresholdEvents(
        batch.getResource(), batch.getTimeMillis(), batch.getObservedMillis());
  }

  /** The id derives from what the event says, so that a repeated run gives the same. */
  Event event(
      SeriesState state, EventStatus status, String message, Map<String, String> attributes) {
    Map<String, String> all = new HashMap<>(attributes);
    all.put("rule", state.rule());
    all.put("series", state.series());
    return new Event(
        id(state, status),
        timeMillis,
        observedMillis,
        resource,
        null,
        false,
        "",
        state.type(),
        state.qualifier(),
        severity(state),
        status,
        message,
        null,
        "threshold",
        "threshold:" + state.rule(),
        all);
  }

  Severity severity(SeriesState state) {
    return Severity.valueOf(state.severity());
  }

  private String id(SeriesState state, EventStatus status) {
    String content =
        String.join(
            "\n", resource, state.rule(), state.series(), status.name(), Long.toString(timeMillis));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "thr-" + HexFormat.of().formatHex(hash).substring(0, ID_HEX_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** At most six significant digits, without an exponent where it can be helped. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    return Math.abs(value) < 1e15 && Math.abs(value) > 1e-6 || value == 0
        ? rounded.toPlainString()
        : rounded.toString();
  }
}
