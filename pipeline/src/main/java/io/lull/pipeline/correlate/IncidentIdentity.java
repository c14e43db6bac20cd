package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says which incident each tree of an explanation is: one that there was before, or one that starts
 * with it.
 *
 * <p>An incident is named after the event that raised its first alarm of the minimum severity (the
 * first of all, where there is none), goes where that alarm goes, and is remembered as long as that
 * alarm is. When explanations change, two of them may find themselves one: the older survives, the
 * other ends in it; or part of one is found to have a cause of its own: that part starts under the
 * name of its own first alarm, or under the one it had before it was merged.
 */
final class IncidentIdentity {

  /** The older survives, one that people know of before one they do not. */
  private static final Comparator<IncidentLife> SENIORITY =
      Comparator.comparing(IncidentLife::open)
          .reversed()
          .thenComparingLong(life -> life.openedMillis)
          .thenComparing(life -> life.id);

  private final Tables tables;

  IncidentIdentity(Tables tables) {
    this.tables = tables;
  }

  /**
   * Which incidents an explanation is of.
   *
   * @param lives the incident of each tree, in their order
   * @param mergers the open ones that end in these, in the order of the trees
   */
  record Assignment(List<IncidentLife> lives, List<Merger> mergers) {}

  /**
   * The end of an incident in another.
   *
   * @param tree index of the tree that both are
   * @param ended the incident that ends
   * @param alarms those it had, of each symptom that was its own
   */
  record Merger(int tree, IncidentLife ended, List<List<AlarmLife>> alarms) {}

  /**
   * Finds or starts the incident of each tree, in the order of the trees, and moves the symptoms
   * there.
   */
  Assignment assign(Explanation explanation, String domain, long now) {
    int[] treeOf = new int[explanation.vertices().size()];
    Map<String, Integer> indexes = new TreeMap<>();
    Map<String, IncidentLife> before = new TreeMap<>();
    for (int tree = 0; tree < explanation.trees().size(); tree++) {
      for (int v : explanation.trees().get(tree).members()) {
        SymptomState symptom = explanation.vertices().get(v).state();
        treeOf[v] = tree;
        indexes.put(symptom.id, v);
        note(symptom.incident, before);
        symptom.absorbed.forEach(id -> note(id, before));
        symptom.absorbed = new ArrayList<>();
      }
    }
    List<List<IncidentLife>> anchored = new ArrayList<>();
    explanation.trees().forEach(tree -> anchored.add(new ArrayList<>()));
    for (IncidentLife life : before.values()) {
      AlarmLife anchor = tables.alarms().get(life.anchor);
      Integer at = anchor == null ? null : indexes.get(anchor.symptom);
      if (at != null) {
        anchored.get(treeOf[at]).add(life);
      }
    }
    List<Merger> mergers = new ArrayList<>();
    for (int tree = 0; tree < anchored.size(); tree++) {
      survive(anchored.get(tree), explanation, tree, mergers, now);
    }
    List<IncidentLife> lives = new ArrayList<>(anchored.size());
    for (int tree = 0; tree < anchored.size(); tree++) {
      List<Integer> members = explanation.trees().get(tree).members();
      List<IncidentLife> known = anchored.get(tree);
      IncidentLife life = known.isEmpty() ? start(explanation, members, domain) : known.get(0);
      move(explanation, members, life, before, now);
      lives.add(life);
    }
    return new Assignment(lives, mergers);
  }

  private void note(String incident, Map<String, IncidentLife> before) {
    IncidentLife life = tables.incidents().get(incident);
    if (life != null) {
      before.put(incident, life);
    }
  }

  /** Puts the incident that survives of those that are one tree first, and ends the others. */
  private void survive(
      List<IncidentLife> one, Explanation explanation, int tree, List<Merger> mergers, long now) {
    one.sort(SENIORITY);
    for (int i = 1; i < one.size(); i++) {
      IncidentLife other = one.get(i);
      if (other.open()) {
        mergers.add(new Merger(tree, other, alarmsOf(other, explanation, tree)));
        merge(one.get(0), other, now);
      } else {
        tables.incidents().remove(other.id);
      }
    }
  }

