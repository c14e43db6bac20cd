package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Part.Need;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * How well CIs are, 0 (down) to 1 (well), by their own alarms and by what they need, through the
 * shares and the redundancy that {@link Losses} go through: the product of
 *
 * <ul>
 *   <li>what their own alarms leave;
 *   <li>for each need, 1 less share times what the need lacks; of alternatives the sum of that;
 *   <li>the score of the member that is the last it needs: of n members of which k are needed the
 *       k-th best. The others are spare.
 * </ul>
 *
 * The scores are the greatest that fulfil this, found from above, for what lies above the CIs that
 * changed; so those in a circle rise again when what pulled them down is over. What comes back to a
 * CI through itself is taken out ({@link Circles}).
 *
 * <p>Cost: the relations of the CIs above what changed, times the longest way; at most {@value
 * #MOST_NODES} CIs and {@value #MOST_ROUNDS} rounds.
 */
public final class Scores {
  private static final int MOST_NODES = 4_000;
  private static final int MOST_ROUNDS = 64;
  private static final double CHANGE = 1e-6;
  private static final double LEAST = 1e-9;

  private final ServiceMap map;

  public Scores(ServiceMap map) {
    this.map = map;
  }

  /**
   * A score.
   *
   * @param service whether it is that of a service of either kind
   * @param parts how much each part takes from 1, by id; its own alarms under its own
   */
  public record Score(double value, boolean service, Map<String, Double> parts) {}

  /**
   * Finds the scores of CIs and of all above them.
   *
   * @param changed ids; those that are not in the topology have what their own alarms leave
   * @param own what the alarms of a CI leave, by id
   * @param known scores of others, as they were found before, by id
   * @return by id, sorted
   */
  public Map<String, Score> above(
      Collection<String> changed, ToDoubleFunction<String> own, ToDoubleFunction<String> known) {
    map.refresh();
    Map<String, Score> found = new TreeMap<>();
    Map<Integer, Double> region = new LinkedHashMap<>();
    for (String id : new TreeSet<>(changed)) {
      int index = map.indexOf(id);
      if (index < 0) {
        found.put(id, new Score(own.applyAsDouble(id), false, Map.of()));
      } else {
        region.putIfAbsent(index, 1.0);
      }
    }
    List<Integer> next = new ArrayList<>(region.keySet());
    for (int i = 0; i < next.size(); i++) {
      for (int user : map.part(next.get(i)).users()) {
        if (region.size() < MOST_NODES && region.putIfAbsent(user, 1.0) == null) {
          next.add(user);
        }
      }
    }
    Map<Integer, Double> outside = new HashMap<>();
    Fold fold = new Fold(region, outside, own, known);
    fold.settle(next);
    Circles circles = Circles.settle(map, fold.affected(), 1, fold);
    for (int index : next) {
      Part part = map.part(index);
      boolean service = part.isService() || part.isBusiness();
      double score = region.getOrDefault(index, 1.0);
      Map<String, Double> parts =
          service && score < 1 ? fold.parts(part, score, circles.asSeenBy(index)) : Map.of();
      found.put(part.id(), new Score(score, service, parts));
    }
    return found;
  }

  private final class Fold implements Circles.Values {
    private final Map<Integer, Double> region;
    private final Map<Integer, Double> outside;
    private final Map<Integer, Double> ofOwn = new HashMap<>();
    private final ToDoubleFunction<String> own;
    private final ToDoubleFunction<String> known;

    Fold(
        Map<Integer, Double> region,
        Map<Integer, Double> outside,
        ToDoubleFunction<String> own,
        ToDoubleFunction<String> known) {
      this.region = region;
      this.outside = outside;
      this.own = own;
      this.known = known;
    }

    /** Looks again at those above what has just become worse, until nothing does. */
    void settle(List<Integer> all) {
      Set<Integer> look = new LinkedHashSet<>(all);
      for (int round = 0; round < MOST_ROUNDS && !look.isEmpty(); round++) {
        Set<Integer> above = new LinkedHashSet<>();
        for (int index : look) {
          double now = from(index, this::of);
          if (now < region.getOrDefault(index, 1.0) - CHANGE) {
            region.put(index, now);
            for (int user : map.part(index).users()) {
              if (region.containsKey(user)) {
                above.add(user);
              }
            }
          }
        }
        look = above;
      }
    }

    private double own(Part part, int index) {
      return ofOwn.computeIfAbsent(index, i -> own.applyAsDouble(part.id()));
    }

    List<Integer> affected() {
      return region.keySet().stream().filter(index -> of(index) < 1 - CHANGE).toList();
    }

    @Override
    public void put(int index, double value) {
      region.put(index, value);
    }

    @Override
    public double of(int index) {
      Double inside = region.get(index);
      return inside != null
          ? inside
          : outside.computeIfAbsent(index, i -> known.applyAsDouble(map.part(i).id()));
    }

    @Override
    public double from(int index, IntToDoubleFunction of) {
      Part part = map.part(index);
      double score = own(part, index) * ofMembers(part, of);
      for (double factor : ofNeeds(part, of).values()) {
        score *= factor;
      }
      return score;
    }

    /** What each need leaves; alternatives together, under a name that no CI has. */
    private Map<String, Double> ofNeeds(Part part, IntToDoubleFunction of) {
      Map<String, Double> factors = new LinkedHashMap<>();
      for (Need need : part.needs()) {
        double lacks = need.share() * (1 - of.applyAsDouble(need.to()));
        if (lacks > 0) {
          String name = need.split() == null ? map.part(need.to()).id() : '\0' + need.split();
          boolean alternative = need.split() != null;
          factors.merge(
              name, 1 - lacks, (a, b) -> alternative ? Math.max(0, a + b - 1) : Math.min(a, b));
        }
      }
      return factors;
    }

    private double ofMembers(Part part, IntToDoubleFunction of) {
      if (part.members().isEmpty()) {
        return 1;
      }
      List<Double> best = new ArrayList<>();
      for (Need member : part.members()) {
        best.add(of.applyAsDouble(member.to()));
      }
      best.sort(Comparator.reverseOrder());
      return best.get(Math.max(0, part.required() - 1));
    }

    /** What each part takes from 1: its part of the score in the log domain. */
    Map<String, Double> parts(Part part, double score, IntToDoubleFunction of) {
      Map<String, Double> logs = new TreeMap<>();
      add(logs, part.id(), own(part, map.indexOf(part.id())));
      for (Need need : part.needs()) {
        add(logs, map.part(need.to()).id(), 1 - need.share() * (1 - of.applyAsDouble(need.to())));
      }
      double members = ofMembers(part, of);
      if (members < 1) {
        double lacking =
            part.members().stream().mapToDouble(m -> 1 - of.applyAsDouble(m.to())).sum();
        for (Need member : part.members()) {
          double share = (1 - of.applyAsDouble(member.to())) / lacking;
          add(logs, map.part(member.to()).id(), StrictMath.pow(Math.max(LEAST, members), share));
        }
      }
      double sum = logs.values().stream().mapToDouble(Double::doubleValue).sum();
      Map<String, Double> parts = new TreeMap<>();
      logs.forEach((id, log) -> parts.put(id, (1 - score) * log / sum));
      return parts;
    }

    private void add(Map<String, Double> logs, String id, double factor) {
      if (factor < 1) {
        logs.merge(id, -StrictMath.log(Math.max(LEAST, factor)), Double::sum);
      }
    }
  }
}
