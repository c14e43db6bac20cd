package io.lull.benchmark.storm;

import io.lull.benchmark.storm.World.Tie;
import io.lull.schema.Severity;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one failure spreads and who says what of it. Each relation has a strength of its own, the
 * same in all storms of its world; whether it carries is drawn from that. What suffers and what is
 * said are two things: a host that is dead says nothing, its poller does, up to a minute later; a
 * client speaks when it times out; a port at once. What is cut off from the network is not heard.
 */
final class Spread {
  /** How badly a CI is hit. */
  private enum Mode {
    STRAINED,
    /** Well, and nobody can reach it. */
    CUT_OFF,
    DOWN
  }

  private record Failing(String node, Mode mode, long atMillis, int depth, String branch) {
    /** What the next one down belongs to. */
    String branchOf(String next) {
      return depth == 0 ? next : branch;
    }
  }

  private final World world;
  private final Dice dice;
  private final double vigour;
  private final Voices voices;
  private final Map<String, Mode> failing = new HashMap<>();
  private final Map<String, Integer> membersDown = new HashMap<>();
  private final Set<Tie> deadLinks = new HashSet<>();
  private final PriorityQueue<Failing> next =
      new PriorityQueue<>(Comparator.comparingLong(Failing::atMillis).thenComparing(Failing::node));

  /**
   * @param vigour part of the chance that a relation does not carry which is taken away: 0 for what
   *     the relation's strength says, towards 1 for a cascade
   */
  Spread(World world, Dice dice, double vigour) {
    this.world = world;
    this.dice = dice;
    this.vigour = vigour;
    this.voices = new Voices(world, dice);
  }

  Voices voices() {
    return voices;
  }

  /** CIs that can say nothing any more. */
  Set<String> gone() {
    Set<String> gone = new HashSet<>(failing.keySet());
    gone.removeIf(node -> !isGone(node));
    return gone;
  }

  /** CIs that fail or suffer. */
  Set<String> affected() {
    return failing.keySet();
  }

  /**
   * The only link over which the root was in touch with what is still there, if it is one: from
   * afar nobody can tell whether that link is cut or the root is dead.
   */
  Optional<Tie> lifeline(String root) {
    List<Tie> alive = world.links(root).stream().filter(link -> !isGone(link.other(root))).toList();
    return alive.size() == 1 ? Optional.of(alive.get(0)) : Optional.empty();
  }

  /** What the root is part of, if all other parts of that are gone too. */
  Set<String> wholes(String root) {
    Set<String> wholes = new HashSet<>();
    for (Tie part : world.outOf(root, "PART_OF")) {
      if (world.into(part.to(), "PART_OF").stream().allMatch(t -> isGone(t.from()))) {
        wholes.add(part.to());
      }
    }
    return wholes;
  }

  void outage(String root) {
    String type = world.type(root);
    if (dice.chance(world.forwards(root) || type.equals("HOST") ? 0.6 : 0.9)) {
      voices.say(
          dice.within(-8_000, 1_500), root, Vocabulary.gasp(type, dice), Severity.CRITICAL, true);
    }
    if (dice.chance(0.85)) {
      voices.poll(dice.within(3_000, 45_000), root, true);
    }
    next.add(new Failing(root, Mode.DOWN, 0, 0, ""));
    run();
  }

  void strain(String root) {
    String type = world.type(root);
    voices.say(
        dice.within(-20_000, 15_000), root, Vocabulary.strain(type, dice), Severity.MAJOR, true);
    if (dice.chance(0.4)) {
      voices.say(dice.within(0, 40_000), root, Vocabulary.strain(type, dice), Severity.MINOR, true);
    }
    next.add(new Failing(root, Mode.STRAINED, 0, 0, ""));
    run();
  }

  /** A cut; one that is dark is not seen by the ports, only by what goes over it. */
  void cut(Tie link) {
    deadLinks.add(link);
    voices.loseLink(link, link.from(), 0, true);
    voices.loseLink(link, link.to(), 0, true);
    for (String end : List.of(link.from(), link.to())) {
      if (dice.chance(0.35) && world.forwards(end)) {
        voices.say(
            dice.around(40, 0.8), end, "OPTICS_RX_LOS", link.port(end), null, Severity.MAJOR, true);
      }
    }
    isolate(0, null);
    run();
  }

  private void run() {
    while (!next.isEmpty()) {
      Failing now = next.remove();
      Mode before = failing.get(now.node());
      if (before == null || before.compareTo(now.mode()) < 0) {
        failing.put(now.node(), now.mode());
        spread(now);
      }
    }
  }

  private void spread(Failing now) {
    for (Tie tie : world.ties(now.node())) {
      voices.about(now.branch());
      if (tie.link()) {
        network(now, tie);
      } else if (tie.type().equals("SERVED_BY")) {
        service(now, tie);
      } else if (tie.to().equals(now.node())) {
        dependant(now, tie);
      }
    }
    if (now.mode() == Mode.DOWN && !world.links(now.node()).isEmpty()) {
      isolate(now.atMillis(), now);
    }
  }

  private void dependant(Failing now, Tie tie) {
    String node = tie.from();
    switch (tie.type()) {
      case "RUNS_ON" -> {
        if (now.mode() != Mode.STRAINED) {
          down(node, now, dice.within(0, 1_500), 0.97);
        } else if (carries(tie, now, 0.5)) {
          suffer(node, now, tie);
        }
      }
      case "PART_OF" -> {
        if (now.mode() != Mode.STRAINED) {
          down(node, now, dice.within(0, 2_500), 0.93);
        }
      }
      default -> {
        double part = tie.share() < 1 ? 0.35 + 0.65 * tie.share() : 1;
        if (carries(tie, now, part * (now.mode() != Mode.STRAINED ? 1 : 0.7))) {
          suffer(node, now, tie);
        }
      }
    }
  }

