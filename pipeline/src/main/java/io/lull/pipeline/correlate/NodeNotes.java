package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;

/** What a node is to the symptoms around it. Mutable, held in state. */
public final class NodeNotes {

  /**
   * Symptoms that are kept of those the node merely can explain. A node that a whole site hangs on
   * lies above many; the latest are those that a new one can still join.
   */
  static final int MOST = 512;

  /** Ids of symptoms whose resource or peer it is. */
  public List<String> touching = new ArrayList<>();

  /** Symptoms it can explain, latest last. */
  public List<Below> below = new ArrayList<>();

  /**
   * A symptom that the node can explain.
   *
   * @param symptom id
   * @param cost of the path to it, nats
   * @param lagMillis mean lag along the path
   */
  public record Below(String symptom, double cost, long lagMillis) {}

  void add(Below symptom) {
    if (below.size() >= MOST) {
      below.remove(0);
    }
    below.add(symptom);
  }

  void remove(String symptom) {
    touching.remove(symptom);
    below.removeIf(b -> b.symptom().equals(symptom));
  }

  boolean isEmpty() {
    return touching.isEmpty() && below.isEmpty();
  }
}
