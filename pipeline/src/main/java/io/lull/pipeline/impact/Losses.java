package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Part.Need;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What each CI loses when some fail: the part of its traffic, 0 to 1, that needs what failed.
 *
 * <p>What fails loses all. Another CI loses
 *
 * <ul>
 *   <li>of a need that {@code share} of its traffic has: share times the need's own loss. Needs are
 *       independent of each other, so what is left is the product of what each leaves; those of one
 *       {@code split} are alternatives, of which a request has one: their losses add up;
 *   <li>all where fewer members are left than it needs; else nothing because of members that are
 *       gone, since the others do their work, and of those that are left their mean.
 * </ul>
 *
 * The losses are the least that fulfil this, found from below: a round looks again at those above
 * what has just lost more. What comes back to a CI through itself is taken out then ({@link
 * Circles}). What loses nothing because a service has members to spare is <em>guarded</em> by that
 * service.
 *
 * <p>Cost: the relations of what is hit, times the rounds in which it is (the ways of different
 * length that lead to it); at most {@value #MOST_NODES} CIs and {@value #MOST_ROUNDS} rounds.
 */
public final class Losses {
  /** What is as good as nothing. */
  public static final double NEGLIGIBLE = 1e-3;

  /** From here on all is lost. */
  public static final double WHOLE = 0.995;

  private static final int MOST_NODES = 4_000;
  private static final int MOST_GUARDED = 1_000;
  private static final int MOST_ROUNDS = 64;
  private static final double CHANGE = 1e-6;

  /** Share of a service's traffic whose loss it would tell of. */
  private static final double MOST_OF = 0.5;

  private static final int NONE = -1;

  private final ServiceMap map;

  /** By index, in the order in which they were reached. */
  private final Map<Integer, Loss> losses = new LinkedHashMap<>();

  private final Map<Integer, Guard> guards = new LinkedHashMap<>();
  private int rounds;

  /** What one CI loses. */
  static final class Loss {
    final int index;
    final Part part;
    double amount;

    /** Whether it is one of those that failed. */
    boolean failed;

    /** Round in which it was hit first. */
    int round;

    /** What it was hit through first. */
    int via = NONE;

    Loss(int index, Part part) {
      this.index = index;
      this.part = part;
    }

    boolean isHit() {
      return amount > NEGLIGIBLE;
    }
  }

  /** What stands behind a service that holds; index of that service, and what leads there. */
  private record Guard(int holder, int via) {}

  /** Nothing has failed yet. */
  public Losses(ServiceMap map) {
    this.map = map;
    map.refresh();
  }

  /** Has CIs fail, and what needs them lose. Those that are not in the topology are passed over. */
  public void fail(Collection<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    Set<Integer> changed = new LinkedHashSet<>();
    for (String id : new TreeSet<>(ids)) {
      int index = map.indexOf(id);
      if (index >= 0 && losses.size() < MOST_NODES) {
        Loss loss = losses.computeIfAbsent(index, i -> new Loss(i, map.part(i)));
        if (!loss.failed) {
          if (!loss.isHit()) {
            loss.round = rounds;
          }
          loss.failed = true;
          loss.amount = 1;
          changed.add(index);
        }
      }
    }
    spread(changed);
    List<Integer> affected =
        losses.values().stream().filter(loss -> !loss.failed).map(loss -> loss.index).toList();
    Circles.settle(map, affected, 0, new Amounts());
    guard();
  }

  private void spread(Set<Integer> first) {
    Set<Integer> changed = first;
    for (int round = 0; round < MOST_ROUNDS && !changed.isEmpty(); round++) {
      rounds++;
      Set<Integer> above = new LinkedHashSet<>();
      for (int index : changed) {
        for (int user : map.part(index).users()) {
          above.add(user);
        }
      }
      changed = new LinkedHashSet<>();
      for (int user : above) {
        if (losses.containsKey(user) || losses.size() < MOST_NODES) {
          Loss loss = losses.computeIfAbsent(user, i -> new Loss(i, map.part(i)));
          if (!loss.failed && grows(loss)) {
            changed.add(user);
          }
        }
      }
    }
  }

  private boolean grows(Loss loss) {
    double now = LossRule.amount(loss.part, this::of);
    if (now <= loss.amount + CHANGE) {
      return false;
    }
    if (!loss.isHit() && now > NEGLIGIBLE) {
      loss.round = rounds;
      loss.via = worst(loss.part);
    }
    loss.amount = now;
    return loss.isHit();
  }

  private final class Amounts implements Circles.Values {
    @Override
    public double of(int index) {
      return Losses.this.of(index);
    }

    @Override
    public void put(int index, double value) {
      Loss loss = losses.get(index);
      if (loss != null) {
        loss.amount = value;
      }
    }

    @Override
    public double from(int index, IntToDoubleFunction of) {
      return LossRule.amount(map.part(index), of);
    }
  }

  private int worst(Part part) {
    int worst = NONE;
    double most = 0;
    for (List<Need> needs : List.of(part.needs(), part.members())) {
      for (Need need : needs) {
        double lost = need.share() * of(need.to());
        if (lost > most) {
          most = lost;
          worst = need.to();
        }
      }
    }
    return worst;
  }

  private double of(int index) {
    Loss loss = losses.get(index);
    return loss == null ? 0 : loss.amount;
  }

  /** Finds what stands behind services that hold. */
  private void guard() {
    guards.clear();
    List<Integer> next = new ArrayList<>();
    for (Loss loss : losses.values()) {
      if (!loss.isHit() && LossRule.ofMembers(loss.part, this::of).holds()) {
        guards.put(loss.index, new Guard(loss.index, worst(loss.part)));
        next.add(loss.index);
      }
    }
    for (int i = 0; i < next.size() && guards.size() < MOST_GUARDED; i++) {
      int index = next.get(i);
      int holder = guardOf(index).holder();
      for (int user : map.part(index).users()) {
        Loss loss = losses.get(user);
        if ((loss == null || !loss.isHit())
            && guards.putIfAbsent(user, new Guard(holder, index)) == null) {
          next.add(user);
        }
      }
    }
  }

  private Guard guardOf(int index) {
    Guard guard = guards.get(index);
    if (guard == null) {
      throw new IllegalStateException("not guarded");
    }
    return guard;
  }

  /** Whether a CI has failed, loses something, or would but for members to spare. */
  public boolean reaches(String id) {
    return reaches(map.indexOf(id));
  }

  private boolean reaches(int index) {
    Loss loss = losses.get(index);
    return loss != null && loss.isHit() || guards.containsKey(index);
  }

  /** Whether a CI is a member of a service that is reached. */
  public boolean serves(String id) {
    int index = map.indexOf(id);
    if (index < 0) {
      return false;
    }
    for (int user : map.part(index).users()) {
      if (reaches(user)
          && map.part(user).members().stream().anyMatch(member -> member.to() == index)) {
        return true;
      }
    }
    return false;
  }

  /** What a CI loses, 0 to 1. */
  public double of(String id) {
    return of(map.indexOf(id));
  }

  @Nullable Loss at(int index) {
    return losses.get(index);
  }

  /** Ids of plain services that lose something though they are not among what failed. */
  public List<String> services() {
    return losses.values().stream()
        .filter(loss -> loss.part.isService() && loss.isHit() && !loss.failed)
        .map(loss -> loss.part.id())
        .toList();
  }

  /**
   * What became of a service of which members were gone, and nothing else that it needs.
   *
   * @param documented how many of its members it needs as the topology says
   * @param left members that were not gone
   * @param listeners CIs that would tell of it: itself and the services that mostly need it
   * @param spoke whether any of them did
   */
  public record Trial(
      String service, int members, int documented, int left, int listeners, boolean spoke) {}

  /**
   * The services that show how many of their members they need.
   *
   * @param spoke CIs that alarm
   */
  public List<Trial> trials(Set<String> spoke) {
    List<Trial> trials = new ArrayList<>();
    for (Loss loss : losses.values()) {
      int gone = 0;
      boolean partly = false;
      for (Need member : loss.part.members()) {
        double one = of(member.to());
        gone += one >= WHOLE ? 1 : 0;
        partly |= one > NEGLIGIBLE && one < WHOLE;
      }
      if (gone > 0 && !partly && !loss.failed && isWell(loss.part.needs(), NONE)) {
        trials.add(trial(loss.part, loss.index, gone, spoke));
      }
    }
    return trials;
  }

  private Trial trial(Part part, int index, int gone, Set<String> spoke) {
    int listeners = 1;
    boolean heard = spoke.contains(part.id());
    for (int user : part.users()) {
      Part above = map.part(user);
      if (above.isService() && above.needs().stream().anyMatch(n -> isMost(n, index))) {
        listeners++;
        heard |=
            spoke.contains(above.id())
                && isWell(above.needs(), index)
                && isWell(above.members(), index);
      }
    }
    int members = part.members().size();
    return new Trial(part.id(), members, part.documented(), members - gone, listeners, heard);
  }

  private static boolean isMost(Need need, int index) {
    return need.to() == index && need.share() >= MOST_OF;
  }

  /** Whether none of these loses anything, but for one. */
  private boolean isWell(List<Need> needs, int but) {
    return needs.stream().allMatch(need -> need.to() == but || of(need.to()) <= NEGLIGIBLE);
  }

  /** The business services that lose something. */
  public List<Business> business() {
    List<Business> hit = new ArrayList<>();
    for (Loss loss : losses.values()) {
      if (loss.part.isBusiness() && loss.isHit()) {
        hit.add(new Business(loss.part, loss.amount, via(loss), null));
      }
    }
    return hit;
  }

  /** The business services that lose nothing because others hold. */
  public List<Business> guarded() {
    List<Business> guarded = new ArrayList<>();
    guards.forEach(
        (index, guard) -> {
          if (map.part(index).isBusiness()) {
            String holder = map.part(guard.holder()).id();
            guarded.add(new Business(map.part(index), 0, guardedVia(index), holder));
          }
        });
    return guarded;
  }

  /** Ids from what failed to a CI, along what it was hit through first. */
  private List<String> via(Loss hit) {
    List<String> path = new ArrayList<>();
    Loss at = hit;
    while (at != null && path.size() <= MOST_ROUNDS) {
      path.add(0, at.part.id());
      at = losses.get(at.via);
    }
    return path;
  }

  private List<String> guardedVia(int index) {
    List<String> path = new ArrayList<>();
    int at = index;
    Guard guard = guardOf(at);
    while (guard.holder() != at && path.size() <= MOST_ROUNDS) {
      path.add(0, map.part(at).id());
      at = guard.via();
      guard = guardOf(at);
    }
    path.add(0, map.part(at).id());
    Loss member = losses.get(guard.via());
    if (member != null) {
      path.addAll(0, via(member));
    }
    return path;
  }

  /** Whether what a CI directly needs loses something and is one of these. */
  public boolean isBeneath(String id, Set<String> ids) {
    return !beneath(id, ids).isEmpty();
  }

  /** Those of these CIs that a CI directly needs and that lose something. */
  public List<String> beneath(String id, Set<String> ids) {
    Loss loss = losses.get(map.indexOf(id));
    if (loss == null) {
      return List.of();
    }
    return loss.part.needs().stream()
        .filter(need -> of(need.to()) > NEGLIGIBLE)
        .map(need -> map.part(need.to()).id())
        .filter(ids::contains)
        .toList();
  }

  /**
   * A business service.
   *
   * @param via ids from what failed to the service
   * @param guardedBy the service that holds; null where it loses something
   */
  public record Business(Part part, double share, List<String> via, @Nullable String guardedBy) {
    public Business {
      via = List.copyOf(via);
    }

    public String id() {
      return part.id();
    }

    /** Share of the estate's revenue that is hit at a time. */
    public double revenueAt(long timeMillis) {
      return share * part.revenueShare() * part.busyHours().weightAt(timeMillis);
    }

    /** Share of the estate's revenue that the service makes on the whole. */
    public double revenueShare() {
      return part.revenueShare();
    }
  }

  /** When CIs are hit; what is asked for is kept. */
  public Times times(Map<String, Arrival> felt) {
    Map<Integer, Arrival> known = new HashMap<>();
    felt.forEach(
        (id, arrival) -> {
          int index = map.indexOf(id);
          if (index >= 0) {
            known.put(index, arrival);
          }
        });
    return new Times(this, map, known);
  }
}