  /** The alarms an incident had of those that are in a tree now, by symptom. */
  private List<List<AlarmLife>> alarmsOf(IncidentLife life, Explanation explanation, int tree) {
    List<List<AlarmLife>> bySymptom = new ArrayList<>();
    for (int v : explanation.trees().get(tree).members()) {
      Symptom symptom = explanation.vertices().get(v);
      if (symptom.state().incident.equals(life.id)) {
        bySymptom.add(tables.alarmsOf(symptom.state()));
      }
    }
    return bySymptom;
  }

  private static void merge(IncidentLife survivor, IncidentLife other, long now) {
    other.mergedInto = survivor.id;
    other.foretold.forEach(survivor::foretell);
    survivor.changes.add("merged " + other.id);
    survivor.dirty(now);
  }

  private IncidentLife start(Explanation explanation, List<Integer> members, String domain) {
    AlarmLife first = null;
    for (int v : members) {
      for (AlarmLife alarm : tables.alarmsOf(explanation.vertices().get(v).state())) {
        first = first == null || AlarmLife.BY_TIME.compare(alarm, first) < 0 ? alarm : first;
      }
    }
    AlarmLife anchor = Objects.requireNonNull(first);
    IncidentLife merged = tables.incidents().get(anchor.incident);
    if (merged != null) {
      merged.mergedInto = null;
      merged.changes.add("parted again");
      return merged;
    }
    IncidentLife life = new IncidentLife();
    life.domain = domain;
    nameAfter(life, anchor);
    return life;
  }

  private void nameAfter(IncidentLife life, AlarmLife anchor) {
    life.domain = anchor.domain.isEmpty() ? life.domain : anchor.domain;
    life.id = idOf(life.domain, anchor.event);
    life.anchor = anchor.key();
    anchor.incident = life.id;
    tables.alarms().put(life.anchor, anchor);
  }

  private void move(
      Explanation explanation,
      List<Integer> members,
      IncidentLife life,
      Map<String, IncidentLife> before,
      long now) {
    Set<String> left = new TreeSet<>();
    for (int v : members) {
      SymptomState symptom = explanation.vertices().get(v).state();
      if (!symptom.incident.equals(life.id)) {
        if (!symptom.incident.isEmpty()) {
          left.add(symptom.incident);
        }
        symptom.incident = life.id;
        life.dirty(now);
      }
      tables.symptoms().put(symptom.id, symptom);
    }
    for (String id : left) {
      IncidentLife other = before.get(id);
      if (other != null && other.open() && other.mergedInto == null) {
        other.changes.add("part of it went to " + life.id);
        other.dirty(now);
        tables.incidents().put(other.id, other);
        life.changes.add("took over part of " + other.id);
      }
    }
    tables.incidents().put(life.id, life);
  }

  /**
   * Names what opens now after the alarm by which it came to deserve it: a slight one that was
   * raised before may have joined it earlier or later, as it was looked at.
   *
   * @param first its first alarm of the minimum severity; null if it has none
   */
  void name(IncidentLife life, Explanation explanation, Tree tree, @Nullable AlarmLife first) {
    if (first == null || first.key().equals(life.anchor) || !first.incident.isEmpty()) {
      return;
    }
    AlarmLife before = tables.alarms().get(life.anchor);
    if (before != null && before.incident.equals(life.id)) {
      before.incident = "";
      tables.alarms().put(life.anchor, before);
    }
    tables.incidents().remove(life.id);
    nameAfter(life, first);
    for (int v : tree.members()) {
      SymptomState symptom = explanation.vertices().get(v).state();
      symptom.incident = life.id;
      tables.symptoms().put(symptom.id, symptom);
    }
  }

  /** Whether the alarm it is named after is known, and no other incident is named after that. */
  boolean isNamed(IncidentLife life) {
    AlarmLife anchor = tables.alarms().get(life.anchor);
    return anchor != null && anchor.incident.equals(life.id);
  }

  /** The id of the incident that is named after an event. */
  static String idOf(String domain, String event) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(domain.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(event.getBytes(StandardCharsets.UTF_8));
      return "inc-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
