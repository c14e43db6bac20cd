package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What explains what: a forest over symptoms, with silent causes above some of its trees.
 *
 * @param vertices the symptoms by time and id, then silent CIs that are held to have failed
 * @param count how many of them are symptoms
 * @param by for each vertex the one that explains it; -1 for a cause
 * @param via for each vertex the node through which its explanation comes; null for a cause and
 *     where no path is known
 * @param cost for each vertex what its explanation costs, nats
 * @param trees one for each cause
 * @param part for each symptom the number of its connected part
 */
record Explanation(
    List<Symptom> vertices,
    int count,
    int[] by,
    @Nullable String[] via,
    double[] cost,
    List<Tree> trees,
    int[] part) {

  /**
   * A symptom to be explained.
   *
   * @param upstream what could have caused it
   */
  record Symptom(SymptomState state, Site site, Map<String, Upstream.Reach> upstream) {
    String id() {
      return state.id;
    }

    long firstMillis() {
      return state.firstMillis();
    }
  }

  /**
   * A cause and all it explains.
   *
   * @param root index of the vertex that is the cause
   * @param members indexes of symptoms, ascending
   */
  record Tree(int root, List<Integer> members) {}

  /** Whether the vertex raised no alarm. */
  boolean silent(int vertex) {
    return vertex >= count;
  }

  /** Whether a vertex is explained by names, messages and times only. */
  private boolean inferred(int vertex) {
    return by[vertex] >= 0 && via[vertex] == null;
  }

  /** CI ids from the cause to the symptom's resource; empty where no path is known. */
  List<String> path(int symptom) {
    List<String> path = new ArrayList<>();
    for (int at = symptom, steps = 0; at >= 0 && steps <= vertices.size(); at = by[at], steps++) {
      if (inferred(at)) {
        return List.of();
      }
      Symptom s = vertices.get(at);
      String from = via[at];
      List<String> part =
          from == null ? List.of(s.site().resource()) : Upstream.path(s.upstream(), from, s.site());
      prepend(path, part);
    }
    return path;
  }

  private static void prepend(List<String> path, List<String> part) {
    int keep = part.size();
    if (keep > 0 && !path.isEmpty() && part.get(keep - 1).equals(path.get(0))) {
      keep--;
    }
    path.addAll(0, part.subList(0, keep));
  }
}
