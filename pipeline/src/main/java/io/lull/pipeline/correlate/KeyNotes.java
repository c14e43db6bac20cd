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

  /** What is lately: about so long ago. */
  private static final double LATELY_MILLIS = 120_000;

  /** Within this, clocks do not tell what came when. */
  private static final double LEAST_MILLIS = 2_000;

  /** How many symptoms have the key. */
  public int count;

  /** How many of them are of CIs that nobody knew; kept for the key of all only. */
  public int unknown;

  /** Number of the last symptom; kept for the key of all only. */
  public long sequence;

  /** When the first of them came, by its own time; kept for the key of all only. */
  public long sinceMillis;

  /** When the latest came, by its own time; kept for the key of all only. */
  public long lastMillis;

  /** How many came lately: each counts less as time goes; kept for the key of all only. */
  public double lately;

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

  /** Counts one more of all, and of how many came lately. */
  void arrive(long timeMillis) {
    if (sequence == 0) {
      sinceMillis = timeMillis;
      lastMillis = timeMillis;
    }
    sequence++;
    long passed = Math.max(0, timeMillis - lastMillis);
    lately = 1 + lately * Math.exp(-(double) passed / LATELY_MILLIS);
    lastMillis = Math.max(lastMillis, timeMillis);
  }

  /**
   * How surprising it is that so many of those that came lately came within a time, if they came
   * evenly: 0 at the start, when there is no before to compare with.
   */
  double burst(int latest, long withinMillis) {
    double span =
        LATELY_MILLIS * (1 - Math.exp(-(double) (lastMillis - sinceMillis) / LATELY_MILLIS));
    double all = Math.max(latest, lately);
    double part = Math.max(LEAST_MILLIS, withinMillis) / Math.max(LEAST_MILLIS, span);
    double share = latest / all;
    if (share <= part) {
      return 0;
    }
    double rest = share < 1 ? (1 - share) * Math.log((1 - share) / (1 - part)) : 0;
    return all * (share * Math.log(share / part) + rest);
  }

  void add(Recent latest) {
    if (recent.size() >= MOST) {
      recent.remove(0);
    }
    recent.add(latest);
  }
}
