package io.lull.pipeline.correlate;

import org.jspecify.annotations.Nullable;

/** Tables on the heap that count how often they are asked. */
final class TestingTables implements Tables {

  private HeapTables tables = new HeapTables();
  private final TestingStore<String, IncidentLife> incidents =
      new TestingStore<>(IncidentLife.class);
  private final TestingStore<String, SymptomGroup> groups = new TestingStore<>(SymptomGroup.class);
  private final TestingStore<String, SymptomState> symptoms =
      new TestingStore<>(SymptomState.class);
  private final TestingStore<String, AlarmLife> alarms = new TestingStore<>(AlarmLife.class);
  private final TestingStore<String, NodeNotes> nodes = new TestingStore<>(NodeNotes.class);
  private final TestingStore<String, KeyNotes> keys = new TestingStore<>(KeyNotes.class);
  private final TestingStore<Long, KeyPage> due = new TestingStore<>(KeyPage.class);
  private final TestingStore<String, LearnedModel> learned = new TestingStore<>(LearnedModel.class);

  /** Accesses since the start. */
  long accesses;

  int size() {
    return tables.size();
  }

  /** Entries in the last snapshot. */
  int stored() {
    return incidents.size()
        + groups.size()
        + symptoms.size()
        + alarms.size()
        + nodes.size()
        + keys.size()
        + due.size();
  }

  /** What is on the heap is written as a snapshot is. */
  void save() {
    tables.incidents().save(incidents);
    tables.groups().save(groups);
    tables.symptoms().save(symptoms);
    tables.alarms().save(alarms);
    tables.nodes().save(nodes);
    tables.keys().save(keys);
    tables.due().save(due);
    tables.learned().save(learned);
  }

  /** Goes on from the last snapshot. */
  void restore() {
    tables = new HeapTables();
    incidents.load(tables.incidents());
    groups.load(tables.groups());
    symptoms.load(tables.symptoms());
    alarms.load(tables.alarms());
    nodes.load(tables.nodes());
    keys.load(tables.keys());
    due.load(tables.due());
    learned.load(tables.learned());
  }

  @Override
  public Table<String, IncidentLife> incidents() {
    return new Counting<>(tables.incidents());
  }

  @Override
  public Table<String, SymptomGroup> groups() {
    return new Counting<>(tables.groups());
  }

  @Override
  public Table<String, SymptomState> symptoms() {
    return new Counting<>(tables.symptoms());
  }

  @Override
  public Table<String, AlarmLife> alarms() {
    return new Counting<>(tables.alarms());
  }

  @Override
  public Table<String, NodeNotes> nodes() {
    return new Counting<>(tables.nodes());
  }

  @Override
  public Table<String, KeyNotes> keys() {
    return new Counting<>(tables.keys());
  }

  @Override
  public Table<Long, KeyPage> due() {
    return new Counting<>(tables.due());
  }

  @Override
  public Table<String, LearnedModel> learned() {
    return new Counting<>(tables.learned());
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
