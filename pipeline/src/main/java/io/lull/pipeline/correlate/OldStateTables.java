package io.lull.pipeline.correlate;

import io.lull.pipeline.ordered.OrderedFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.FlinkRuntimeException;

/** What release 0.1 kept of a domain in keyed state, to be taken out once. */
final class OldStateTables {

  private final MapState<String, GroupState> groups;
  private final MapState<String, AlarmState> alarms;
  private final List<MapState<?, ?>> others;

  OldStateTables(OrderedFunction.Context context) {
    groups = state(context, "groups", Types.STRING, GroupState.class);
    alarms = state(context, "alarms", Types.STRING, AlarmState.class);
    others =
        List.of(
            state(context, "sites", Types.STRING, SiteState.class),
            state(context, "pages", Types.STRING, KeyPage.class),
            state(context, "nodes", Types.STRING, NodeState.class),
            state(context, "due", Types.LONG, KeyPage.class));
  }

  private static <K, V> MapState<K, V> state(
      OrderedFunction.Context context, String name, TypeInformation<K> key, Class<V> value) {
    return context
        .runtime()
        .getMapState(new MapStateDescriptor<>(name, key, TypeInformation.of(value)));
  }

  /** Hands over the incidents of the current domain with their alarms, by id, and forgets them. */
  void takeOut(BiConsumer<GroupState, List<AlarmState>> to) {
    try {
      if (groups.isEmpty()) {
        return;
      }
      Map<String, List<AlarmState>> members = new TreeMap<>();
      for (AlarmState alarm : alarms.values()) {
        members.computeIfAbsent(alarm.group(), id -> new ArrayList<>()).add(alarm);
      }
      for (Map.Entry<String, List<AlarmState>> incident : members.entrySet()) {
        GroupState group = groups.get(incident.getKey());
        if (group != null) {
          to.accept(group, incident.getValue());
        }
      }
      groups.clear();
      alarms.clear();
      others.forEach(MapState::clear);
    } catch (Exception e) {
      throw new FlinkRuntimeException("State of release 0.1 cannot be taken over", e);
    }
  }
}
