package io.lull.benchmark.storm;

import io.lull.benchmark.storm.World.Tie;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes storms: one to five faults within 90 s, their messages with losses, repeats, skewed clocks
 * and noise between them. No fault lies in what another one hurts; what both hurt is the first's.
 */
final class StormGenerator {
  static final int FEWEST = 5;
  static final int MOST = 1_000;
  private static final long START = 1_768_446_600_000L;
  private static final int ATTEMPTS = 400;
  private static final int[] FAULTS = {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5};

  private StormGenerator() {}

  /** A fault with all that it brings about, before anything is lost. */
  private record Outbreak(
      String kind,
      String root,
      boolean silent,
      @Nullable String sibling,
      Set<String> ends,
      Set<String> affected,
      Set<String> lifeline,
      Set<String> wholes,
      List<Symptom> symptoms) {}

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
      if (next != null && outbreaks.stream().allMatch(o -> independent(o, next))) {
        outbreaks.add(next);
      }
    }
    return new Telling(number, world, dice).tell(outbreaks);
  }

  private static boolean independent(Outbreak a, Outbreak b) {
    return !a.root().equals(b.root())
        && a.ends().stream().noneMatch(b.affected()::contains)
        && b.ends().stream().noneMatch(a.affected()::contains)
        && a.ends().stream()
            .noneMatch(e -> a.ends().size() != b.ends().size() && b.ends().contains(e));
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
      return link(world, dice.pick(Faulty.links(world)), null, dice);
    }
    return node(world, dice.pick(world.nodes(kind)), null, dice);
  }

  /** A fault of the same kind beside another, under one ancestor. */
  private static @Nullable Outbreak sibling(World world, Outbreak first, Dice dice) {
    if (first.ends().size() == 2) {
      String shared = dice.pick(first.ends().stream().filter(world::forwards).sorted().toList());
      Tie tie = dice.pick(world.links(shared));
      return tie.linkId().equals(first.root()) ? null : link(world, tie, first.root(), dice);
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
    return siblings.isEmpty() ? null : node(world, dice.pick(siblings), first.root(), dice);
  }

  private static @Nullable Outbreak node(
      World world, String root, @Nullable String sibling, Dice dice) {
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
    String kind =
        strain ? "partial" : cascade ? "cascade" : type.toLowerCase(java.util.Locale.ROOT);
    return outbreak(kind, root, silent, sibling, Set.of(root), spread);
  }

  private static @Nullable Outbreak link(
      World world, Tie link, @Nullable String sibling, Dice dice) {
    Spread spread = new Spread(world, dice, 0);
    double draw = dice.uniform(0, 1);
    String kind = draw < 0.55 ? "link" : draw < 0.85 ? "flap" : "partial link";
    switch (kind) {
      case "link" -> spread.cut(link);
      case "flap" -> spread.flap(link);
      default -> spread.corrupt(link);
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
    List<Symptom> symptoms = spread.symptoms();
    long others = symptoms.stream().filter(s -> !s.own()).count();
    if (symptoms.size() < 2 || symptoms.size() > MOST) {
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
        node ? spread.lifeline(root).map(Tie::linkId).map(Set::of).orElse(Set.of()) : Set.of(),
        node ? spread.wholes(root) : Set.of(),
        symptoms);
  }

  /** Puts outbreaks into time and onto the wire. */
  private static final class Telling {
    private final int number;
    private final World world;
    private final Dice dice;
    private final Map<String, Long> skews = new HashMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<List<Symptom>> heard = new ArrayList<>();
    private final Set<String> sources = new HashSet<>();
    private int events;

    Telling(int number, World world, Dice dice) {
      this.number = number;
      this.world = world;
      this.dice = dice;
    }

    GeneratedStorm tell(List<Outbreak> outbreaks) {
      double loss = dice.chance(0.2) ? 0 : dice.uniform(0, 0.3);
      boolean skewed = dice.chance(0.7);
      long[] starts = new long[outbreaks.size()];
      List<Integer> inOrder = new ArrayList<>();
      for (int i = 0; i < starts.length; i++) {
        starts[i] = START + (i == 0 ? 0 : dice.within(0, 90_000));
        inOrder.add(i);
        heard.add(new ArrayList<>());
      }
      inOrder.sort(Comparator.comparingLong((Integer i) -> starts[i]).thenComparing(i -> i));
      Map<String, Long> activeUntil = new HashMap<>();
      for (int i : inOrder) {
        long repaired = dice.chance(0.7) ? starts[i] + dice.within(180_000, 600_000) : 0;
        List<Symptom> symptoms = new ArrayList<>(outbreaks.get(i).symptoms());
        symptoms.sort(Comparator.comparingLong(Symptom::atMillis));
        for (Symptom symptom : symptoms) {
          if (!(outbreaks.get(i).silent() && symptom.own())) {
            tell(symptom, i, starts[i], repaired, loss, skewed, activeUntil);
          }
        }
      }
      noise(outbreaks, skewed);
      alerts.sort(Comparator.comparingLong(Alert::timeMillis).thenComparing(Alert::id));
      List<Fault> faults = new ArrayList<>();
      for (int i = 0; i < starts.length; i++) {
        Outbreak of = outbreaks.get(i);
        Set<Integer> siblings = siblings(of, outbreaks);
        boolean unheard = of.silent() || heard.get(i).stream().noneMatch(Symptom::own);
        faults.add(
            new Fault(
                i, of.kind(), of.root(), answers(of, i, unheard), unheard, starts[i], siblings));
      }
      return new GeneratedStorm(number, world, faults, List.copyOf(alerts));
    }

    /** The root, and what nobody could tell from it by what was heard. */
    private Set<String> answers(Outbreak of, int number, boolean unheard) {
      Set<String> answers = new LinkedHashSet<>(List.of(of.root()));
      List<Symptom> said = heard.get(number);
      if (of.ends().size() == 2) {
        answers.addAll(of.ends());
      } else if (said.stream().noneMatch(s -> s.own() && !s.polled())) {
        answers.addAll(of.lifeline());
      }
      if (unheard && of.ends().size() == 1) {
        answers.addAll(of.wholes());
        Set<String> branches = new HashSet<>();
        said.forEach(s -> branches.add(of.root().equals(s.peer()) ? "" : s.branch()));
        if (branches.size() == 1 && !branches.contains("")) {
          answers.addAll(branches);
        }
      }
      return answers;
    }

    private static Set<Integer> siblings(Outbreak one, List<Outbreak> all) {
      Set<Integer> siblings = new HashSet<>();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).root().equals(one.sibling())) {
          siblings.add(i);
        }
      }
      return siblings;
    }

    private void tell(
        Symptom symptom,
        int fault,
        long start,
        long repaired,
        double loss,
        boolean skewed,
        Map<String, Long> activeUntil) {
      long at = start + symptom.atMillis();
      long clear = symptom.clearMillis() > 0 ? start + symptom.clearMillis() : 0;
      if (clear == 0 && repaired > 0 && dice.chance(0.95)) {
        clear = Math.max(at + 1_000, repaired + dice.within(500, 45_000));
      }
      String key = symptom.resource() + '\n' + symptom.type() + '\n' + symptom.qualifier();
      if (activeUntil.getOrDefault(key, Long.MIN_VALUE) >= at || dice.chance(loss)) {
        return;
      }
      heard.get(fault).add(symptom);
      activeUntil.put(key, clear == 0 ? Long.MAX_VALUE : clear);
      long skew = skewed ? skew(symptom) : 0;
      add(at + skew, symptom, Alert.Kind.RAISE, fault);
      if (symptom.clearMillis() == 0 && dice.chance(0.25)) {
        long again = at;
        for (int i = dice.between(1, 4); i > 0; i--) {
          again += dice.within(10_000, 60_000);
          if (clear == 0 || again < clear) {
            add(again + skew, symptom, Alert.Kind.REPEAT, fault);
          }
        }
      }
      if (clear > 0) {
        add(clear + skew, symptom, Alert.Kind.CLEAR, fault);
      }
    }

    /** What is polled has the poller's clock, which is right. */
    private long skew(Symptom symptom) {
      return symptom.polled()
          ? 0
          : skews.computeIfAbsent(symptom.resource(), k -> dice.within(-2_000, 2_000));
    }

    private void add(long at, Symptom symptom, Alert.Kind kind, int fault) {
      sources.add(symptom.resource());
      alerts.add(
          new Alert(
              String.format("s%d-e%04d", number, ++events),
              at,
              symptom.resource(),
              symptom.type(),
              symptom.qualifier(),
              symptom.peer(),
              symptom.severity(),
              kind,
              fault));
    }

    /** What goes on anyway, where nothing of this happens. */
    private void noise(List<Outbreak> outbreaks, boolean skewed) {
      Set<String> hurt = new HashSet<>(sources);
      outbreaks.forEach(o -> hurt.addAll(o.affected()));
      outbreaks.forEach(o -> hurt.addAll(o.ends()));
      List<String> well = world.nodes().stream().filter(n -> !hurt.contains(n)).toList();
      int most = Math.min(25, 3 + alerts.size() / 3);
      int messages = well.size() < 10 ? 0 : dice.between(0, most);
      Set<String> keys = new HashSet<>();
      for (int i = 0; i < messages; i++) {
        String node = dice.pick(well);
        String type = Vocabulary.noise(dice);
        Symptom symptom =
            new Symptom(
                0, node, type, "", null, Vocabulary.noiseSeverity(dice), "", false, false, 0);
        long at = START + dice.within(-240_000, 300_000) + (skewed ? skew(symptom) : 0);
        if (keys.add(node + type)) {
          add(at, symptom, Alert.Kind.RAISE, Alert.NOISE);
          if (dice.chance(0.5)) {
            add(at + dice.within(20_000, 400_000), symptom, Alert.Kind.CLEAR, Alert.NOISE);
          }
        }
      }
    }
  }
}
