package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** It is a map, whatever collides. */
class SpreadMapProperties {

  @Property(tries = 200)
  void itHoldsWhatAHashMapDoes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int keys, @ForAll boolean collide) {
    Random random = new Random(seed);
    Map<Object, Integer> expected = new HashMap<>();
    SpreadMap<Object, Integer> map = new SpreadMap<>();
    for (int step = 0; step < 1_000; step++) {
      Object key = key(random.nextInt(keys), collide);
      if (random.nextInt(3) == 0) {
        expected.remove(key);
        map.remove(key);
      } else {
        expected.put(key, step);
        map.put(key, step);
      }
      assertThat(map.size()).isEqualTo(expected.size());
    }
    for (int i = 0; i < keys; i++) {
      Object key = key(i, collide);
      assertThat(map.get(key)).isEqualTo(expected.get(key));
    }
    Map<Object, Integer> visited = new HashMap<>();
    map.forEach(visited::put);
    assertThat(visited).isEqualTo(expected);
    map.clear();
    assertThat(map.size()).isZero();
    assertThat(map.get(key(0, collide))).isNull();
  }

  /** A key with one of three hash codes. */
  private record Colliding(int number) {
    @Override
    public int hashCode() {
      return number % 3;
    }
  }

  private static Object key(int number, boolean collide) {
    return collide ? new Colliding(number) : "host-" + number / 24 + "-" + number % 24;
  }

  @Test
  void aTableTellsItsStoreOnceOfEachEntryAndNeverOfThoseThatCameAndWent() {
    HeapTable<String, String> table = new HeapTable<>();
    Map<String, String> stored = new HashMap<>();
    int[] told = new int[1];
    HeapTable.Store<String, String> store =
        new HeapTable.Store<>() {
          @Override
          public void put(String key, String value) {
            told[0]++;
            stored.put(key, value);
          }

          @Override
          public void remove(String key) {
            told[0]++;
            stored.remove(key);
          }
        };
    table.put("stays", "a");
    table.put("stays", "b");
    for (int i = 0; i < 10_000; i++) {
      table.put("came" + i, "x");
      table.remove("came" + i);
    }
    table.save(store);
    assertThat(told[0]).isEqualTo(1);
    assertThat(stored).containsOnly(Map.entry("stays", "b"));

    table.remove("stays");
    table.put("stays", "c");
    table.save(store);
    assertThat(told[0]).isEqualTo(2);
    table.save(store);
    assertThat(told[0]).as("nothing changed").isEqualTo(2);

    table.remove("stays");
    assertThat(table.size()).isZero();
    assertThat(table.isChanged()).isTrue();
    table.save(store);
    assertThat(stored).isEmpty();
    assertThat(table.isChanged()).isFalse();
  }
}
