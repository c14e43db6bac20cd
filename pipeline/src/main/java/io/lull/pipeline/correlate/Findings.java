package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a look at a group found. It holds until the group, the topology or the model changes; made
 * again it is the same, so it is no part of the state.
 *
 * @param explanation of the group
 * @param version of the topology
 * @param engine with whose numbers it was found
 * @param incidents one for each tree, in their order
 */
record Findings(Explanation explanation, long version, Engine engine, List<OfIncident> incidents) {

  boolean holds(long topologyVersion, Engine current) {
    return version == topologyVersion && engine == current;
  }

  /** What was found of one incident. */
  static final class OfIncident {
    final Explanation explanation;
    final Tree tree;
    final IncidentLife life;

    /** All its alarms, the first that was raised first. */
    final List<AlarmLife> alarms;

    private final Map<String, List<String>> paths = new HashMap<>();
    private final Supplier<List<CauseCandidate>> causes;

    OfIncident(
        Explanation explanation,
        Tree tree,
        IncidentLife life,
        List<List<AlarmLife>> bySymptom,
        Supplier<List<CauseCandidate>> causes) {
      this.explanation = explanation;
      this.tree = tree;
      this.life = life;
      this.causes = causes;
      int count = 0;
      for (List<AlarmLife> some : bySymptom) {
        count += some.size();
      }
      alarms = new ArrayList<>(count);
      bySymptom.forEach(alarms::addAll);
      if (bySymptom.size() > 1) {
        alarms.sort(AlarmLife.BY_TIME);
      }
    }

    /** Its causes, best first. */
    List<CauseCandidate> causes() {
      return causes.get();
    }

    /** The path from the cause to each symptom, by id of the symptom. */
    Map<String, List<String>> paths() {
      if (paths.isEmpty()) {
        for (int v : tree.members()) {
          paths.put(explanation.vertices().get(v).id(), explanation.path(v));
        }
      }
      return paths;
    }
  }
}
