package io.lull.benchmark.impact;

import io.lull.benchmark.impact.Estate.Call;
import io.lull.benchmark.impact.Estate.Ci;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One fault, what it does to whom and when, and what is said of it. A CI feels what the first of
 * its needs that failed does to it, that relation's own lag later; a service with members to spare
 * feels the one that it could not. What it loses is counted: requests walk down the calls as they
 * are. Monitoring says so a while after, and not always; business services have monitoring too, and
 * the time of impact is when it says so, whether anybody listens or not.
 */
final class Outage {
  private static final int REQUESTS = 4_000;
  private static final double LAG_SIGMA = 0.35;
  private static final double DETECT_SIGMA = 0.4;
  private static final double SAID = 0.85;
  private static final double BUSINESS_SAID = 0.5;
  private static final double FORETOLD = 0.25;
  private static final double NINE_TENTHS = 1.645;
  private static final double LEAST_FELT = 0.02;
  private static final long LASTS_MILLIS = 900_000;

  private static final Map<String, List<String>> BREAKS =
      Map.of(
          "HOST", List.of("HOST_DOWN", "POWER_FAILURE", "KERNEL_PANIC", "DISK_FAILURE"),
          "DATABASE", List.of("CONNECTIONS_EXHAUSTED", "DISK_FULL", "DEADLOCK", "DATABASE_CRASHED"),
          "SERVICE", List.of("CRASHED", "OUT_OF_MEMORY_OOM"));

  private static final List<String> SUFFERS =
      List.of("ERROR_RATE", "HIGH_LATENCY", "REQUEST_TIMEOUT", "ERRORS_HIGH");

  final String root;
  final long beginMillis;

  /** Of business services that lose something: the share of their requests. */
  final Map<String, Double> share = new TreeMap<>();

  /** And when that is felt. */
  final Map<String, Long> feltMillis = new TreeMap<>();

  /** Business services that lose nothing though a member of what they need has failed. */
  final Set<String> guarded = new HashSet<>();

  /** What is said, in the order of time. */
  final List<Event> events = new ArrayList<>();

  private final Estate estate;
  private final Dice dice;
  private final String name;

  // By CI: when it feels it; absent: never.
  private final Map<String, Long> hit = new HashMap<>();

  private Outage(Estate estate, String root, long beginMillis, String name, Dice dice) {
    this.estate = estate;
    this.root = root;
    this.beginMillis = beginMillis;
    this.name = name;
    this.dice = dice;
  }

  static Outage make(Estate estate, int number, long beginMillis, long seed) {
    Dice dice = new Dice(seed * 1_000_003 + number);
    String type = dice.chance(0.45) ? "HOST" : dice.chance(0.65) ? "DATABASE" : "SERVICE";
    Outage outage = null;
    for (int tries = 0; tries < 3 && (outage == null || !outage.matters()); tries++) {
      outage = new Outage(estate, dice.pick(estate.all(type)), beginMillis, "o" + number, dice);
    }
    if (outage == null) {
      throw new IllegalStateException("no outage was made");
    }
    outage.happen();
    return outage;
  }

  /** Whether a business service is above. */
  private boolean matters() {
    return estate.cis.values().stream().anyMatch(ci -> ci.isBusiness() && isAbove(ci));
  }

  private void happen() {
    boolean foretold = !estate.ci(root).type.equals("SERVICE") && dice.chance(FORETOLD);
    long failsMillis = beginMillis + (foretold ? foretell() : 0);
    Map<String, Double> lost = new HashMap<>();
    Traffic traffic = new Traffic(estate, root, dice);
    for (Ci ci : estate.cis.values()) {
      double of = ci.id.equals(root) ? 1 : traffic.failing(ci.id, ci.isBusiness() ? REQUESTS : 400);
      if (of > 0) {
        lost.put(ci.id, of);
      }
    }
    feel(failsMillis, lost.keySet());
    say(failsMillis, lost);
    long end = failsMillis + LASTS_MILLIS;
    for (Event raised : List.copyOf(events)) {
      long cleared = end + (long) (1_000 * dice.uniform(0, 20));
      events.add(event(cleared, raised.getResource(), raised.getType(), null, Map.of()));
    }
    events.sort(Comparator.comparingLong(Event::getTimeMillis).thenComparing(Event::getId));
  }

  /** Says long before what will be, as a calibrated forecast; returns when it will, in millis. */
  private long foretell() {
    double sigma = dice.uniform(0.1, 0.35);
    double median = dice.logUniform(120, 1_200);
    long after = Math.round(1_000 * dice.logNormal(median, sigma));
    Map<String, String> attributes = new HashMap<>();
    attributes.put("crossesFrom", in(median * Math.exp(-NINE_TENTHS * sigma)));
    attributes.put("crossesAt", in(median));
    attributes.put("crossesTo", in(median * Math.exp(NINE_TENTHS * sigma)));
    attributes.put("certainty", "0.9");
    events.add(event(beginMillis, root, "FORECAST_CAPACITY", Severity.WARNING, attributes));
    long slow = beginMillis + 500;
    events.add(event(slow, root, "LATENCY_RISES", Severity.MAJOR, Map.of()));
    return after;
  }

