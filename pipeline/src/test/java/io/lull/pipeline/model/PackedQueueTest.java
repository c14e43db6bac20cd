package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PackedQueueTest {
  private record Waiting(long time, int arrival, boolean deleting) {}

  /** Against a queue of objects, with snapshots in between. */
  @Property(tries = 200)
  void givesOutByTimeThenByArrival(@ForAll long seed) {
    Random random = new Random(seed);
    PackedQueue queue = new PackedQueue();
    PriorityQueue<Waiting> expected =
        new PriorityQueue<>(
            Comparator.comparingLong(Waiting::time).thenComparingInt(Waiting::arrival));
    for (int step = 0; step < 500; step++) {
      int what = random.nextInt(100);
      if (what < 55) {
        long time = random.nextInt(20) == 0 ? Long.MIN_VALUE + 1 : random.nextInt(30);
        Waiting waiting = new Waiting(time, step, random.nextInt(5) == 0);
        expected.add(waiting);
        queue.add(time, waiting.deleting(), bytes(step));
      } else if (what < 97 && !expected.isEmpty()) {
        Waiting first = expected.remove();
        assertThat(queue.nextTime()).isEqualTo(first.time());
        assertThat(queue.take()).isEqualTo(bytes(first.arrival()));
      } else if (what == 99) {
        queue = restored(queue);
      }
      assertThat(queue.size()).isEqualTo(expected.size());
      for (long time = 0; time < 30; time++) {
        long asked = time;
        assertThat(queue.deletesAt(time))
            .isEqualTo(expected.stream().anyMatch(w -> w.time() == asked && w.deleting()));
      }
    }
    while (!expected.isEmpty()) {
      assertThat(queue.take()).isEqualTo(bytes(expected.remove().arrival()));
    }
    assertThat(queue.nextTime()).isEqualTo(Long.MAX_VALUE);
  }

  private static PackedQueue restored(PackedQueue queue) {
    Map<Integer, Chunk> read = new HashMap<>();
    queue
        .chunks()
        .forEach(
            (number, chunk) -> {
              Chunk frozen = chunk.frozen();
              read.put(number, Chunk.of(Arrays.copyOf(frozen.bytes(), frozen.length())));
            });
    PackedQueue restored = new PackedQueue();
    restored.restore(read);
    return restored;
  }

  private static byte[] bytes(int arrival) {
    return ("element " + arrival).repeat(1 + arrival % 7).getBytes(StandardCharsets.UTF_8);
  }
}
