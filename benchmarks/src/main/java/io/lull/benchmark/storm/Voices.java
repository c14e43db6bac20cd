package io.lull.benchmark.storm;

import io.lull.benchmark.storm.World.Tie;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is said while a fault spreads. Ports speak within a second, routing with them or when its
 * hold timer runs out, pollers when they next come round.
 */
final class Voices {
  private final World world;
  private final Dice dice;
  private final List<Symptom> symptoms = new ArrayList<>();
  private final Set<String> mute = new HashSet<>();

  /** Branch of what is said now, see {@link Symptom#branch}. */
  private String branch = "";

  Voices(World world, Dice dice) {
    this.world = world;
    this.dice = dice;
  }

  void about(String nextBranch) {
    branch = nextBranch;
  }

  /**
   * From now on only others speak of the node: it is dead, or nothing gets through from it.
   *
   * @return whether that is new
   */
  boolean silence(String node) {
    return mute.add(node);
  }

  /** All that was said and could be heard. */
  List<Symptom> heard() {
    return symptoms.stream().filter(s -> s.polled() || !mute.contains(s.resource())).toList();
  }

  /** Errors on a link that stays up. */
  void corrupt(Tie link) {
    for (String end : List.of(link.from(), link.to())) {
      if (dice.chance(0.9)) {
        long at = dice.within(0, 30_000);
        say(at, end, "INTERFACE_ERRORS", link.port(end), null, Severity.MAJOR, true);
      }
      if (world.session(link) && dice.chance(0.7)) {
        session(link, end, dice.within(2_000, 60_000), 0);
      }
    }
  }

  /** Up and down again some times. */
  void flap(Tie link) {
    long at = 0;
    int times = dice.between(3, 8);
    for (int i = 0; i < times; i++) {
      long up = at + dice.within(1_500, 20_000);
      for (String end : List.of(link.from(), link.to())) {
        String type = world.forwards(end) ? "LINK_DOWN" : "NIC_LINK_DOWN";
        long down = at + dice.around(60, 1.0);
        say(down, end, type, link.port(end), null, Severity.MAJOR, true, up + dice.around(60, 1));
        if (world.session(link) && dice.chance(0.75)) {
          session(link, end, at + dice.around(900, 0.9), up + dice.around(9_000, 0.4));
        }
      }
      at = up + dice.within(3_000, 40_000);
    }
  }

  void loseLink(Tie link, String end, long at, boolean own) {
    if (world.forwards(end)) {
      if (dice.chance(0.96)) {
        say(at + dice.around(60, 1.0), end, "LINK_DOWN", link.port(end), null, Severity.MAJOR, own);
      }
      if (dice.chance(0.4)) {
        long then = at + dice.around(400, 0.8);
        say(then, end, "LINE_PROTOCOL_DOWN", link.port(end), null, Severity.MAJOR, own);
      }
    } else if (dice.chance(0.7)) {
      long then = at + dice.around(300, 1.0);
      say(then, end, "NIC_LINK_DOWN", link.port(end), null, Severity.MAJOR, own);
    }
    if (world.session(link) && dice.chance(0.92)) {
      // With the port, or when the hold timer runs out.
      long lag = dice.chance(0.7) ? dice.around(900, 0.9) : dice.within(20_000, 90_000);
      session(link, end, at + lag, 0);
    }
  }

  private void session(Tie link, String end, long at, long clear) {
    String peer = link.other(end);
    int address = Math.floorMod(peer.hashCode(), 250 * 250);
    String qualifier = "10.0." + address / 250 + "." + (address % 250 + 1);
    Severity severity = Severity.MAJOR;
    symptoms.add(
        new Symptom(
            at, end, "BGP_NEIGHBOR_DOWN", qualifier, peer, severity, branch, false, false, clear));
  }

  void poll(long at, String node, boolean own) {
    String type = Vocabulary.down(world.type(node));
    symptoms.add(new Symptom(at, node, type, "", null, Severity.CRITICAL, branch, true, own, 0));
  }

  void say(long at, String node, String type, Severity severity, boolean own) {
    say(at, node, type, "", null, severity, own);
  }

  void say(
      long at,
      String node,
      String type,
      String qualifier,
      @Nullable String peer,
      Severity severity,
      boolean own) {
    say(at, node, type, qualifier, peer, severity, own, 0);
  }

  void say(
      long at,
      String node,
      String type,
      String qualifier,
      @Nullable String peer,
      Severity severity,
      boolean own,
      long clear) {
    symptoms.add(new Symptom(at, node, type, qualifier, peer, severity, branch, false, own, clear));
  }
}