  private String in(double seconds) {
    return Instant.ofEpochMilli(beginMillis + Math.round(1_000 * seconds)).toString();
  }

  /** When each CI that loses something feels it: by rounds, until nothing is earlier. */
  private void feel(long failsMillis, Set<String> losing) {
    hit.put(root, failsMillis);
    Map<Call, Long> lags = new HashMap<>();
    boolean earlier = true;
    for (int round = 0; earlier && round < 32; round++) {
      earlier = false;
      for (String id : losing) {
        if (!id.equals(root)) {
          Long at = reached(estate.ci(id), lags);
          Long before = hit.get(id);
          if (at != null && (before == null || at < before)) {
            hit.put(id, at);
            earlier = true;
          }
        }
      }
    }
  }

  private @Nullable Long reached(Ci ci, Map<Call, Long> lags) {
    Long first = null;
    for (Call call : ci.needs) {
      Long at = call.fallback() ? null : over(call, lags);
      first = at != null && (first == null || at < first) ? at : first;
    }
    List<Long> gone = new ArrayList<>();
    for (Call member : ci.members) {
      Long at = over(member, lags);
      if (at != null) {
        gone.add(at);
      }
    }
    int spare = ci.members.size() - ci.required;
    if (gone.size() > spare) {
      gone.sort(Comparator.naturalOrder());
      first = first == null ? gone.get(spare) : (Long) Math.min(first, gone.get(spare));
    }
    return first;
  }

  private @Nullable Long over(Call call, Map<Call, Long> lags) {
    Long below = hit.get(call.to());
    return below == null
        ? null
        : (Long)
            (below
                + lags.computeIfAbsent(
                    call, c -> Math.round(1_000 * dice.logNormal(c.lagSeconds(), LAG_SIGMA))));
  }

  private void say(long failsMillis, Map<String, Double> lost) {
    String type = estate.ci(root).type;
    List<String> breaks = BREAKS.getOrDefault(type, List.of("CRASHED"));
    events.add(event(later(failsMillis), root, dice.pick(breaks), Severity.CRITICAL, Map.of()));
    for (Ci ci : estate.cis.values()) {
      Long at = hit.get(ci.id);
      if (ci.id.equals(root)) {
        continue;
      }
      if (at == null) {
        if (ci.isBusiness() && isAbove(ci)) {
          guarded.add(ci.id);
        }
        continue;
      }
      long heard = later(at);
      double of = lost.getOrDefault(ci.id, 0.0);
      if (ci.isBusiness()) {
        share.put(ci.id, of);
        feltMillis.put(ci.id, heard);
      }
      if (of >= LEAST_FELT && dice.chance(ci.isBusiness() ? BUSINESS_SAID : SAID)) {
        boolean gone = ci.type.equals("POD") || ci.type.equals("DATABASE");
        String says = gone ? ci.type + "_UNAVAILABLE" : dice.pick(SUFFERS);
        events.add(event(heard, ci.id, says, Severity.MAJOR, Map.of()));
      }
    }
  }

  /** Whether the fault lies anywhere below, over whatever redundancy. */
  private boolean isAbove(Ci ci) {
    Set<String> seen = new HashSet<>();
    List<String> next = new ArrayList<>(List.of(ci.id));
    while (!next.isEmpty()) {
      Ci at = estate.ci(next.remove(next.size() - 1));
      if (at.id.equals(root)) {
        return true;
      }
      for (List<Call> calls : List.of(at.needs, at.members)) {
        for (Call call : calls) {
          if (!call.fallback() && seen.add(call.to())) {
            next.add(call.to());
          }
        }
      }
    }
    return false;
  }

  private long later(long millis) {
    return millis + Math.round(1_000 * dice.logNormal(estate.detectSeconds, DETECT_SIGMA));
  }

  private Event event(
      long millis,
      String resource,
      String type,
      @Nullable Severity severity,
      Map<String, String> attributes) {
    return Event.newBuilder()
        .setId(name + "-" + events.size())
        .setTimeMillis(millis)
        .setObservedMillis(millis)
        .setResource(resource)
        .setResolved(true)
        .setDomain("default")
        .setType(type)
        .setSeverity(severity == null ? Severity.INDETERMINATE : severity)
        .setStatus(severity == null ? EventStatus.CLEARED : EventStatus.RAISED)
        .setMessage(type)
        .setSource("benchmark")
        .setAttributes(attributes)
        .build();
  }
}
