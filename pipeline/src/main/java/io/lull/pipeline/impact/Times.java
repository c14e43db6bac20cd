package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Losses.Loss;
import io.lull.pipeline.impact.Part.Need;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When CIs are hit: what was felt, or foretold, at its time; another CI when the first of what it
 * needs and loses is hit, and the lag of that relation is over; one that has too few members left
 * when the last is gone that it could spare. What several ways have in common counts once ({@link
 * Way}).
 *
 * <p>Only what was hit in an earlier round counts as what something is hit through, so there are no
 * cycles. Cost: the relations of what is asked for and of what is below it, once.
 */
public final class Times {
  private final Losses losses;
  private final ServiceMap map;
  private final Map<Integer, Way> felt = new HashMap<>();
  private final Map<Integer, Way> known = new HashMap<>();

  Times(Losses losses, ServiceMap map, Map<Integer, Arrival> felt) {
    this.losses = losses;
    this.map = map;
    felt.forEach((index, arrival) -> this.felt.put(index, Way.of(arrival)));
  }

  /** When a CI is hit; null where nothing below it is known to be at a time. */
  public @Nullable Arrival of(String id) {
    Way way = of(map.indexOf(id));
    return way == null ? null : way.arrival();
  }

  private @Nullable Way of(int index) {
    Way seen = felt.get(index);
    if (seen != null) {
      return seen;
    }
    Loss loss = losses.at(index);
    if (loss == null || !loss.isHit() || loss.failed) {
      return null;
    }
    Way way = known.get(index);
    if (way == null) {
      List<Way> ways = new ArrayList<>();
      for (Need need : loss.part.needs()) {
        Way below = below(loss, need);
        if (below != null) {
          ways.add(below);
        }
      }
      Way members = ofMembers(loss);
      if (members != null) {
        ways.add(members);
      }
      if (ways.isEmpty()) {
        return null;
      }
      way = Way.first(ways);
      known.put(index, way);
    }
    return way;
  }

  private @Nullable Way below(Loss loss, Need need) {
    Loss lower = losses.at(need.to());
    if (lower == null || !lower.isHit() || lower.round >= loss.round) {
      return null;
    }
    Way way = of(need.to());
    return way == null ? null : way.plus(need.lag());
  }

  private @Nullable Way ofMembers(Loss loss) {
    List<Way> gone = new ArrayList<>();
    for (Need member : loss.part.members()) {
      Way way = below(loss, member);
      if (way != null) {
        gone.add(way);
      }
    }
    int spare = loss.part.members().size() - loss.part.required();
    return gone.isEmpty() ? null : Way.kth(gone, Math.min(spare + 1, gone.size()));
  }
}