  private boolean carries(Tie tie, Failing now, double factor) {
    double strength = 0.5 + 0.48 * unit(tie);
    double damped = strength * factor * Math.pow(0.85, now.depth());
    return dice.chance(damped + vigour * (1 - damped));
  }

  /** A number of the relation's own in 0..1. */
  private static double unit(Tie tie) {
    long hash = (tie.from() + '|' + tie.type() + '|' + tie.to()).hashCode() * 0x9E3779B97F4A7C15L;
    return (hash >>> 11) * 0x1.0p-53;
  }

  /** It stops with what it stands on; whoever polls it finds out. */
  private void down(String node, Failing by, long lag, double chance) {
    if (isGone(node) || !dice.chance(chance)) {
      return;
    }
    String branch = by.branchOf(node);
    voices.about(branch);
    long at = by.atMillis() + lag;
    voices.silence(node);
    if (dice.chance(0.85)) {
      voices.poll(at + dice.within(2_000, 45_000), node, false);
    }
    next.add(new Failing(node, by.mode(), at, by.depth() + 1, branch));
  }

  /** It goes on, badly, and says so itself: with the first timeout, or when a rate is evaluated. */
  private void suffer(String node, Failing by, Tie tie) {
    if (failing.containsKey(node)) {
      return;
    }
    String branch = by.branchOf(node);
    voices.about(branch);
    long at = by.atMillis() + dice.around(1_200, 0.9);
    boolean down = by.mode() != Mode.STRAINED;
    int times = dice.chance(0.85) ? 1 + (dice.chance(0.35) ? 1 : 0) : 0;
    for (int i = 0; i < times; i++) {
      String type = Vocabulary.client(world.type(node), down, dice);
      boolean names = Vocabulary.namesServer(type);
      String peer = names && dice.chance(0.6) ? tie.to() : null;
      long told = at + (names ? dice.around(4_000, 0.8) : dice.within(8_000, 50_000));
      voices.say(
          told, node, type, peer == null ? "" : peer, peer, Vocabulary.suffering(dice), false);
    }
    for (Tie served : world.outOf(node, "SERVED_BY")) {
      if (dice.chance(0.3)) {
        String type = Vocabulary.client("POD", down, dice);
        String peer = Vocabulary.namesServer(type) && dice.chance(0.6) ? tie.to() : null;
        long told = at + dice.around(4_000, 0.9);
        Severity severity = Vocabulary.suffering(dice);
        voices.say(told, served.to(), type, peer == null ? "" : peer, peer, severity, false);
        failing.putIfAbsent(served.to(), Mode.STRAINED);
      }
    }
    next.add(new Failing(node, Mode.STRAINED, at, by.depth() + 1, branch));
  }

  /** A service goes on with what is left of its members. */
  private void service(Failing now, Tie tie) {
    if (!tie.to().equals(now.node())) {
      return;
    }
    String service = tie.from();
    int members = world.outOf(service, "SERVED_BY").size();
    int down = membersDown.merge(service, now.mode() != Mode.STRAINED ? 1 : 0, Integer::sum);
    boolean starved = down * 2 > members;
    double chance = starved ? 0.9 : now.mode() != Mode.STRAINED ? 0.45 : 0.2;
    if (failing.containsKey(service) || !dice.chance(chance)) {
      return;
    }
    String branch = now.branchOf(service);
    voices.about(branch);
    long at = now.atMillis() + dice.around(800, 0.8);
    String type = dice.chance(0.5) ? "REPLICAS_UNAVAILABLE" : "ERROR_RATE";
    Severity severity = starved ? Severity.CRITICAL : Vocabulary.suffering(dice);
    voices.say(at + dice.within(4_000, 40_000), service, type, severity, false);
    if (starved || dice.chance(0.3)) {
      Mode mode = starved ? Mode.DOWN : Mode.STRAINED;
      next.add(new Failing(service, mode, at, now.depth() + 1, branch));
    }
  }

  private void network(Failing now, Tie link) {
    String neighbour = link.other(now.node());
    if (isGone(neighbour)) {
      return;
    }
    if (now.mode() == Mode.DOWN) {
      voices.loseLink(link, neighbour, now.atMillis(), false);
    } else if (now.mode() == Mode.STRAINED && world.forwards(now.node()) && dice.chance(0.25)) {
      long at = now.atMillis() + dice.within(1_000, 40_000);
      String type = world.forwards(neighbour) ? "INTERFACE_ERRORS" : "PACKET_LOSS";
      voices.say(
          at, neighbour, type, link.port(neighbour), null, Vocabulary.suffering(dice), false);
    }
  }

  /** What the failed nodes and links leave without a way into the network. */
  private void isolate(long atMillis, @Nullable Failing by) {
    Set<String> dead = new HashSet<>();
    failing.forEach(
        (node, mode) -> {
          if (mode == Mode.DOWN) {
            dead.add(node);
          }
        });
    for (String node : world.cutOff(dead, deadLinks)) {
      if (voices.silence(node)) {
        String branch = by == null ? "" : by.branchOf(node);
        voices.about(branch);
        if (dice.chance(0.8)) {
          voices.poll(atMillis + dice.within(5_000, 60_000), node, false);
        }
        next.add(
            new Failing(node, Mode.CUT_OFF, atMillis, by == null ? 1 : by.depth() + 1, branch));
      }
    }
  }

  private boolean isGone(String node) {
    Mode mode = failing.get(node);
    return mode != null && mode != Mode.STRAINED;
  }
}
