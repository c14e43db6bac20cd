package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is usual at a time of day is known again a day later, whatever came in between. */
class SeasonTest {
  private static final int DAYS = 6;

  /** Each bucket has a value of its own; later days bring values a thousand times as large. */
  @Property(tries = 30)
  void everyBucketIsKnownAgainAlsoWhenStepsDouble(@ForAll long seed) {
    Random random = new Random(seed);
    double[] usual = random.doubles(Season.BUCKETS, -1, 1).toArray();
    int peak = random.nextInt(Season.BUCKETS);
    Season season = new Season();
    Parts parts = new Parts();
    season.beginAt(0);
    season.begin(usual[0]);
    for (int i = 1; i < DAYS * Season.BUCKETS; i++) {
      int bucket = i % Season.BUCKETS;
      season.turnTo(bucket, parts);
      boolean large = i >= 3 * Season.BUCKETS && bucket == peak;
      if (i >= Season.BUCKETS && bucket != peak) {
        double step = i > 3 * Season.BUCKETS + peak ? 0.1 : 3e-3;
        assertThat(season.usual()).isCloseTo(usual[bucket], Offset.offset(step));
      }
      season.take(large ? 1000 * usual[bucket] : usual[bucket]);
    }
    assertThat(season.isAt(Season.BUCKETS - 1)).isTrue();
  }

  /** Releases up to 0.3 kept all buckets in one piece. */
  @Test
  void aSeasonInOnePieceIsSplit() {
    byte[] whole = new byte[3 + Season.WHOLE_BYTES];
    Bytes out = new Bytes().at(whole, 3);
    for (int bucket = 0; bucket < Season.BUCKETS; bucket++) {
      out.putShort(100 * bucket - 4000);
    }
    for (int i = 0; i < Season.BUCKETS / 2; i++) {
      out.putByte(3 | 7 << 4); // even and odd buckets
    }
    byte[] hot = new byte[Season.HOT_BYTES];
    Bytes.of(hot).putByte(5).putShort(100 * 5 - 4000).putByte(7).putFloat(10).putFloat(0.5f);
    Season season = new Season();
    season.readHot(Bytes.of(hot));
    Parts parts = new Parts();
    season.split(whole, 3, parts);
    for (int bucket = 0; bucket < Season.BUCKETS; bucket++) {
      season.turnTo(bucket, parts);
      assertThat(season.usual()).isEqualTo(10 + 0.5 * (100 * bucket - 4000));
      assertThat(season.knows()).isTrue();
    }
  }

  private static final class Parts implements Season.Parts {
    private final byte[] bytes = new byte[Season.COLD_BYTES];

    @Override
    public Bytes season(int part, boolean changes) {
      return new Bytes().at(bytes, part * Season.PART_BYTES);
    }
  }
}
