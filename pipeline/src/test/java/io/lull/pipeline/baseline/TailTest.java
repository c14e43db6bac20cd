package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class TailTest {
  @Test
  void surprisesOfExponentialDeviationsAreRareAndFallOffAsTheyShould() {
    Random random = new Random(1);
    Tail tail = new Tail();
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
    Tail even = new Tail();
    for (int i = 1; i <= 4000; i++) {
      even.take(i % 40 == 0 ? 500 : 0.1, i);
    }
    assertThat(even.take(505, 4001)).isLessThan(2);
    assertThat(even.take(650, 4101)).isGreaterThan(2);
  }

  @Test
  void aClusterIsOneValue() {
    Tail tail = new Tail();
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
    Tail one = new Tail();
    Tail other = new Tail();
    Random random = new Random(3);
    for (int i = 1; i <= 500; i++) {
      double deviation = Math.abs(random.nextGaussian());
      double a = one.take(deviation, i);
      double b = other.take(deviation * scale, i);
      assertThat(b).isCloseTo(a, org.assertj.core.data.Offset.offset(1e-2));
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    Tail tail = new Tail();
    Random random = new Random(4);
    for (int i = 1; i <= 300; i++) {
      tail.take(random.nextDouble(), i);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Tail.BYTES);
    tail.write(bytes);
    Tail read = new Tail();
    read.read(bytes.flip());
    for (int i = 301; i <= 600; i++) {
      double deviation = 2 * random.nextDouble();
      assertThat(read.take(deviation, i)).isEqualTo(tail.take(deviation, i));
    }
  }
}
