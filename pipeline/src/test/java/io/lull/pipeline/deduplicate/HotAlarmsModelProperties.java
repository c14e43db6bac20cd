package io.lull.pipeline.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.deduplicate.HotAlarms.Hot;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The table, the deadlines and the order of use, beside what Java's collections make of them. */
class HotAlarmsModelProperties {
  private static final int STEPS = 3_000;

  private final Map<String, Long> due = new HashMap<>();
  private final LinkedHashSet<String> byUse = new LinkedHashSet<>();

  @Property(tries = 50)
  void asTheModelHasIt(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 1_000) int texts,
      @ForAll @IntRange(min = 1, max = 600) int limit) {
    due.clear();
    byUse.clear();
    HotAlarms hot = new HotAlarms(limit);
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      step(hot, "7:9:host" + random.nextInt(texts) + "LINK_DOWN", random);
      while (hot.excess() != null) {
        Hot excess = hot.excess();
        assertThat(excess.text).isEqualTo(byUse.iterator().next());
        remove(hot, excess);
      }
      assertThat(hot.size()).isEqualTo(due.size()).isLessThanOrEqualTo(limit);
    }
    for (Hot first = hot.firstDue(Long.MAX_VALUE);
        first != null;
        first = hot.firstDue(Long.MAX_VALUE)) {
      remove(hot, first);
    }
    assertThat(due).isEmpty();
  }

  private void step(HotAlarms hot, String text, Random random) {
    Hot found = hot.use(text);
    assertThat(found != null).isEqualTo(due.containsKey(text));
    if (found == null) {
      found = hot.add(text, new AlarmKey(text, "", ""), new AlarmState(), false);
      due.put(text, Long.MAX_VALUE);
    }
    byUse.remove(text);
    byUse.add(text);
    long millis = random.nextInt(1_000);
    if (random.nextInt(4) == 0) {
      hot.dueAgain(found, millis);
      due.put(text, millis);
    } else {
      hot.due(found, millis);
      due.merge(text, millis, Math::min);
    }
    if (random.nextInt(3) == 0) {
      Hot first = hot.firstDue(millis);
      long earliest = due.values().stream().min(Long::compare).orElseThrow();
      assertThat(first != null).isEqualTo(earliest <= millis);
      if (first != null) {
        assertThat(first.dueMillis()).isEqualTo(earliest);
        remove(hot, first);
      }
    }
  }

  private void remove(HotAlarms hot, Hot alarm) {
    assertThat(hot.peek(alarm.text)).isSameAs(alarm);
    hot.remove(alarm);
    due.remove(alarm.text);
    byUse.remove(alarm.text);
    assertThat(hot.peek(alarm.text)).isNull();
  }
}
