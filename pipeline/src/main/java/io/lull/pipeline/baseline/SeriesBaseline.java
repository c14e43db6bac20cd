package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is normal for one series, and how far a sample is from it.
 *
 * <p>Six deviations are watched, each with the tail of its own history ({@link Tail}); the evidence
 * is the sum of the {@value #SUMMED} largest surprises in nats, as if these were independent:
 *
 * <ul>
 *   <li>from the prediction: the season or the last few values, whichever erred less lately
 *   <li>of the level of minutes from that of a day, and of half an hour's from that of a week (at
 *       samples of five minutes; what counts are samples)
 *   <li>of the mean step between values
 *   <li>above and below the long-term level, apart: a series that often peaks may never drop
 * </ul>
 *
 * <p>Then noise discipline: each notice raises the bar of its series for a long time, as in online
 * control of false discoveries, where each discovery spends of a budget that fills again slowly;
 * and for a short time much more, for what follows a notice is mostly the same story.
 *
 * <p>Pure, mutable, reused from series to series through {@link #read}. State: {@value #BYTES}
 * bytes. Times are counted in samples; only the season knows the clock.
 */
final class SeriesBaseline {
  static final int BYTES = Integer.BYTES + 12 * Float.BYTES + Season.BYTES + 6 * Tail.BYTES;

  /** Evidence from which a sample is worth telling, in nats, at a bar that nothing has raised. */
  static final double NOTICE = 2;

  /** How far outside of what is usual a value is that keeps an alarm up, in nats. */
  static final double OUTSIDE = 1;

  private static final int FAST = 3;
  private static final int SHORT = 8;
  private static final int MIDDLE = 40;
  private static final int DAY = 300;
  private static final int LONG = 2000;

  private static final int ERROR_WARM_UP = 50;
  private static final double ERROR_WARM_UP_RATE = 0.1;
  private static final double ERROR_RATE = 0.01;
  private static final double ERROR_CLIP = 5;
  private static final double OFFSET_RATE = 0.02;

  /** So many of the surprises count, the largest: of one event hardly all are independent. */
  private static final int SUMMED = 4;

  private static final double BAR = 0.3;
  private static final double BAR_DECAY = Math.exp(-1.0 / 10_000);
  private static final double ECHO = 6;
  private static final double ECHO_DECAY = Math.exp(-1.0 / 50);

  // Configuration.
  private final int warmUp;

  // Within one call only.
  private final double[] surprises = new double[6];

  // State.
  private int count;
  private float last;
  private float fast;
  private float shortLevel;
  private float middleLevel;
  private float dayLevel;
  private float longLevel;
  private float activity;
  private float seasonError;
  private float localError;
  private float seasonOffset;
  private float notices; // decayed number, for the bar
  private float echo; // decayed faster
  private final Season season = new Season();
  private final Tail residual = new Tail();
  private final Tail shift = new Tail();
  private final Tail drift = new Tail();
  private final Tail steps = new Tail();
  private final Tail high = new Tail();
  private final Tail low = new Tail();
  private final Tail[] tails = {residual, shift, drift, steps, high, low};

  /**
   * @param warmUp samples before which nothing is told
   */
  SeriesBaseline(int warmUp) {
    this.warmUp = warmUp;
  }

  Judgement take(long timeMillis, double value) {
    int bucket = Season.bucket(timeMillis);
    count = count == Integer.MAX_VALUE ? count : count + 1;
    if (count == 1) {
      begin(value);
      season.take(bucket, value, true);
      return Judgement.none(value);
    }
    boolean seasonKnown = season.knows(bucket);
    double seasonal = seasonKnown ? season.usual(bucket) + seasonOffset : middleLevel;
    double expected = seasonKnown && seasonError < localError ? seasonal : fast;
    surprises[0] = residual.take(Math.abs(value - expected), count);
    surprises[1] = shift.take(Math.abs(shortLevel - dayLevel), count);
    surprises[2] = drift.take(Math.abs(middleLevel - longLevel), count);
    surprises[3] = steps.take(activity, count);
    surprises[4] = high.take(Math.max(0, value - longLevel), count);
    surprises[5] = low.take(Math.max(0, longLevel - value), count);
    double outside = Math.max(surprises[0], Math.max(surprises[4], surprises[5]));
    double evidence = sumOfLargest();
    double margin = residual.bound();
    learn(bucket, value, seasonal);
    double score = discipline(evidence);
    return new Judgement(value, expected, margin, outside, score, count > warmUp);
  }

  private double sumOfLargest() {
    Arrays.sort(surprises);
    double sum = 0;
    for (int i = surprises.length - SUMMED; i < surprises.length; i++) {
      sum += surprises[i];
    }
    return sum;
  }

  private void begin(double value) {
    float first = (float) value;
    last = first;
    fast = first;
    shortLevel = first;
    middleLevel = first;
    dayLevel = first;
    longLevel = first;
  }

  private void learn(int bucket, double value, double seasonal) {
    seasonError = error(seasonError, Math.abs(value - seasonal));
    localError = error(localError, Math.abs(value - fast));
    season.take(bucket, value, false);
    seasonOffset += (float) (OFFSET_RATE * (value - seasonal));
    activity = mean(activity, Math.abs(value - last), SHORT);
    fast = mean(fast, value, FAST);
    shortLevel = mean(shortLevel, value, SHORT);
    middleLevel = mean(middleLevel, value, MIDDLE);
    dayLevel = mean(dayLevel, value, DAY);
    longLevel = mean(longLevel, value, LONG);
    last = (float) value;
  }

  private float mean(float mean, double value, int window) {
    return (float) (mean + (value - mean) * Math.max(1.0 / window, 1.0 / count));
  }

  /** Absolute error, clipped so that one outlier does not settle who predicts better. */
  private float error(float mean, double error) {
    if (count <= ERROR_WARM_UP) {
      return (float) (mean + ERROR_WARM_UP_RATE * (error - mean));
    }
    return (float)
        (mean + ERROR_RATE * (Math.min(error, ERROR_CLIP * mean + Float.MIN_NORMAL) - mean));
  }

  private double discipline(double evidence) {
    notices *= (float) BAR_DECAY;
    echo *= (float) ECHO_DECAY;
    if (count <= warmUp) {
      return 0;
    }
    double weighed = evidence / (1 + BAR * notices + ECHO * echo);
    if (weighed >= NOTICE) {
      notices++;
      echo++;
    }
    return 1 - Math.exp(-Math.log(2) * weighed / NOTICE);
  }

  void write(ByteBuffer out) {
    out.putInt(count);
    out.putFloat(last).putFloat(fast).putFloat(shortLevel).putFloat(middleLevel);
    out.putFloat(dayLevel).putFloat(longLevel).putFloat(activity);
    out.putFloat(seasonError).putFloat(localError).putFloat(seasonOffset);
    out.putFloat(notices).putFloat(echo);
    season.write(out);
    for (Tail tail : tails) {
      tail.write(out);
    }
  }

  void read(ByteBuffer in) {
    count = in.getInt();
    last = in.getFloat();
    fast = in.getFloat();
    shortLevel = in.getFloat();
    middleLevel = in.getFloat();
    dayLevel = in.getFloat();
    longLevel = in.getFloat();
    activity = in.getFloat();
    seasonError = in.getFloat();
    localError = in.getFloat();
    seasonOffset = in.getFloat();
    notices = in.getFloat();
    echo = in.getFloat();
    season.read(in);
    for (Tail tail : tails) {
      tail.read(in);
    }
  }

  /** As if no sample had been seen. */
  void clear() {
    read(ByteBuffer.allocate(BYTES));
  }
}
