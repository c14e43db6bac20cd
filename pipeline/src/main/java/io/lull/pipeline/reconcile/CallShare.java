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
 * How much of what a service does needs another: calls for each request, both summed up over the
 * last minutes, so that a window with few requests counts little. It is told when it is new, when
 * it has moved by a twentieth, and when it is known from twice as many requests and differs
 * noticeably, so that the graph does not flicker; otherwise it is said again every ten minutes, so
 * that it does not age.
 *
 * @param calls sum that fades
 * @param requests the same of what the caller itself took; 0 where that is not seen
 * @param toldShare what was told
 * @param toldRequests from how many requests
 * @param told attributes that were told
 * @param toldMillis when it was told or said again
 * @param seenMillis when there last was a call
 */
public record CallShare(
    double calls,
    double requests,
    double toldShare,
    double toldRequests,
    Map<String, String> told,
    long toldMillis,
    long seenMillis) {
  /** Mean age of what the sums remember. */
  private static final double MEMORY_MILLIS = 300_000;

  private static final double STEP = 0.05;
  private static final double NOTICEABLE = 0.005;
  private static final double MUCH_SURER = 2;

  /** What goes on is said again so often. */
  static final long AGAIN_MILLIS = 600_000;

  /** After so long without a call it is forgotten; its fact has aged by then. */
  static final long FORGET_MILLIS = 2 * 3_600_000L;

  /** After a window with calls. */
  static CallShare after(
      @Nullable CallShare before, CallCount count, long requests, long windowMillis) {
    CallShare faded = before == null ? null : before.without(requests, windowMillis);
    double calls = count.calls() + (faded == null ? 0 : faded.calls);
    double taken = faded == null ? requests : faded.requests;
    double share = shareOf(calls, taken);
    if (before != null && !before.isWorthTelling(share, taken, count.endMillis())) {
      boolean again = count.endMillis() >= before.toldMillis + AGAIN_MILLIS;
      return new CallShare(
          calls,
          taken,
          before.toldShare,
          before.toldRequests,
          before.told,
          again ? count.endMillis() : before.toldMillis,
          count.endMillis());
    }
    Map<String, String> told = new TreeMap<>();
    told.put("share", round(share));
    told.put("rate", round(count.calls() * 1000.0 / windowMillis));
    if (count.timed() > 0) {
      told.put("errorShare", round(count.errors() / (double) count.timed()));
      told.put("latencyMillis", round(count.micros() / 1000.0 / count.timed()));
    }
    return new CallShare(calls, taken, share, taken, told, count.endMillis(), count.endMillis());
  }

  /** After a window without calls in which the caller took requests. */
  CallShare without(long taken, long windowMillis) {
    double fade = Math.exp(-windowMillis / MEMORY_MILLIS);
    return new CallShare(
        calls * fade,
        requests * fade + taken,
        toldShare,
        toldRequests,
        told,
        toldMillis,
        seenMillis);
  }

  private boolean isWorthTelling(double share, double taken, long timeMillis) {
    double moved = Math.abs(share - toldShare);
    boolean surer = taken >= MUCH_SURER * toldRequests || timeMillis >= toldMillis + AGAIN_MILLIS;
    return moved >= STEP || (surer && moved >= NOTICEABLE);
  }

  double share() {
    return shareOf(calls, requests);
  }

  private static double shareOf(double calls, double requests) {
    return requests <= 0 ? 1 : Math.min(1, calls / requests);
  }

  /** Whether this window is to be told of. */
  boolean isDue() {
    return toldMillis == seenMillis;
  }

  private static String round(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
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
