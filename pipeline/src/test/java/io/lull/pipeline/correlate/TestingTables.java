package io.lull.pipeline.correlate;

import org.jspecify.annotations.Nullable;

/** Tables on the heap that count how often they are asked. */
final class TestingTables implements Tables {

  private final HeapTables tables = new HeapTables();

  /** Accesses since the start. */
  long accesses;

  int size() {
    return tables.size();
  }

  @Override
  public Table<String, IncidentLife> incidents() {
    return new Counting<>(tables.incidents());
  }

  @Override
  public Table<String, GroupState> groups() {
    return new Counting<>(tables.groups());
  }

  @Override
  public Table<String, SymptomState> symptoms() {
    return new Counting<>(tables.symptoms());
  }

  @Override
  public Table<String, AlarmState> alarms() {
    return new Counting<>(tables.alarms());
  }

  @Override
  public Table<String, NodeState> nodes() {
    return new Counting<>(tables.nodes());
  }

  @Override
  public Table<Long, KeyPage> due() {
    return new Counting<>(tables.due());
  }

  private final class Counting<K, V> implements Table<K, V> {
    private final Table<K, V> table;

    Counting(Table<K, V> table) {
      this.table = table;
    }

    @Override
    public @Nullable V get(K key) {
      accesses++;
      return table.get(key);
    }

    @Override
    public void put(K key, V value) {
      accesses++;
      table.put(key, value);
    }

    @Override
    public void remove(K key) {
      accesses++;
      table.remove(key);
    }
  }
}
