package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;

/**
 * The symptoms that share a key: a part of a name, a type, a signature of messages. Mutable, held
 * in state.
 */
public final class KeyNotes {

  /** Symptoms that are kept of those that are counted: new ones are compared with the latest. */
  static final int MOST = 16;

  /** How many symptoms have the key. */
  public int count;

  /** How many of them are of CIs that nobody knew; kept for the key of all only. */
  public int unknown;

  /** Number of the last symptom; kept for the key of all only. */
  public long sequence;

  /** The latest, last last. */
  public List<Recent> recent = new ArrayList<>();

  /**
   * A symptom that has the key.
   *
   * @param symptom id
   * @param number in the order in which all symptoms came
   * @param timeMillis when its first alarm was raised, by its own time
   * @param type hash of its alarm type
   * @param bands signature of its message
   */
  public record Recent(
      String symptom,
      String resource,
      long number,
      long timeMillis,
      int type,
      List<Integer> bands) {}

  void add(Recent latest) {
    if (recent.size() >= MOST) {
      recent.remove(0);
    }
    recent.add(latest);
  }
}
