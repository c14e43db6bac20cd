package io.lull.pipeline.correlate;

/** What was seen of one alarm type. Mutable, held in state. */
public final class LearnedType {

  /** Incidents beyond which older ones count half. */
  static final double MOST = 4_096;

  /** Incidents in which it was raised by the cause. */
  public double onCause;

  /** Incidents in which it was raised. */
  public double incidents;

  void observe(boolean cause) {
    onCause += cause ? 1 : 0;
    incidents++;
    if (incidents > MOST) {
      onCause /= 2;
      incidents /= 2;
    }
  }
}
