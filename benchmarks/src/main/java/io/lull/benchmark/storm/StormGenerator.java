package io.lull.benchmark.storm;

import io.lull.benchmark.storm.World.Tie;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes storms: one to five faults within 90 s, their messages with losses, repeats, skewed clocks
 * and noise between them. No fault lies in what another one hurts; what both hurt is the first's.
 */
final class StormGenerator {
  static final int FEWEST = 5;
  static final int MOST = 1_000;
  static final long START_MILLIS = 1_768_446_600_000L;
  private static final int ATTEMPTS = 400;
  private static final int[] FAULTS = {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5};

  private StormGenerator() {}

  static GeneratedStorm make(int number, World world, long seed) {
    Dice dice = new Dice(seed * 1_000_003 + number);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      GeneratedStorm storm = attempt(number, world, dice);
      int raises = storm.scored().size();
      if (raises >= FEWEST && raises <= MOST) {
        return storm;
      }
    }
    throw new IllegalStateException("no storm comes out of " + world.name());
  }

  private static GeneratedStorm attempt(int number, World world, Dice dice) {
    int wanted = FAULTS[dice.between(0, FAULTS.length)];
    int choice = dice.chance(0.25) ? 12 : 1;
    List<Outbreak> outbreaks = new ArrayList<>();
    for (int tries = 0; outbreaks.size() < wanted && tries < 60; tries++) {
      boolean related = !outbreaks.isEmpty() && dice.chance(0.5);
      Outbreak next =
          related ? sibling(world, dice.pick(outbreaks), dice) : worst(world, choice, dice);
      if (next != null && outbreaks.stream().allMatch(o -> o.independentOf(next))) {
        outbreaks.add(next);
      }
    }
    return new Telling(number, world, dice).tell(outbreaks);
  }

  /** The one with the most symptoms out of so many: some storms are large. */
  private static @Nullable Outbreak worst(World world, int choice, Dice dice) {
    Outbreak worst = null;
    for (int i = 0; i < choice; i++) {
      Outbreak one = any(world, dice);
      if (one != null && (worst == null || one.symptoms().size() > worst.symptoms().size())) {
        worst = one;
      }
    }
    return worst;
  }

  private static @Nullable Outbreak any(World world, Dice dice) {
    List<String> kinds = Faulty.kinds(world);
    String kind = dice.pick(kinds);
    if (kind.equals("link")) {
      return Outbreak.link(world, dice.pick(Faulty.links(world)), null, dice);
    }
    return Outbreak.node(world, dice.pick(world.nodes(kind)), null, dice);
  }

  /** A fault of the same kind beside another, under one ancestor. */
  private static @Nullable Outbreak sibling(World world, Outbreak first, Dice dice) {
    if (first.ends().size() == 2) {
      String shared = dice.pick(first.ends().stream().filter(world::forwards).sorted().toList());
      Tie tie = dice.pick(world.links(shared));
      return tie.linkId().equals(first.root())
          ? null
          : Outbreak.link(world, tie, first.root(), dice);
    }
    List<Tie> up = new ArrayList<>();
    for (Tie tie : world.ties(first.root())) {
      if (tie.link() ? world.forwards(tie.other(first.root())) : tie.from().equals(first.root())) {
        up.add(tie);
      }
    }
    if (up.isEmpty()) {
      return null;
    }
    Tie tie = dice.pick(up);
    String ancestor = tie.other(first.root());
    String type = world.type(first.root());
    List<String> siblings = new ArrayList<>();
    for (Tie other : world.ties(ancestor)) {
      String node = other.other(ancestor);
      boolean like = other.type().equals(tie.type()) && world.type(node).equals(type);
      if (like && (tie.link() || other.to().equals(ancestor)) && !node.equals(first.root())) {
        siblings.add(node);
      }
    }
    return siblings.isEmpty()
        ? null
        : Outbreak.node(world, dice.pick(siblings), first.root(), dice);
  }
}
