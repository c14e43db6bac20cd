package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TailTest {
  @Test
  void surprisesOfExponentialDeviationsAreRareAndFallOffAsTheyShould() {
    Random random = new Random(1);
    Watched tail = new Watched();
    int samples = 40_000;
    int some = 0;
    int large = 0;
    for (int i = 1; i <= samples; i++) {
      double surprise = tail.take(-Math.log(1 - random.nextDouble()), i);
      some += surprise > 0 ? 1 : 0;
      large += surprise > 4 ? 1 : 0;
    }
    assertThat(some / (double) samples).isBetween(0.001, 0.05);
    assertThat(large).isLessThan(some / 10);
  }

  @Test
  void whereAllPeaksAreAlikeALittleMoreIsASurprise() {
    Watched even = new Watched();
    for (int i = 1; i <= 4000; i++) {
      even.take(i % 40 == 0 ? 500 : 0.1, i);
    }
    assertThat(even.take(505, 4001)).isLessThan(2);
    assertThat(even.take(650, 4101)).isGreaterThan(2);
  }

  @Test
  void aClusterIsOneValue() {
    Watched tail = new Watched();
    for (int i = 1; i <= 1000; i++) {
      tail.take(i % 7, i);
    }
    for (int i = 1001; i <= 1010; i++) {
      tail.take(1000, i);
    }
    assertThat(tail.take(900, 1100)).as("24 values would be needed").isGreaterThan(4);
  }

  @Property(tries = 50)
  void theScaleOfASeriesDoesNotMatter(@ForAll @DoubleRange(min = -6, max = 9) double magnitude) {
    double scale = Math.pow(10, magnitude);
    Watched one = new Watched();
    Watched other = new Watched();
    Random random = new Random(3);
    for (int i = 1; i <= 500; i++) {
      double deviation = Math.abs(random.nextGaussian());
      double a = one.take(deviation, i);
      double b = other.take(deviation * scale, i);
      assertThat(b).isCloseTo(a, Offset.offset(1e-2));
    }
  }

  @Property(tries = 20)
  void whatIsWrittenIsRead(@ForAll long seed) {
    Watched tail = new Watched();
    Random random = new Random(seed);
    for (int i = 1; i <= 300; i++) {
      tail.take(random.nextDouble(), i);
    }
    Watched read = tail.copy();
    for (int i = 301; i <= 600; i++) {
      double deviation = 2 * random.nextDouble();
      assertThat(read.take(deviation, i)).isEqualTo(tail.take(deviation, i));
    }
  }

  /**
   * The list as it would be if it were always there: what is hot must know the same of it. Values
   * are held to one in 130,000 and shrink as floats; what is nearer to a place in the list than
   * that tells may begin a cluster in one and not in the other, so no such value is drawn.
   */
  @Property(tries = 20)
  void whatIsHotIsAllThatASampleNeeds(@ForAll long seed) {
    Watched tail = new Watched();
    Whole whole = new Whole();
    Random random = new Random(seed);
    int surprised = 0;
    for (int i = 1; i <= 3000; i++) {
      double deviation = -Math.log(1 - random.nextDouble()) * (random.nextInt(60) == 0 ? 9 : 1);
      while (whole.isTooNearToTell(deviation, i)) {
        deviation *= 1.001;
      }
      double surprise = tail.take(deviation, i);
      assertThat(surprise).isCloseTo(whole.take(deviation, i), Offset.offset(0.02));
      surprised += surprise > 0 ? 1 : 0;
    }
    assertThat(surprised).isPositive();
    assertThat(tail.pages).as("the list is seldom needed").isLessThan(300);
  }

  /** A tail with what its series does for it. */
  private static final class Watched {
    private final Tail tail;
    private int at;
    private int pages;

    Watched() {
      this(new Tail());
    }

    private Watched(Tail tail) {
      this.tail = tail;
    }

    double take(double deviation, int count) {
      int rank = Tail.rank(count);
      if (rank != Tail.rank(count - 1)) {
        page(count - 1, rank); // its series would wait, and go on with the rank before
      }
      double surprise = tail.take(deviation, count, rank, Math.max(1.0 / count, 1 / Tail.MEMORY));
      if (tail.wantsList()) {
        page(count, rank);
      }
      return surprise;
    }

    private void page(int count, int rank) {
      tail.merge(Tail.shrink(count - at), rank);
      at = count;
      pages++;
    }

    Watched copy() {
      byte[] bytes = new byte[Tail.HOT_BYTES + Tail.COLD_BYTES + 1];
      Bytes out = Bytes.of(bytes);
      tail.writeHot(out);
      tail.writeCold(out);
      Tail read = new Tail();
      Bytes in = Bytes.of(bytes);
      read.readHot(in);
      read.readCold(in);
      Watched copy = new Watched(read);
      copy.at = at;
      return copy;
    }
  }

  /** The definition, without regard to cost. */
  private static final class Whole {
    private final double[] top = new double[Tail.SIZE];
    private double mean;
    private int cluster;
    private int left;

    boolean isTooNearToTell(double deviation, int count) {
      double log = Math.log1p(deviation / meanWith(deviation, count));
      double near = 5e-4 * log;
      return Math.abs(log - top[Tail.SIZE - 1]) < near || Math.abs(log - top[cluster]) < near;
    }

    private double meanWith(double deviation, int count) {
      return mean + (deviation - mean) * Math.max(1.0 / count, 1 / Tail.MEMORY);
    }

    double take(double deviation, int count) {
      mean = meanWith(deviation, count);
      double log = Math.log1p(deviation / mean);
      int rank = Tail.rank(count);
      double excess = 0;
      for (int i = 0; i < rank; i++) {
        excess += top[i] - top[rank - 1];
      }
      double begin = top[rank - 1];
      double surprise =
          count >= 50 && log > begin ? (log - begin) / ((excess + 1) / (rank + 3)) : 0;
      for (int i = 0; i < top.length; i++) {
        top[i] *= 1 - 0.5 / Tail.MEMORY;
      }
      left = Math.max(0, left - 1);
      if (log > top[Tail.SIZE - 1] && (left == 0 || log > top[cluster])) {
        if (left == 0) {
          cluster = Tail.SIZE - 1;
          left = Tail.CLUSTER;
        }
        while (cluster > 0 && top[cluster - 1] < log) {
          top[cluster] = top[--cluster];
        }
        top[cluster] = log;
      }
      return surprise;
    }
  }
}
