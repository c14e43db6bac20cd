package io.lull.benchmark.storm;

import io.lull.benchmark.storm.World.Tie;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A fault with all that it brings about, before anything is lost.
 *
 * @param kind what broke, for the table
 * @param root CI id, or the id of a link
 * @param silent whether the root's own alarms never come
 * @param sibling root of the fault beside which it was put, under one ancestor
 * @param ends the root, or the two ends of the link
 * @param affected CIs that fail or suffer
 * @param gone those of them that can say nothing any more
 * @param lifeline the only link over which the root was in touch, if it is one
 * @param wholes what the root is part of and nothing is left of
 * @param symptoms by no order
 */
record Outbreak(
    String kind,
    String root,
    boolean silent,
    @Nullable String sibling,
    Set<String> ends,
    Set<String> affected,
    Set<String> gone,
    Set<String> lifeline,
    Set<String> wholes,
    List<Symptom> symptoms) {

  /** Whether neither root lies in what the other one hurts. */
  boolean independentOf(Outbreak other) {
    boolean oneIsLink = ends.size() != other.ends.size();
    return !root.equals(other.root)
        && ends.stream().noneMatch(other.affected::contains)
        && other.ends.stream().noneMatch(affected::contains)
        && !(oneIsLink && ends.stream().anyMatch(other.ends::contains));
  }

  static @Nullable Outbreak node(World world, String root, @Nullable String sibling, Dice dice) {
    String type = world.type(root);
    double draw = dice.uniform(0, 1);
    boolean strain = draw < 0.15 && Vocabulary.strains(type);
    boolean cascade = draw > 0.8 && Faulty.cascades(world, root);
    Spread spread = new Spread(world, dice, cascade ? 0.5 : 0);
    if (strain) {
      spread.strain(root);
    } else {
      spread.outage(root);
    }
    boolean silent = dice.chance(0.22);
    String kind = strain ? "partial" : cascade ? "cascade" : type.toLowerCase(Locale.ROOT);
    return outbreak(kind, root, silent, sibling, Set.of(root), spread);
  }

  static @Nullable Outbreak link(World world, Tie link, @Nullable String sibling, Dice dice) {
    Spread spread = new Spread(world, dice, 0);
    double draw = dice.uniform(0, 1);
    String kind = draw < 0.55 ? "link" : draw < 0.85 ? "flap" : "partial link";
    switch (kind) {
      case "link" -> spread.cut(link);
      case "flap" -> spread.voices().flap(link);
      default -> spread.voices().corrupt(link);
    }
    Set<String> ends = new LinkedHashSet<>(List.of(link.from(), link.to()));
    boolean silent = kind.equals("link") && dice.chance(0.22);
    return outbreak(kind, link.linkId(), silent, sibling, ends, spread);
  }

  /** Nothing comes of what nobody notices, nor of a silent root that only one other tells of. */
  private static @Nullable Outbreak outbreak(
      String kind,
      String root,
      boolean silent,
      @Nullable String sibling,
      Set<String> ends,
      Spread spread) {
    List<Symptom> symptoms = spread.voices().heard();
    long others = symptoms.stream().filter(s -> !s.own()).count();
    if (symptoms.size() < 2 || symptoms.size() > StormGenerator.MOST) {
      return null;
    }
    boolean node = ends.size() == 1;
    return new Outbreak(
        kind,
        root,
        silent && others >= 2,
        sibling,
        ends,
        Set.copyOf(spread.affected()),
        spread.gone(),
        node ? spread.lifeline(root).map(Tie::linkId).map(Set::of).orElse(Set.of()) : Set.of(),
        node ? spread.wholes(root) : Set.of(),
        symptoms);
  }
}
