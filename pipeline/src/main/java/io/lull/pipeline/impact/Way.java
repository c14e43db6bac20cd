package io.lull.pipeline.impact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way by which failure comes to a CI: the time from which it is known, and the steps from there,
 * each of which takes a while that is known with a spread.
 *
 * <p>Steps have an identity. Two ways that begin with the same steps (a forecast, the lag of a
 * relation that both lead over) have these in common: of which comes first only what is theirs
 * alone decides, and what they share is counted once, also in how sure the result is. What parts
 * and joins again is a step of its own from there on.
 *
 * @param sinceMillis time after which the steps are, milliseconds since the epoch
 * @param steps in order
 */
record Way(long sinceMillis, List<Step> steps) {

  private static final Comparator<Way> BY_MEAN =
      Comparator.comparing(Way::arrival, Arrival.BY_MEAN);

  /** What takes a while; two are never the same, whatever they take. */
  static final class Step {
    final double meanMillis;
    final double variance;

    Step(double meanMillis, double variance) {
      this.meanMillis = meanMillis;
      this.variance = variance;
    }
  }

  Way {
    steps = List.copyOf(steps);
  }

  /** What is known, or foretold: one step, or none. */
  static Way of(Arrival arrival) {
    return new Way(
        arrival.sinceMillis(),
        arrival.meanMillis() > 0
            ? List.of(new Step(arrival.meanMillis(), arrival.variance()))
            : List.of());
  }

  /** So much later. */
  Way plus(Bonds.Lag lag) {
    double spread = StrictMath.exp(lag.sigma() * lag.sigma()) - 1;
    List<Step> more = new ArrayList<>(steps);
    more.add(new Step(lag.meanMillis(), lag.meanMillis() * lag.meanMillis() * spread));
    return new Way(sinceMillis, more);
  }

  /** When it arrives: means and variances of the steps add up. */
  Arrival arrival() {
    double mean = 0;
    double variance = 0;
    for (Step step : steps) {
      mean += step.meanMillis;
      variance += step.variance;
    }
    return new Arrival(sinceMillis, mean, variance);
  }

  private @Nullable Step head() {
    return steps.isEmpty() ? null : steps.get(0);
  }

  private Way tail() {
    return new Way(sinceMillis, steps.subList(1, steps.size()));
  }

  private Way before(Way rest) {
    List<Step> all = new ArrayList<>(List.of(steps.get(0)));
    all.addAll(rest.steps);
    return new Way(rest.sinceMillis, all);
  }

  /** The first to arrive of several, at least one. */
  static Way first(List<Way> ways) {
    Map<Step, List<Way>> common = new LinkedHashMap<>();
    List<Way> apart = new ArrayList<>();
    for (Way way : ways) {
      Step head = way.head();
      if (head == null) {
        apart.add(way);
      } else {
        common.computeIfAbsent(head, h -> new ArrayList<>()).add(way);
      }
    }
    for (List<Way> group : common.values()) {
      Way one = group.get(0);
      apart.add(
          group.size() == 1 ? one : one.before(first(group.stream().map(Way::tail).toList())));
    }
    return apart.size() == 1 ? apart.get(0) : ofOrder(apart, 1);
  }

  /**
   * The {@code k}-th to arrive of several, at least so many; what all have in common counts once.
   */
  static Way kth(List<Way> ways, int k) {
    if (k == 1) {
      return first(ways);
    }
    Step head = ways.get(0).head();
    if (head != null && ways.stream().allMatch(way -> way.head() == head)) {
      return ways.get(0).before(kth(ways.stream().map(Way::tail).toList(), k));
    }
    return ofOrder(ways, k);
  }

  private static Way ofOrder(List<Way> ways, int k) {
    List<Way> sorted = ways.stream().sorted(BY_MEAN).toList();
    List<Arrival> arrivals = sorted.stream().map(Way::arrival).toList();
    Arrival found = Arrival.ofOrder(arrivals, k);
    int at = arrivals.indexOf(found);
    return at >= 0 ? sorted.get(at) : of(found);
  }
}
