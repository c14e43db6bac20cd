package io.lull.benchmark.storm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Puts outbreaks into time and onto the wire: what was said when, by whose clock, what was lost on
 * the way, said again and taken back, and what else was going on.
 */
final class Telling {
  private final int number;
  private final World world;
  private final Dice dice;
  private final double loss;
  private final boolean skewed;
  private final Map<String, Long> skews = new HashMap<>();
  private final List<Alert> alerts = new ArrayList<>();
  private final List<List<Symptom>> heard = new ArrayList<>();
  private final Map<String, Long> activeUntil = new HashMap<>();
  private final Map<String, Long> goneSince = new HashMap<>();
  private final Set<String> sources = new HashSet<>();
  private int events;

  Telling(int number, World world, Dice dice) {
    this.number = number;
    this.world = world;
    this.dice = dice;
    this.loss = dice.chance(0.2) ? 0 : dice.uniform(0, 0.3);
    this.skewed = dice.chance(0.7);
  }

  GeneratedStorm tell(List<Outbreak> outbreaks) {
    long[] starts = new long[outbreaks.size()];
    List<Integer> inOrder = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      starts[i] = StormGenerator.START_MILLIS + (i == 0 ? 0 : dice.within(0, 90_000));
      inOrder.add(i);
      heard.add(new ArrayList<>());
    }
    inOrder.sort(Comparator.comparingLong((Integer i) -> starts[i]).thenComparing(i -> i));
    for (int i : inOrder) {
      tell(outbreaks.get(i), i, starts[i]);
    }
    noise(outbreaks);
    alerts.sort(Comparator.comparingLong(Alert::timeMillis).thenComparing(Alert::id));
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      faults.add(fault(outbreaks, i, starts[i]));
    }
    return new GeneratedStorm(number, world, faults, List.copyOf(alerts));
  }

  private Fault fault(List<Outbreak> outbreaks, int i, long start) {
    Outbreak of = outbreaks.get(i);
    boolean unheard = of.silent() || heard.get(i).stream().noneMatch(Symptom::own);
    Set<String> answers = answers(of, heard.get(i), unheard);
    return new Fault(i, of.kind(), of.root(), answers, unheard, start, siblings(of, outbreaks));
  }

  /** The root, and what nobody could tell from it by what was heard. */
  private static Set<String> answers(Outbreak of, List<Symptom> said, boolean unheard) {
    Set<String> answers = new LinkedHashSet<>(List.of(of.root()));
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

  private void tell(Outbreak outbreak, int fault, long start) {
    long repaired = dice.chance(0.7) ? start + dice.within(180_000, 600_000) : 0;
    List<Symptom> symptoms = new ArrayList<>(outbreak.symptoms());
    symptoms.sort(Comparator.comparingLong(Symptom::atMillis));
    for (Symptom symptom : symptoms) {
      long at = start + symptom.atMillis();
      boolean never = outbreak.silent() && symptom.own();
      boolean dead =
          !symptom.polled() && goneSince.getOrDefault(symptom.resource(), Long.MAX_VALUE) < at;
      if (!never && !dead) {
        tell(symptom, fault, at, clearMillis(symptom, start, repaired));
      }
    }
    outbreak.gone().forEach(node -> goneSince.putIfAbsent(node, start));
  }

  /** When it clears; 0: not in this storm. */
  private long clearMillis(Symptom symptom, long start, long repaired) {
    if (symptom.clearMillis() > 0) {
      return start + symptom.clearMillis();
    }
    return repaired > 0 && dice.chance(0.95)
        ? Math.max(start + symptom.atMillis() + 1_000, repaired + dice.within(500, 45_000))
        : 0;
  }

  /** An alarm that is active already stays the one it is. */
  private void tell(Symptom symptom, int fault, long at, long clear) {
    String key = symptom.resource() + '\n' + symptom.type() + '\n' + symptom.qualifier();
    if (activeUntil.getOrDefault(key, Long.MIN_VALUE) >= at || dice.chance(loss)) {
      return;
    }
    heard.get(fault).add(symptom);
    activeUntil.put(key, clear == 0 ? Long.MAX_VALUE : clear);
    long skew = skew(symptom);
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
    return symptom.polled() || !skewed
        ? 0
        : skews.computeIfAbsent(symptom.resource(), k -> dice.within(-2_000, 2_000));
  }

  private void add(long at, Symptom symptom, Alert.Kind kind, int fault) {
    sources.add(symptom.resource());
    alerts.add(
        new Alert(
            String.format(Locale.ROOT, "s%d-e%04d", number, ++events),
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
  private void noise(List<Outbreak> outbreaks) {
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
          new Symptom(0, node, type, "", null, Vocabulary.noiseSeverity(dice), "", false, false, 0);
      long at = StormGenerator.START_MILLIS + dice.within(-240_000, 300_000) + skew(symptom);
      if (keys.add(node + type)) {
        add(at, symptom, Alert.Kind.RAISE, Alert.NOISE);
        if (dice.chance(0.5)) {
          add(at + dice.within(20_000, 400_000), symptom, Alert.Kind.CLEAR, Alert.NOISE);
        }
      }
    }
  }
}
