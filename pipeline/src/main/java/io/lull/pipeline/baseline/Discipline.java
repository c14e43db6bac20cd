package io.lull.pipeline.baseline;

/**
 * Noise discipline: makes a score of the surprise of a sample.
 *
 * <p>Each notice raises the bar of its series for a long time, as in online control of false
 * discoveries, where each discovery spends of a budget that fills again slowly; and for a short
 * time much more, for what follows a notice is mostly the same story. But what is much stronger
 * than what was told lately is not: of that counts, at the long bar, what exceeds {@value
 * #STRONGER} times as much. Of what came at this time of the week before ({@link WeekMarks}) only
 * what exceeds that counts.
 *
 * <p>Pure, mutable, reused from series to series. State: {@value #BYTES} bytes.
 */
final class Discipline {
  /** Of the state, what releases up to 0.3 had. */
  static final int FIRST_BYTES = 2 * Float.BYTES;

  static final int MORE_BYTES = Float.BYTES + WeekMarks.BYTES;
  static final int BYTES = FIRST_BYTES + MORE_BYTES;

  /** Evidence from which a sample is worth telling, in nats, at a bar that nothing has raised. */
  static final double NOTICE = 2;

  private static final double BAR = 0.3;
  private static final double BAR_DECAY = Math.exp(-1.0 / 10_000);
  private static final double ECHO = 6;
  private static final double ECHO_DECAY = Math.exp(-1.0 / 50);
  private static final double STRONGER = 3;

  private float notices; // decayed number, for the bar
  private float echo; // decayed faster
  private float told; // the strongest evidence that was told lately, decays with the echo
  private final WeekMarks week = new WeekMarks();

  /** A sample has gone by. */
  void goOn() {
    notices *= (float) BAR_DECAY;
    echo *= (float) ECHO_DECAY;
    told *= (float) ECHO_DECAY;
  }

  /**
   * The score of a sample.
   *
   * @param evidence in nats, above 0
   */
  double score(long timeMillis, double evidence) {
    double bar = 1 + BAR * notices;
    double weighed = Math.max(evidence / (bar + ECHO * echo), (evidence - STRONGER * told) / bar);
    if (weighed >= NOTICE) {
      double expected = week.expected(timeMillis);
      week.came(timeMillis, evidence);
      // What follows is the same story, whether it was told or only expected.
      echo++;
      told = (float) Math.max(told, evidence);
      if (expected > 0) {
        weighed = Math.max(0, Math.min(weighed, (evidence - expected) / bar));
      }
      notices += weighed >= NOTICE ? 1 : 0;
    }
    return 1 - Math.exp(-Math.log(2) * weighed / NOTICE);
  }

  void writeFirst(Bytes out) {
    out.putFloat(notices).putFloat(echo);
  }

  void readFirst(Bytes in) {
    notices = in.getFloat();
    echo = in.getFloat();
  }

  void writeMore(Bytes out) {
    out.putFloat(told);
    week.write(out);
  }

  void readMore(Bytes in) {
    told = in.getFloat();
    week.read(in);
  }
}
