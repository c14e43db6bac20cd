package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  // Not part of the state: the symptoms of both lists, once they were looked up.
  private transient @Nullable Touching touchingSymptoms;
  private transient @Nullable List<SymptomState> belowSymptoms;

  /** The symptoms at a node: of the node or of places of it, and of its links. */
  record Touching(List<SymptomState> own, List<SymptomState> links) {

    void add(SymptomState symptom) {
      (symptom.peer == null ? own : links).add(symptom);
    }

    void remove(String symptom) {
      own.removeIf(each -> each.id.equals(symptom));
      links.removeIf(each -> each.id.equals(symptom));
    }
  }

  /** The symptoms whose resource or peer it is. */
  Touching touching(Tables.Table<String, SymptomState> symptoms) {
    if (touchingSymptoms == null) {
      touchingSymptoms = new Touching(new ArrayList<>(), new ArrayList<>());
      for (String id : touching) {
        touchingSymptoms.add(Objects.requireNonNull(symptoms.get(id), id));
      }
    }
    return touchingSymptoms;
  }

  /** The symptoms it can explain, in the order of {@link #below}. */
  List<SymptomState> below(Tables.Table<String, SymptomState> symptoms) {
    if (belowSymptoms == null) {
      belowSymptoms = new ArrayList<>(below.size());
      for (Below each : below) {
        belowSymptoms.add(Objects.requireNonNull(symptoms.get(each.symptom()), each.symptom()));
      }
    }
    return belowSymptoms;
  }

  void touch(SymptomState symptom) {
    touching.add(symptom.id);
    if (touchingSymptoms != null) {
      touchingSymptoms.add(symptom);
    }
  }

  void add(Below added, SymptomState symptom) {
    if (below.size() >= MOST) {
      below.remove(0);
      if (belowSymptoms != null) {
        belowSymptoms.remove(0);
      }
    }
    below.add(added);
    if (belowSymptoms != null) {
      belowSymptoms.add(symptom);
    }
  }

  void remove(String symptom) {
    touching.removeIf(symptom::equals);
    if (touchingSymptoms != null) {
      touchingSymptoms.remove(symptom);
    }
    for (int at = below.size() - 1; at >= 0; at--) {
      if (below.get(at).symptom().equals(symptom)) {
        below.remove(at);
        if (belowSymptoms != null) {
          belowSymptoms.remove(at);
        }
      }
    }
  }

  boolean isEmpty() {
    return touching.isEmpty() && below.isEmpty();
  }
}
