package io.lull.pipeline.correlate;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** The tables in Flink's keyed state: an entry each, so that the back end writes what changed. */
final class KeyedStateTables implements Tables {

  private final Table<String, IncidentLife> incidents;
  private final Table<String, GroupState> groups;
  private final Table<String, SymptomState> symptoms;
  private final Table<String, AlarmState> alarms;
  private final Table<String, NodeState> nodes;
  private final Table<Long, KeyPage> due;

  KeyedStateTables(RuntimeContext runtime) {
    incidents = table(runtime, "explained-incidents", Types.STRING, IncidentLife.class);
    groups = table(runtime, "explained-groups", Types.STRING, GroupState.class);
    symptoms = table(runtime, "symptoms", Types.STRING, SymptomState.class);
    alarms = table(runtime, "member-alarms", Types.STRING, AlarmState.class);
    nodes = table(runtime, "explaining-nodes", Types.STRING, NodeState.class);
    due = table(runtime, "due-groups", Types.LONG, KeyPage.class);
  }

  private static <K, V> Table<K, V> table(
      RuntimeContext runtime, String name, TypeInformation<K> key, Class<V> value) {
    return new MapTable<>(
        runtime.getMapState(new MapStateDescriptor<>(name, key, TypeInformation.of(value))), name);
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

  private record MapTable<K, V>(MapState<K, V> state, String name) implements Table<K, V> {
    @Override
    public @Nullable V get(K key) {
      try {
        return state.get(key);
      } catch (Exception e) {
        throw new FlinkRuntimeException("State " + name + " cannot be read", e);
      }
    }

    @Override
    public void put(K key, V value) {
      try {
        state.put(key, value);
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
