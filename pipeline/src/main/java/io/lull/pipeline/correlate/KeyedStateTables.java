package io.lull.pipeline.correlate;

import io.lull.pipeline.ordered.OrderedFunction;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all domains of a subtask: on the heap while they are worked with, in Flink's keyed
 * state at every snapshot.
 *
 * <p>A domain is read as a whole when it is first entered and kept. What changed is written by
 * {@link #save}, before a snapshot, each entry once. The bound is what is active: the entries of
 * the domain that is worked with, and of others up to {@link #MOST_ENTRIES}; beyond that the
 * domains that were left longest ago are written and dropped.
 *
 * <p>What is written is a copy: the heap back end keeps the objects it is given and serialises them
 * while the stream goes on.
 */
final class KeyedStateTables implements Tables {

  /** Entries of other domains that are kept on the heap: about half a gigabyte. */
  static final int MOST_ENTRIES = 500_000;

  /** What a domain without entries counts for. */
  private static final int DOMAIN_ENTRIES = 8;

  private final OrderedFunction.Context context;
  private final int mostEntries;
  private final List<Slot<?, ?>> slots;

  // Written to keyed state before each snapshot.
  private final Map<String, HeapTables> domains = new LinkedHashMap<>(16, 0.75f, true);

  // Not checkpointed.
  private @Nullable HeapTables current;
  private int sizeAtEntry;
  private long entries;

  KeyedStateTables(OrderedFunction.Context context, int mostEntries) {
    this.context = context;
    this.mostEntries = mostEntries;
    slots =
        List.of(
            slot("explained-incidents", Types.STRING, IncidentLife.class, HeapTables::incidents),
            slot("explained-groups", Types.STRING, SymptomGroup.class, HeapTables::groups),
            slot("symptoms", Types.STRING, SymptomState.class, HeapTables::symptoms),
            slot("member-alarms", Types.STRING, AlarmLife.class, HeapTables::alarms),
            slot("explaining-nodes", Types.STRING, NodeNotes.class, HeapTables::nodes),
            slot("named-symptoms", Types.STRING, KeyNotes.class, HeapTables::keys),
            slot("due-groups", Types.LONG, KeyPage.class, HeapTables::due),
            slot("learned-model", Types.STRING, LearnedModel.class, HeapTables::learned));
  }

  private <K, V> Slot<K, V> slot(
      String name, TypeInformation<K> key, Class<V> value, TableOf<K, V> table) {
    TypeInformation<V> type = TypeInformation.of(value);
    return new Slot<>(
        name,
        context.runtime().getMapState(new MapStateDescriptor<>(name, key, type)),
        context.runtime().createSerializer(type),
        table);
  }

  /**
   * Makes the tables those of a domain, the current key.
   *
   * @return whether they were read just now
   */
  boolean enter(String domain) {
    HeapTables tables = domains.get(domain);
    boolean read = tables == null;
    if (tables == null || tables != current) {
      leave();
      if (tables == null) {
        tables = new HeapTables();
        load(tables);
        domains.put(domain, tables);
        entries += DOMAIN_ENTRIES + tables.size();
      }
      current = tables;
      sizeAtEntry = tables.size();
      evict();
    }
    return read;
  }

  private void leave() {
    if (current != null) {
      entries += current.size() - sizeAtEntry;
      current = null;
    }
  }

  private void evict() {
    Iterator<Map.Entry<String, HeapTables>> eldest = domains.entrySet().iterator();
    while (entries > mostEntries && domains.size() > 1) {
      Map.Entry<String, HeapTables> domain = eldest.next();
      save(domain.getKey(), domain.getValue());
      eldest.remove();
      entries -= DOMAIN_ENTRIES + domain.getValue().size();
    }
  }

  private void load(HeapTables tables) {
    for (Slot<?, ?> slot : slots) {
      slot.load(tables);
    }
  }

  /** Writes all that is not in keyed state as it is. */
  void save() {
    domains.forEach(this::save);
  }

  private void save(String domain, HeapTables tables) {
    if (tables.isChanged()) {
      context.underKey(domain, () -> slots.forEach(slot -> slot.save(tables)));
    }
  }

  /** Entries on the heap, those of the current domain as of when it was entered. */
  long entries() {
    return entries;
  }

  private HeapTables current() {
    if (current == null) {
      throw new IllegalStateException("no domain was entered");
    }
    return current;
  }

  @Override
  public Table<String, IncidentLife> incidents() {
    return current().incidents();
  }

  @Override
  public Table<String, SymptomGroup> groups() {
    return current().groups();
  }

  @Override
  public Table<String, SymptomState> symptoms() {
    return current().symptoms();
  }

  @Override
  public Table<String, AlarmLife> alarms() {
    return current().alarms();
  }

  @Override
  public Table<String, NodeNotes> nodes() {
    return current().nodes();
  }

  @Override
  public Table<String, KeyNotes> keys() {
    return current().keys();
  }

  @Override
  public Table<Long, KeyPage> due() {
    return current().due();
  }

  @Override
  public Table<String, LearnedModel> learned() {
    return current().learned();
  }

  /** Which table of a domain. */
  private interface TableOf<K, V> {
    HeapTable<K, V> of(HeapTables tables);
  }

  /** Where one table of each domain is kept. */
  private record Slot<K, V>(
      String name, MapState<K, V> state, TypeSerializer<V> serializer, TableOf<K, V> table)
      implements HeapTable.Store<K, V> {

    void load(HeapTables tables) {
      HeapTable<K, V> target = table.of(tables);
      try {
        for (Map.Entry<K, V> entry : state.entries()) {
          target.load(entry.getKey(), serializer.copy(entry.getValue()));
        }
      } catch (Exception e) {
        throw new FlinkRuntimeException("State " + name + " cannot be read", e);
      }
    }

    void save(HeapTables tables) {
      table.of(tables).save(this);
    }

    @Override
    public void put(K key, V value) {
      try {
        state.put(key, serializer.copy(value));
      } catch (Exception e) {
        throw new FlinkRuntimeException("State " + name + " cannot be written", e);
      }
    }

    @Override
    public void remove(K key) {
      try {
        state.remove(key);
      } catch (Exception e) {
        throw new FlinkRuntimeException("State " + name + " cannot be written", e);
      }
    }
  }
}
