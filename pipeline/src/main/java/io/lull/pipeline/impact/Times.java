package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Losses.Loss;
import io.lull.pipeline.impact.Part.Need;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When CIs are hit: what was felt, or foretold, at its time; another CI when the first of what it
 * needs and loses is hit, and the lag of that relation is over; one that has too few members left
 * when the last is gone that it could spare.
 *
 * <p>Only what was hit in an earlier round counts as what something is hit through, so there are no
 * cycles. Cost: the relations of what is asked for and of what is below it, once.
 */
public final class Times {
  private final Losses losses;
  private final ServiceMap map;
  private final Map<Integer, Arrival> felt;
  private final Map<Integer, Arrival> known = new HashMap<>();

  Times(Losses losses, ServiceMap map, Map<Integer, Arrival> felt) {
    this.losses = losses;
    this.map = map;
    this.felt = felt;
  }

  /** When a CI is hit; null where nothing below it is known to be at a time. */
  public @Nullable Arrival of(String id) {
    return of(map.indexOf(id));
  }

  private @Nullable Arrival of(int index) {
    Arrival seen = felt.get(index);
    if (seen != null) {
      return seen;
    }
    Loss loss = losses.at(index);
    if (loss == null || !loss.isHit() || loss.failed) {
      return null;
    }
    Arrival arrival = known.get(index);
    if (arrival == null) {
      List<Arrival> ways = new ArrayList<>();
      for (Need need : loss.part.needs()) {
        Arrival below = below(loss, need);
        if (below != null) {
          ways.add(below);
        }
      }
      Arrival members = ofMembers(loss);
      if (members != null) {
        ways.add(members);
      }
      if (ways.isEmpty()) {
        return null;
      }
      arrival = Arrival.first(ways);
      known.put(index, arrival);
    }
    return arrival;
  }

  private @Nullable Arrival below(Loss loss, Need need) {
    Loss lower = losses.at(need.to());
    if (lower == null || !lower.isHit() || lower.round >= loss.round) {
      return null;
    }
    Arrival arrival = of(need.to());
    return arrival == null ? null : arrival.plus(need.lag());
  }

  private @Nullable Arrival ofMembers(Loss loss) {
    List<Arrival> gone = new ArrayList<>();
    for (Need member : loss.part.members()) {
      Arrival arrival = below(loss, member);
      if (arrival != null) {
        gone.add(arrival);
      }
    }
    int spare = loss.part.members().size() - loss.part.required();
    if (gone.isEmpty()) {
      return null;
    }
    gone.sort(Comparator.comparingLong(Arrival::medianMillis));
    return gone.get(Math.min(spare, gone.size() - 1));
  }
}
