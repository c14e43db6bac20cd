package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What explains what: a forest over symptoms, with silent causes above some of its trees.
 *
 * @param symptoms by time and id
 * @param by for each symptom the symptom that explains it; -1 if none does
 * @param via for each symptom the node through which its explanation comes; null for a root
 * @param cost for each symptom what its explanation costs, nats
 * @param trees one for each cause
 * @param part for each symptom the number of its connected part
 */
record Explanation(
    List<Symptom> symptoms,
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
   * A node that raised no alarm as a whole, held to be a cause.
   *
   * @param price of holding it to be one, evidence that is missing included, nats
   * @param timeMillis when it began
   */
  record Silent(String node, double price, long timeMillis) {}

  /**
   * A cause and all it explains.
   *
   * @param root index of the symptom that is the cause; -1 where it is silent
   * @param silent the silent cause; null where it is a symptom
   * @param members indexes of symptoms, ascending
   */
  record Tree(int root, @Nullable Silent silent, List<Integer> members) {}

  /** CI ids from the cause to the symptom's resource. */
  List<String> path(int symptom) {
    List<String> path = new ArrayList<>();
    for (int at = symptom, steps = 0; at >= 0 && steps <= symptoms.size(); at = by[at], steps++) {
      Symptom s = symptoms.get(at);
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
