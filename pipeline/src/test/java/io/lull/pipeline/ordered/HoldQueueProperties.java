package io.lull.pipeline.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is held comes out by time, then tie order, then arrival, however it went in. */
class HoldQueueProperties {

  /**
   * A step of a history.
   *
   * @param takes whether one is taken, else one is added
   */
  record Step(boolean takes, long time, String text) {}

  private record Numbered(long time, String text, int arrival) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-300, 300),
            Arbitraries.of(Long.MIN_VALUE + 1, Long.MAX_VALUE),
            Arbitraries.longs());
    return Combinators.combine(
            Arbitraries.of(true, false, false), times, Arbitraries.of("a", "b", "c"))
        .as(Step::new)
        .list()
        .ofMaxSize(200);
  }

  @Property
  void takesTheFirstOfWhatIsThere(@ForAll("steps") List<Step> steps) throws Exception {
    HoldQueue<Numbered> queue = new HoldQueue<>(Comparator.comparing(Numbered::text));
    List<Numbered> naive = new ArrayList<>();
    int arrival = 0;
    for (Step step : steps) {
      if (!step.takes()) {
        Numbered added = new Numbered(step.time(), step.text(), arrival++);
        queue.add(added.time(), added);
        naive.add(added);
      } else if (!naive.isEmpty()) {
        naive.sort(
            Comparator.comparingLong(Numbered::time)
                .thenComparing(Numbered::text)
                .thenComparingInt(Numbered::arrival));
        assertThat(queue.nextTime()).isEqualTo(naive.get(0).time());
        assertThat(queue.take()).isEqualTo(naive.remove(0));
      }
      assertThat(queue.size()).isEqualTo(naive.size());
      assertThat(queue.isEmpty()).isEqualTo(naive.isEmpty());
    }
    List<Numbered> left = new ArrayList<>();
    queue.forEach((time, element) -> left.add(element));
    assertThat(left).hasSameSizeAs(naive);
    for (Numbered expected : left) {
      assertThat(queue.take()).isEqualTo(expected);
    }
    assertThat(queue.nextTime()).isEqualTo(Long.MAX_VALUE);
  }
}
