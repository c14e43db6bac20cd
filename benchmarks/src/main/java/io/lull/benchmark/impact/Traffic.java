package io.lull.benchmark.impact;

import io.lull.benchmark.impact.Estate.Call;
import io.lull.benchmark.impact.Estate.Ci;
import java.util.HashMap;
import java.util.Map;

/** Requests that walk down the calls of an estate as they are, one by one, while a CI is dead. */
final class Traffic {
  private final Estate estate;
  private final String dead;
  private final Dice dice;

  // What needs no draw: CIs below which there is nothing that fails, or nothing that does not.
  private final Map<String, Boolean> always = new HashMap<>();

  Traffic(Estate estate, String dead, Dice dice) {
    this.estate = estate;
    this.dead = dead;
    this.dice = dice;
  }

  /** Share of so many requests that fail. */
  double failing(String id, int requests) {
    if (isWell(id)) {
      return 0;
    }
    int failed = 0;
    for (int i = 0; i < requests; i++) {
      failed += succeeds(estate.ci(id)) ? 0 : 1;
    }
    return (double) failed / requests;
  }

  /** Whether what is dead is not below. */
  private boolean isWell(String id) {
    if (id.equals(dead)) {
      return false;
    }
    Boolean known = always.get(id);
    if (known == null) {
      Ci ci = estate.ci(id);
      known =
          ci.needs.stream().allMatch(call -> isWell(call.to()))
              && ci.members.stream().allMatch(call -> isWell(call.to()));
      always.put(id, known);
    }
    return known;
  }

  private boolean succeeds(Ci ci) {
    if (ci.id.equals(dead)) {
      return false;
    }
    if (isWell(ci.id)) {
      return true;
    }
    Map<String, Double> draws = new HashMap<>();
    Map<String, Double> until = new HashMap<>();
    for (Call call : ci.needs) {
      boolean does;
      if (call.split() == null) {
        does = dice.chance(call.share());
      } else {
        double draw = draws.computeIfAbsent(call.split(), s -> dice.uniform(0, 1));
        double from = until.getOrDefault(call.split(), 0.0);
        does = draw >= from && draw < from + call.share();
        until.put(call.split(), from + call.share());
      }
      if (does && !call.fallback() && !succeeds(estate.ci(call.to()))) {
        return false;
      }
    }
    int well = 0;
    for (Call member : ci.members) {
      well += succeeds(estate.ci(member.to())) ? 1 : 0;
    }
    return ci.members.isEmpty() || well >= ci.required;
  }
}
