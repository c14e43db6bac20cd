package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
 * <p>Then noise discipline ({@link Discipline}).
 *
 * <p>Pure, mutable, reused from series to series through {@link #readHot}. State: {@value
 * #HOT_BYTES} bytes that every sample touches; {@value #TAILS_BYTES} of the tails, which it asks
 * for ({@link Pages}) when a cluster of large deviations begins; {@value #SEASON_BYTES} of the
 * season, of which it asks for an eighth every quarter of an hour. Times are counted in samples;
 * only the season knows the clock.
 */
final class SeriesBaseline {
  private static final int TAILS = 6;
  private static final int LEVELS_BYTES = Integer.BYTES + 12 * Float.BYTES;

  /** Of what is hot the part that releases up to 0.3 had, which comes first. */
  static final int FIRST_BYTES = LEVELS_BYTES + 1 + Season.HOT_BYTES + TAILS * Tail.HOT_BYTES;

  static final int HOT_BYTES = FIRST_BYTES + Discipline.MORE_BYTES;
  static final int TAILS_BYTES = Integer.BYTES + TAILS * Tail.COLD_BYTES + 1;
  static final int SEASON_BYTES = Season.COLD_BYTES;
  static final int BYTES_V1 = LEVELS_BYTES + Season.BYTES_V1 + TAILS * Tail.BYTES_V1;

  /** Where the cold parts of the series that was read last are kept. */
  interface Pages extends Season.Parts {
    /** Goes to the tails; null: there are none yet. */
    @Nullable Bytes tails();

    /** Nothing is known of a season any more. */
    void clearSeason();
  }

  /** For a series that is never read: it is all there. */
  private static final class Resident implements Pages {
    private final byte[] season = new byte[SEASON_BYTES];

    @Override
    public @Nullable Bytes tails() {
      return null;
    }

    @Override
    public Bytes season(int part, boolean changes) {
      return new Bytes().at(season, part * Season.PART_BYTES);
    }

    @Override
    public void clearSeason() {
      Arrays.fill(season, (byte) 0);
    }
  }

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

  // Configuration.
  private final int warmUp;
  private final Pages pages;

  // Of the sample taken last.
  private final double[] surprises = new double[TAILS];
  private double value;
  private double expected;
  private double outside;
  private double score;

  // Which cold parts are here, and which have changed since they were read.
  private boolean tailsHere = true;
  private boolean tailsChanged;

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
  private int rank = Tail.rank(0); // where tails begin
  private int tailsAt; // count when the tails were last paged in
  private final Discipline discipline = new Discipline();
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
   * @param pages where cold parts are kept
   */
  SeriesBaseline(int warmUp, Pages pages) {
    this.warmUp = warmUp;
    this.pages = pages;
  }

  SeriesBaseline(int warmUp) {
    this(warmUp, new Resident());
  }

  /** Takes a sample and says what it is to be thought of. */
  Judgement take(long timeMillis, double sample) {
    observe(timeMillis, sample);
    return judgement();
  }

  /** What is to be thought of the sample that was taken last. */
  Judgement judgement() {
    double margin = count > 1 ? residual.bound() : 0;
    return new Judgement(value, expected, margin, outside, score, count > warmUp);
  }

  /** Score of the sample that was taken last. */
  double score() {
    return score;
  }

  /** Takes a sample. */
  void observe(long timeMillis, double sample) {
    int bucket = Season.bucket(timeMillis);
    value = sample;
    outside = 0;
    score = 0;
    count = count == Integer.MAX_VALUE ? count : count + 1;
    if (count == 1) {
      begin(sample);
      season.beginAt(bucket);
      expected = sample;
      season.begin(sample);
      return;
    }
    if (!season.isAt(bucket)) {
      season.turnTo(bucket, pages);
    }
    boolean seasonKnown = season.knows();
    double seasonal = seasonKnown ? season.usual() + seasonOffset : middleLevel;
    expected = seasonKnown && seasonError < localError ? seasonal : fast;
    watch();
    double evidence = 0;
    outside = Math.max(surprises[0], Math.max(surprises[4], surprises[5]));
    if (largest() > 0) {
      evidence = sumOfLargest();
    }
    if (wantsTails()) {
      pageTails();
    }
    learn(seasonal);
    discipline.goOn();
    if (count > warmUp && evidence > 0) {
      score = discipline.score(timeMillis, evidence);
    }
  }

  private void watch() {
    double weight = Math.max(1.0 / count, 1 / Tail.MEMORY);
    surprises[0] = residual.take(Math.abs(value - expected), count, rank, weight);
    surprises[1] = shift.take(Math.abs(shortLevel - dayLevel), count, rank, weight);
    surprises[2] = drift.take(Math.abs(middleLevel - longLevel), count, rank, weight);
    surprises[3] = steps.take(activity, count, rank, weight);
    surprises[4] = high.take(Math.max(0, value - longLevel), count, rank, weight);
    surprises[5] = low.take(Math.max(0, longLevel - value), count, rank, weight);
  }

  private double largest() {
    double largest = 0;
    for (double surprise : surprises) {
      largest = Math.max(largest, surprise);
    }
    return largest;
  }

  private double sumOfLargest() {
    Arrays.sort(surprises);
    double sum = 0;
    for (int i = surprises.length - SUMMED; i < surprises.length; i++) {
      sum += surprises[i];
    }
    return sum;
  }

  private boolean wantsTails() {
    for (Tail tail : tails) {
      if (tail.wantsList()) {
        return true;
      }
    }
    return false;
  }

  /** Also the rank at which tails begin is that of when they were last here. */
  private void pageTails() {
    rank = Tail.rank(count);
    if (!tailsHere) {
      tailsHere = true;
      Bytes in = pages.tails();
      tailsAt = in == null ? count : in.getInt();
      for (Tail tail : tails) {
        tail.readCold(in);
      }
    }
    float shrink = Tail.shrink(count - tailsAt);
    for (Tail tail : tails) {
      tail.merge(shrink, rank);
    }
    tailsAt = count;
    tailsChanged = true;
  }

  private void begin(double sample) {
    float first = (float) sample;
    last = first;
    fast = first;
    shortLevel = first;
    middleLevel = first;
    dayLevel = first;
    longLevel = first;
  }

  private void learn(double seasonal) {
    seasonError = error(seasonError, Math.abs(value - seasonal));
    localError = error(localError, Math.abs(value - fast));
    season.take(value);
    seasonOffset += (float) (OFFSET_RATE * (value - seasonal));
    activity = mean(activity, Math.abs(value - last), SHORT);
    fast = mean(fast, value, FAST);
    shortLevel = mean(shortLevel, value, SHORT);
    middleLevel = mean(middleLevel, value, MIDDLE);
    dayLevel = mean(dayLevel, value, DAY);
    longLevel = mean(longLevel, value, LONG);
    last = (float) value;
  }

  private float mean(float mean, double next, int window) {
    return (float) (mean + (next - mean) * Math.max(1.0 / window, 1.0 / count));
  }

  /** Absolute error, clipped so that one outlier does not settle who predicts better. */
  private float error(float mean, double error) {
    if (count <= ERROR_WARM_UP) {
      return (float) (mean + ERROR_WARM_UP_RATE * (error - mean));
    }
    return (float)
        (mean + ERROR_RATE * (Math.min(error, ERROR_CLIP * mean + Float.MIN_NORMAL) - mean));
  }

  /** Whether the tails have changed since {@link #readHot}, so that they are to be written. */
  boolean tailsChanged() {
    return tailsChanged;
  }

  void writeHot(Bytes out) {
    writeLevels(out);
    out.putByte(rank);
    season.writeHot(out);
    for (Tail tail : tails) {
      tail.writeHot(out);
    }
    discipline.writeMore(out);
  }

  /** Becomes another series, of which the cold parts are asked for when they are needed. */
  void readHot(Bytes in) {
    readLevels(in);
    rank = in.getByte();
    season.readHot(in);
    for (Tail tail : tails) {
      tail.readHot(in);
    }
    discipline.readMore(in);
    tailsHere = false;
    tailsChanged = false;
  }

  private void writeLevels(Bytes out) {
    out.putInt(count);
    out.putFloat(last).putFloat(fast).putFloat(shortLevel).putFloat(middleLevel);
    out.putFloat(dayLevel).putFloat(longLevel).putFloat(activity);
    out.putFloat(seasonError).putFloat(localError).putFloat(seasonOffset);
    discipline.writeFirst(out);
  }

  private void readLevels(Bytes in) {
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
    discipline.readFirst(in);
  }

  /** Writes the tails, which are all here once they have changed. */
  void writeTails(Bytes out) {
    out.putInt(tailsAt);
    for (Tail tail : tails) {
      tail.writeCold(out);
    }
  }

  /** The season as releases up to 0.3 kept it is put where it is kept now. */
  void splitSeason(byte[] whole, int at) {
    season.split(whole, at, pages);
  }

  /** Reads what releases up to 0.2 wrote; all is here and changed then. */
  void readV1(ByteBuffer in) {
    clear();
    byte[] levels = new byte[LEVELS_BYTES];
    Bytes copy = Bytes.of(levels);
    for (int i = 0; i < LEVELS_BYTES / Integer.BYTES; i++) {
      copy.putInt(in.getInt()); // a number as a number: only their order of bytes differs
    }
    readLevels(Bytes.of(levels));
    season.readV1(in, pages);
    for (Tail tail : tails) {
      tail.readV1(in, Tail.rank(count));
    }
    rank = Tail.rank(count);
    tailsAt = count;
  }

  /** Becomes a new series, of which nothing cold is kept anywhere. */
  void begin() {
    clearAllHere();
    tailsChanged = false;
  }

  /** As if no sample had been seen: all tails are here, and to be written. */
  void clear() {
    clearAllHere();
    pages.clearSeason();
  }

  private void clearAllHere() {
    readHot(Bytes.of(new byte[HOT_BYTES]));
    season.clear();
    for (Tail tail : tails) {
      tail.clear();
    }
    tailsAt = 0;
    rank = Tail.rank(0);
    tailsHere = true;
    tailsChanged = true;
  }
}
