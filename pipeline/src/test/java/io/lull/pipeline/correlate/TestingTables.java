package io.lull.pipeline.correlate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables on the heap. */
final class TestingTables implements Tables {

  private final TestingTable<String, GroupState> groups = new TestingTable<>();
  private final TestingTable<String, AlarmState> alarms = new TestingTable<>();
  private final TestingTable<String, SymptomState> symptoms = new TestingTable<>();
  private final TestingTable<String, IncidentLife> incidents = new TestingTable<>();
  private final TestingTable<String, NodeState> nodes = new TestingTable<>();
  private final TestingTable<Long, KeyPage> due = new TestingTable<>();

  /** Accesses since the start: what the state back end would have to do. */
  long accesses;

  int size() {
    return groups.entries.size()
        + alarms.entries.size()
        + symptoms.entries.size()
        + incidents.entries.size()
        + nodes.entries.size()
        + due.entries.size();
  }

  @Override
  public Table<String, GroupState> groups() {
    return groups;
  }

  @Override
  public Table<String, AlarmState> alarms() {
    return alarms;
  }

  @Override
  public Table<String, SymptomState> symptoms() {
    return symptoms;
  }

  @Override
  public Table<String, IncidentLife> incidents() {
    return incidents;
  }

  @Override
  public Table<String, NodeState> nodes() {
    return nodes;
  }

  @Override
  public Table<Long, KeyPage> due() {
    return due;
  }

  private final class TestingTable<K, V> implements Table<K, V> {
    private final Map<K, V> entries = new HashMap<>();

    @Override
    public @Nullable V get(K key) {
      accesses++;
      return entries.get(key);
    }

    @Override
    public void put(K key, V value) {
      accesses++;
      entries.put(key, value);
    }

    @Override
    public void remove(K key) {
      accesses++;
      entries.remove(key);
    }
  }
}
