package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import io.lull.schema.Identifier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a service does needs another: calls for each request, a moving mean over
 * windows. It is told when it is new or has moved by a twentieth, so that the graph does not
 * flicker, and otherwise said again unchanged, so that it does not age.
 *
 * @param share moving mean, 0..1
 * @param toldShare what was told
 * @param told attributes that were told
 * @param toldMillis when it was told or said again
 * @param seenMillis when there last was a call
 */
public record CallShare(
    double share, double toldShare, Map<String, String> told, long toldMillis, long seenMillis) {
  private static final double WEIGHT = 0.2;
  private static final double STEP = 0.05;
  private static final long AGAIN_MILLIS = 600_000;

  /** After so long without a call it is forgotten; its fact has aged by then. */
  static final long FORGET_MILLIS = 2 * 3_600_000L;

  /** After a window with calls. */
  static CallShare after(
      @Nullable CallShare before, CallCount calls, long requests, long windowMillis) {
    double now = requests <= 0 ? 1 : Math.min(1, calls.calls() / (double) requests);
    double share = before == null ? now : before.share + WEIGHT * (now - before.share);
    if (before != null && Math.abs(share - before.toldShare) < STEP) {
      boolean again = calls.endMillis() >= before.toldMillis + AGAIN_MILLIS;
      return new CallShare(
          share,
          before.toldShare,
          before.told,
          again ? calls.endMillis() : before.toldMillis,
          calls.endMillis());
    }
    Map<String, String> told = new TreeMap<>();
    told.put("share", round(share));
    told.put("rate", round(calls.calls() * 1000.0 / windowMillis));
    if (calls.timed() > 0) {
      told.put("errorShare", round(calls.errors() / (double) calls.timed()));
      told.put("latencyMillis", round(calls.micros() / 1000.0 / calls.timed()));
    }
    return new CallShare(share, share, told, calls.endMillis(), calls.endMillis());
  }

  private static String round(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
  }

  /** Whether this window is to be told of. */
  boolean isDue() {
    return toldMillis == seenMillis;
  }

  Fact fact(String caller, String callee) {
    return new Fact(
        "spans",
        caller + " calls " + callee,
        seenMillis,
        ChangeOp.UPSERT,
        "",
        "",
        List.of(),
        Map.of(),
        List.of(new FactRelation("DEPENDS_ON", named(caller), named(callee), told)),
        null,
        null);
  }

  private static List<Identifier> named(String service) {
    return List.of(new Identifier(Kind.NAME.name(), service, ""));
  }

  /** A service that traces show is there, whether or not an inventory knows it. */
  static Fact serviceFact(String service, long timeMillis) {
    return new Fact(
        "spans",
        "service " + service,
        timeMillis,
        ChangeOp.UPSERT,
        "SERVICE",
        service,
        named(service),
        Map.of(),
        List.of(),
        null,
        null);
  }
}
