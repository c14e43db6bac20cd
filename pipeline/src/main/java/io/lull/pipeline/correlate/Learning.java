package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.impact.Losses;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ImpactBasis;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Learns the {@link FailureModel} of each domain from its resolved incidents.
 *
 * <p>An incident teaches if it is more than one CI that alarms and its cause is likelier than all
 * else together: what is in doubt would only confirm what was believed before. What was learned
 * holds from the next {@link ModelRevision} on, at most one a minute of event time. So the numbers
 * are a function of the domain's history, and the same after any failure.
 */
final class Learning implements Teacher {

  /** Shortest event time between two revisions of one domain's numbers. */
  static final long INTERVAL_MILLIS = 60_000;

  /** Score a cause must have to teach. */
  static final double SURE = 0.5;

  private static final String KEY = "";

  private final CorrelateOptions options;
  private final Tables tables;
  private final Lessons lessons;
  private final Consumer<ModelRevision> revisions;
  private final LongConsumer wakeAt;

  // Of the current domain.
  private long lastReset = AlarmLife.NEVER;

  Learning(
      CorrelateOptions options,
      Topology topology,
      Tables tables,
      Consumer<ModelRevision> revisions,
      LongConsumer wakeAt) {
    this.options = options;
    this.tables = tables;
    this.lessons = new Lessons(topology, options.model());
    this.revisions = revisions;
    this.wakeAt = wakeAt;
  }

  /** What was learned in the current domain; null if nothing was. */
  @Nullable LearnedModel learned() {
    return options.learn() ? tables.learned().get(KEY) : null;
  }

  /** The model of a domain. */
  FailureModel model(@Nullable LearnedModel learned) {
    if (learned == null || learned.inForce == null) {
      return options.model();
    }
    FailureModel effective = learned.effective;
    if (effective == null) {
      effective = learned.inForce.over(options.model());
      learned.effective = effective;
    }
    return effective;
  }

  @Override
  public void resolved(
      String domain,
      Explanation explanation,
      Tree tree,
      List<AlarmLife> alarms,
      CauseCandidate cause,
      long now) {
    if (!options.learn()
        || cause.score() <= SURE
        || !isSpread(explanation, tree)
        || explanation.vertices().get(tree.root()).state().doubtNats() > 0) {
      return; // what a doubtful cause taught would be as doubtful
    }
    LearnedModel learned = learnedOf(domain);
    lessons.teach(learned, explanation, tree, new Known(alarms));
    observeTypes(learned, explanation, tree, alarms, cause);
    learned.incidents++;
    changed(learned, now);
  }

  @Override
  public void foretold(String domain, ImpactBasis basis, boolean inside, long now) {
    if (options.learn()) {
      LearnedModel learned = learnedOf(domain);
      learned.spreads.computeIfAbsent(basis.name(), b -> new LearnedSpread()).observe(inside);
      changed(learned, now);
    }
  }

  /** What something else alarms at says nothing. */
  @Override
  public void membersGone(String domain, List<Losses.Trial> trials, long now) {
    if (!options.learn()) {
      return;
    }
    for (Losses.Trial trial : trials) {
      NodeNotes notes = tables.nodes().get(trial.service());
      boolean silent = notes == null || notes.touching.isEmpty();
      if (trial.members() <= LearnedNeed.MOST_MEMBERS && (trial.spoke() || silent)) {
        LearnedModel learned = learnedOf(domain);
        LearnedNeed need = learned.need(trial.service());
        if (need != null) {
          need.observe(trial, options.model().heard());
          changed(learned, now);
        }
      }
    }
  }

  private LearnedModel learnedOf(String domain) {
    LearnedModel learned = tables.learned().get(KEY);
    if (learned == null) {
      learned = new LearnedModel();
      learned.domain = domain;
      learned.resetMillis = lastReset;
    }
    return learned;
  }

  /** What is known of alarms when an incident is over. */
  private final class Known implements Lessons.Alarms {
    private final Set<String> grave = new HashSet<>();

    Known(List<AlarmLife> alarms) {
      alarms.stream().filter(AlarmLife::grave).forEach(alarm -> grave.add(alarm.symptom));
    }

    @Override
    public boolean isGrave(SymptomState symptom) {
      return grave.contains(symptom.id);
    }

    @Override
    public boolean isAlarming(String node) {
      NodeNotes state = tables.nodes().get(node);
      return state != null && !state.touching.isEmpty();
    }
  }

  private static boolean isSpread(Explanation explanation, Tree tree) {
    String first = explanation.vertices().get(tree.members().get(0)).site().resource();
    return tree.members().stream()
        .anyMatch(v -> !explanation.vertices().get(v).site().resource().equals(first));
  }

  private static void observeTypes(
      LearnedModel learned,
      Explanation explanation,
      Tree tree,
      List<AlarmLife> alarms,
      CauseCandidate cause) {
    Set<String> ofCause = new HashSet<>();
    for (int v : tree.members()) {
      Symptom symptom = explanation.vertices().get(v);
      if (v == tree.root() || cause.owns(symptom.site())) {
        ofCause.add(symptom.id());
      }
    }
    Map<String, Long> ahead = foretold(alarms);
    Map<String, Boolean> types = new TreeMap<>();
    for (AlarmLife alarm : alarms) {
      // What is said before that can have come which was foretold does not say that it broke.
      if (alarm.raisedMillis >= ahead.getOrDefault(alarm.resource, Long.MIN_VALUE)) {
        types.merge(alarm.type, ofCause.contains(alarm.symptom), Boolean::logicalOr);
      }
    }
    types.forEach(learned::observe);
  }

  /** By CI of which something was foretold: when that could be, at the soonest. */
  private static Map<String, Long> foretold(List<AlarmLife> alarms) {
    Map<String, Long> soonest = new HashMap<>();
    for (AlarmLife alarm : alarms) {
      if (alarm.foretells()) {
        soonest.merge(alarm.resource, alarm.crossesFromMillis, Math::min);
      }
    }
    return soonest;
  }

  private void changed(LearnedModel learned, long now) {
    learned.changed = true;
    tables.learned().put(KEY, learned);
    long next =
        learned.toldMillis == AlarmLife.NEVER
            ? now
            : Correlator.after(learned.toldMillis, INTERVAL_MILLIS);
    if (now >= next) {
      tell(learned, now);
    } else {
      wakeAt.accept(next);
    }
  }

  /** Does what is due. */
  void wake(long now) {
    LearnedModel learned = learned();
    if (learned != null
        && learned.changed
        && now >= Correlator.after(learned.toldMillis, INTERVAL_MILLIS)) {
      tell(learned, now);
    }
  }

  private void tell(LearnedModel learned, long now) {
    ModelRevision revision = learned.revision(options.model(), now);
    learned.changed = false;
    learned.toldMillis = now;
    learned.inForce = revision;
    learned.effective = null;
    tables.learned().put(KEY, learned);
    revisions.accept(revision);
  }

  /**
   * Forgets what was learned in the current domain, unless that was done: what is configured holds
   * again, at once.
   *
   * @param resetMillis when it was last to be forgotten
   */
  void forgetAt(long resetMillis, long now) {
    lastReset = resetMillis;
    LearnedModel learned = tables.learned().get(KEY);
    if (learned != null && learned.resetMillis < resetMillis) {
      learned.resetMillis = resetMillis;
      learned.reset();
      tell(learned, now);
    }
  }
}
