package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.KeyNotes.Recent;
import io.lull.pipeline.correlate.naming.MessageTraits;
import io.lull.pipeline.correlate.naming.NameKeys;
import io.lull.pipeline.correlate.naming.Surprise;
import io.lull.pipeline.model.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ties symptoms where the topology is silent: by the names of their CIs, by what their messages say
 * and mention, and by time.
 *
 * <p><b>Idea.</b> Every symptom is noted under keys: the parts of its name, its alarm type, bands
 * of its message's signature. When one comes, the latest ones under each of its keys are walked
 * back. That k of the last m symptoms share the key with it, and j of these its type or wording
 * too, is a {@link Surprise} of so many nats if they had nothing to do with each other; less what
 * the lag costs, that is the evidence that they have. The price of a cause is what that is set
 * against: the edge between them costs the price less the evidence beyond {@code evidence}, never
 * below {@value #LEAST_PART} of it, which is more than most paths of the topology cost. A message
 * that mentions a CI by name is evidence enough, and says which of the two is the cause.
 *
 * <p>Two CIs of the topology are never tied: what that does not connect is apart. And likeness ties
 * only what is below it to a cause if that is unknown: an incident of known CIs takes in unknown
 * ones, and never two known ones through one that is not.
 *
 * <p><b>Cost.</b> O(keys × {@value KeyNotes#MOST}) a symptom, keys being at most about twenty. A
 * tie is found once, when the later of the two comes, and kept with it, so it does not depend on
 * when a group is explained. The state is an entry for each key and goes with the symptoms.
 */
final class Kinship {

  /** Key of all symptoms. */
  private static final String ALL = "*";

  /** Symptoms that one may be tied to. */
  private static final int MOST_KIN = 24;

  /** What it costs that a CI whose name a message mentions is not what the message is about. */
  private static final double MENTIONED = 0.7;

  /** What likeness costs at least, as a part of the price: 1.65 nats of 5.5. */
  private static final double LEAST_PART = 0.3;

  /** What it costs more that the later of two explains the earlier. */
  private static final double LATER = 0.1;

  /** Mean lag between what failed together. */
  private static final long LAG_MILLIS = 15_000;

  /** What it says at most that many come at once: never enough alone, nats. */
  private static final double MOST_OF_TIME = 5;

  /** What chance alone makes of time, nats. */
  private static final double UNEVEN = 3;

  /** A part of a name is held to be in half of all names, until others show how rare it is. */
  private static final double NAME_PRIOR = 0.5;

  /** A type, or a wording, is held to be that of one alarm in thirty. */
  private static final double WHAT_PRIOR = 0.03;

  /** How many alarms these guesses are worth. */
  private static final double STRENGTH = 2;

  private final Tables tables;
  private final Topology topology;
  private final EdgeCosts costs;
  private final NamingOptions options;

  Kinship(Tables tables, Topology topology, EdgeCosts costs, NamingOptions options) {
    this.tables = tables;
    this.topology = topology;
    this.costs = costs;
    this.options = options;
  }

  private boolean isKnown(String resource) {
    return topology.indexOf(resource) >= 0;
  }

  private boolean isKnown(SymptomState symptom) {
    if (symptom.lookedUpAt != topology.wiring()) {
      symptom.lookedUpAt = topology.wiring();
      symptom.known = isKnown(symptom.resource);
    }
    return symptom.known;
  }

  /** Ties a new symptom to earlier ones and notes it for later ones. */
  void join(SymptomState symptom, AlarmLife first) {
    if (!options.enabled()) {
      return;
    }
    KeyNotes all = notes(ALL);
    all.arrive(symptom.firstMillis());
    boolean known = isKnown(symptom.resource);
    MessageTraits traits = MessageTraits.of(first.message);
    Recent recent =
        new Recent(
            symptom.id,
            symptom.resource,
            all.sequence,
            symptom.firstMillis(),
            first.type.hashCode(),
            traits.bands());
    List<String> parts = NameKeys.of(symptom.resource);
    List<String> kinds = kinds(first.type, traits.bands());
    List<String> mentions = mentions(symptom.resource, traits);
    if (!known || all.unknown > 0) {
      symptom.kin = new Search(recent, known, all, parts, kinds, mentions).run();
    }
    symptom.unknown = !known;
    symptom.keys = new ArrayList<>();
    note(symptom, ALL, all, recent);
    Set<String> keys = new LinkedHashSet<>(parts);
    keys.addAll(kinds);
    keys.addAll(CalledBy.NAME.notes(symptom.resource));
    mentions.forEach(mention -> keys.addAll(CalledBy.MENTION.notes(mention)));
    keys.forEach(key -> note(symptom, key, notes(key), recent));
  }

  /** Names that a symptom mentions: in its message, and as the beginning of its own. */
  private static List<String> mentions(String resource, MessageTraits traits) {
    List<String> own = NameKeys.own(resource);
    List<String> mentions = new ArrayList<>(NameKeys.wholes(resource));
    for (String mention : traits.mentions()) {
      if (!own.contains(mention) && !own.contains(NameKeys.label(mention))) {
        mentions.add(mention);
      }
    }
    return mentions;
  }

  /**
   * Keys by which a CI is found under the name somebody calls it by. Either may leave out the
   * domain; where both give one it must be the same.
   */
  private enum CalledBy {
    NAME('=', '~'),
    MENTION('@', '%');

    private final char whole;
    private final char label;

    CalledBy(char whole, char label) {
      this.whole = whole;
      this.label = label;
    }

    List<String> notes(String name) {
      List<String> own = NameKeys.own(name);
      return own.size() == 1
          ? List.of(whole + own.get(0))
          : List.of(whole + own.get(0), label + own.get(1));
    }

    List<String> lookUps(String name) {
      List<String> own = NameKeys.own(name);
      return own.size() == 1
          ? List.of(whole + own.get(0), label + own.get(0))
          : List.of(whole + own.get(0), whole + own.get(1));
    }
  }

  private static List<String> kinds(String type, List<Integer> bands) {
    List<String> kinds = new ArrayList<>(1 + MessageTraits.BANDS);
    kinds.add('w' + type);
    for (int band = 0; band < bands.size(); band++) {
      kinds.add("m" + band + ':' + bands.get(band));
    }
    return kinds;
  }

  private KeyNotes notes(String key) {
    KeyNotes notes = tables.keys().get(key);
    return notes == null ? new KeyNotes() : notes;
  }

  private int count(String key) {
    KeyNotes notes = tables.keys().get(key);
    return notes == null ? 0 : notes.count;
  }

  private void note(SymptomState symptom, String key, KeyNotes notes, Recent recent) {
    notes.count++;
    if (key.equals(ALL)) {
      notes.unknown += symptom.unknown ? 1 : 0;
    } else {
      notes.add(recent);
    }
    symptom.keys.add(key);
    tables.keys().put(key, notes);
  }

  /** Forgets what was noted of a symptom. */
  void forget(SymptomState symptom) {
    for (String key : symptom.keys) {
      KeyNotes notes = notes(key);
      notes.count--;
      notes.unknown -= key.equals(ALL) && symptom.unknown ? 1 : 0;
      notes.recent.removeIf(recent -> recent.symptom().equals(symptom.id));
      if (notes.count <= 0) {
        tables.keys().remove(key);
      } else {
        tables.keys().put(key, notes);
      }
    }
  }

  /** What it costs that one symptom explains another by their tie; infinity where it does not. */
  double cost(SymptomState cause, SymptomState effect) {
    double best = Double.POSITIVE_INFINITY;
    if (cause.kin.isEmpty() && effect.kin.isEmpty()) {
      return best;
    }
    for (Kin kin : effect.kin) {
      if (kin.symptom().equals(cause.id)) {
        best = Math.min(best, costOfLater(kin, cause, effect));
      }
    }
    for (Kin kin : cause.kin) {
      if (kin.symptom().equals(effect.id)) {
        best = Math.min(best, costOfEarlier(kin, effect, cause));
      }
    }
    return best;
  }

  /** What it costs that by a tie of the later one the earlier explains it. */
  double costOfLater(Kin kin, SymptomState earlier, SymptomState later) {
    return kin.tie() == Kin.Tie.NAMED ? Double.POSITIVE_INFINITY : cost(kin, earlier, later);
  }

  /** What it costs that by a tie of the later one it explains the earlier. */
  double costOfEarlier(Kin kin, SymptomState earlier, SymptomState later) {
    if (kin.tie() == Kin.Tie.NAMES) {
      return Double.POSITIVE_INFINITY;
    }
    return (kin.tie() == Kin.Tie.ALIKE ? LATER : 0) + cost(kin, later, earlier);
  }

  private double cost(Kin kin, SymptomState cause, SymptomState effect) {
    if (isKnown(effect) && (kin.tie() == Kin.Tie.ALIKE || isKnown(cause))) {
      return Double.POSITIVE_INFINITY;
    }
    double lag = costs.lag(cause, effect, LAG_MILLIS);
    if (kin.tie() != Kin.Tie.ALIKE) {
      return MENTIONED + costs.breaking(effect) + lag;
    }
    double price = costs.price(effect);
    return Math.max(price - kin.evidence(), LEAST_PART * price) + lag;
  }

  /** Looks for what a new symptom may have to do with. */
  private final class Search {
    private final Recent recent;
    private final boolean known;
    private final KeyNotes all;
    private final List<String> parts;
    private final List<String> kinds;
    private final List<String> mentions;
    private final int[] kindCounts;
    private final Map<String, Kin> found = new LinkedHashMap<>();

    Search(
        Recent recent,
        boolean known,
        KeyNotes all,
        List<String> parts,
        List<String> kinds,
        List<String> mentions) {
      this.recent = recent;
      this.known = known;
      this.all = all;
      this.parts = parts;
      this.kinds = kinds;
      this.mentions = mentions;
      this.kindCounts = kinds.stream().mapToInt(Kinship.this::count).toArray();
    }

    List<Kin> run() {
      for (String mention : mentions) {
        called(CalledBy.NAME.lookUps(mention), Kin.Tie.NAMES);
      }
      called(CalledBy.MENTION.lookUps(recent.resource()), Kin.Tie.NAMED);
      called(CalledBy.NAME.lookUps(recent.resource()), Kin.Tie.ALIKE);
      if (all.count > 0) {
        parts.forEach(key -> alike(notes(key), true));
        kinds.forEach(key -> alike(notes(key), false));
      }
      return new ArrayList<>(found.values());
    }

    /** Whoever is called, or calls, by the name. */
    private void called(List<String> keys, Kin.Tie tie) {
      for (String key : keys) {
        for (Recent other : notes(key).recent) {
          if (isNear(other) && mayBeTied(other)) {
            offer(other, tie, Double.MAX_VALUE);
          }
        }
      }
    }

    private boolean isNear(Recent other) {
      return lag(other) <= options.windowMillis() && !other.resource().equals(recent.resource());
    }

    private long lag(Recent other) {
      return Math.abs(recent.timeMillis() - other.timeMillis());
    }

    private boolean mayBeTied(Recent other) {
      return !known || !isKnown(other.resource());
    }

    private void offer(Recent other, Kin.Tie tie, double evidence) {
      Kin before = found.get(other.symptom());
      if (before == null ? found.size() < MOST_KIN : evidence > before.evidence()) {
        found.put(other.symptom(), new Kin(other.symptom(), tie, evidence));
      }
    }

    /** Walks back over the latest with a key, to where what is found surprises most. */
    private void alike(KeyNotes notes, boolean byName) {
      List<Recent> walked = new ArrayList<>(notes.recent.size());
      Set<String> resources = new HashSet<>();
      int[] same = new int[kindCounts.length];
      double most = 0;
      int until = 0;
      for (int i = notes.recent.size() - 1; i >= 0; i--) {
        Recent other = notes.recent.get(i);
        if (!isNear(other) || !resources.add(other.resource())) {
          continue;
        }
        walked.add(other);
        count(other, same);
        double evidence = evidence(notes, byName, walked.size(), other, same);
        if (evidence > most) {
          most = evidence;
          until = walked.size();
        }
      }
      if (most <= options.evidence()) {
        return;
      }
      for (int i = 0; i < until; i++) {
        if (mayBeTied(walked.get(i))) {
          offer(walked.get(i), Kin.Tie.ALIKE, most - options.evidence());
        }
      }
    }

    private void count(Recent other, int[] same) {
      same[0] += other.type() == recent.type() ? 1 : 0;
      for (int band = 0; band < recent.bands().size(); band++) {
        boolean alike =
            band < other.bands().size() && other.bands().get(band).equals(recent.bands().get(band));
        same[band + 1] += alike ? 1 : 0;
      }
    }

    private double evidence(KeyNotes notes, boolean byName, int hits, Recent last, int[] same) {
      int of = (int) Math.min(Integer.MAX_VALUE, recent.number() - last.number());
      double others = all.count - of;
      double lag = (double) lag(last) / LAG_MILLIS;
      double prior = byName ? NAME_PRIOR : WHAT_PRIOR;
      double ofKey =
          Surprise.nats(hits, Math.max(of, hits), notes.count - hits, others, prior, STRENGTH);
      double ofKind = 0;
      for (int kind = 0; byName && kind < same.length; kind++) {
        int left = kindCounts[kind] - same[kind];
        ofKind =
            Math.max(ofKind, Surprise.nats(same[kind], hits, left, others, WHAT_PRIOR, STRENGTH));
      }
      double ofTime = Math.min(MOST_OF_TIME, Math.max(0, all.burst(of, lag(last)) - UNEVEN));
      return ofKey + ofKind + ofTime - lag;
    }
  }
}
