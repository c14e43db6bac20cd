package io.lull.pipeline.health;

import io.lull.pipeline.impact.Scores;
import io.lull.pipeline.impact.ServiceMap;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.model.TopologyBytes;
import io.lull.pipeline.ordered.OrderedBroadcastFunction;
import io.lull.schema.Health;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Keeps what alarms leave of each CI, and has {@link Scores} find what that makes of the services
 * above. Alarms of a second are gathered, so that a storm costs one look a second. All have one
 * key: services stand above CIs of any domain.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class ServiceHealthFunction
    extends OrderedBroadcastFunction<String, AlarmChange, TopologyChange, Health> {
  private static final long serialVersionUID = 1L;

  private static final long TICK_MILLIS = 1_000;
  private static final double WELL = 1;

  // Configuration.
  private final HealthOptions options;
  private final BondsByType bonds;

  // Checkpointed. CIs that are well are in none of them.
  private transient MapState<String, ResourceHealth> own;
  private transient MapState<String, Double> scores;
  private transient MapState<String, Double> told;
  private transient MapState<String, Boolean> changed;
  private transient MapState<Long, List<String>> due;

  // Built from broadcast state.
  private transient Topology topology;

  // Not checkpointed.
  private transient TopologyBytes bytes;
  private transient Scores fold;
  private transient Context context;
  private transient Counter alarmsLeftOut;

  ServiceHealthFunction(HealthOptions options, BondsByType bonds) {
    this.options = options;
    this.bonds = bonds;
  }

  @Override
  public void open(Context opened) {
    context = opened;
    topology = new Topology();
    bytes = new TopologyBytes();
    fold = new Scores(new ServiceMap(topology, bonds));
    own = state("own-health", Types.STRING, TypeInformation.of(ResourceHealth.class));
    scores = state("scores", Types.STRING, Types.DOUBLE);
    told = state("told", Types.STRING, Types.DOUBLE);
    changed = state("changed", Types.STRING, Types.BOOLEAN);
    due = state("due", Types.LONG, Types.LIST(Types.STRING));
    alarmsLeftOut = opened.runtime().getMetricGroup().counter("alarmsLeftOut");
  }

  private <K, V> MapState<K, V> state(
      String name, TypeInformation<K> key, TypeInformation<V> value) {
    return context.runtime().getMapState(new MapStateDescriptor<>(name, key, value));
  }

  @Override
  public void take(String key, AlarmChange change, long timestamp, Output<Health> out)
      throws Exception {
    ResourceHealth known = own.get(change.resource());
    ResourceHealth before = (known == null ? ResourceHealth.NEW : known).at(timestamp);
    ResourceHealth after = before.take(change, timestamp + options.holdMillis());
    if (change.kind() == AlarmChange.Kind.RAISED && before.isFullFor(HarmScale.slot(change))) {
      alarmsLeftOut.inc();
    }
    if (after.equals(known == null ? ResourceHealth.NEW : known)) {
      return;
    }
    own.put(change.resource(), after);
    changed.put(change.resource(), true);
    context.registerTimer(tickAfter(timestamp));
    due(change.resource(), after);
  }

  /** Sees to it that a CI is looked at when the next of its alarms ceases to count. */
  private void due(String resource, ResourceHealth health) throws Exception {
    if (health.dueMillis() == Long.MAX_VALUE) {
      return;
    }
    long tick = tickAfter(health.dueMillis());
    List<String> others = due.get(tick);
    List<String> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
    if (!all.contains(resource)) {
      all.add(resource);
      due.put(tick, all);
      context.registerTimer(tick);
    }
  }

  private static long tickAfter(long millis) {
    return Math.floorDiv(millis, TICK_MILLIS) * TICK_MILLIS + TICK_MILLIS;
  }

  @Override
  public void onTimer(String key, long time, Output<Health> out) throws Exception {
    TreeSet<String> looked = new TreeSet<>();
    changed.keys().forEach(looked::add);
    changed.clear();
    List<String> over = context.draining() ? null : due.get(time);
    if (over != null) {
      looked.addAll(over);
      due.remove(time);
    }
    for (String resource : looked) {
      again(resource, time);
    }
    if (!looked.isEmpty()) {
      tell(fold.above(looked, this::ownScore, this::score), time, out);
    }
  }

  /** What of a CI's alarms still counts; the next that ceases to gets its timer. */
  private void again(String resource, long time) throws Exception {
    ResourceHealth known = own.get(resource);
    if (known == null) {
      return;
    }
    ResourceHealth now = known.at(time);
    if (now.harms().isEmpty()) {
      own.remove(resource);
      return;
    }
    own.put(resource, now);
    due(resource, now);
  }

  private double ownScore(String id) {
    try {
      ResourceHealth known = own.get(id);
      return known == null ? WELL : known.left();
    } catch (Exception e) {
      throw new FlinkRuntimeException("The health of " + id + " cannot be read", e);
    }
  }

  private double score(String id) {
    try {
      Double known = scores.get(id);
      return known == null ? WELL : known;
    } catch (Exception e) {
      throw new FlinkRuntimeException("The score of " + id + " cannot be read", e);
    }
  }

  private void tell(Map<String, Scores.Score> found, long time, Output<Health> out)
      throws Exception {
    for (Map.Entry<String, Scores.Score> one : found.entrySet()) {
      String id = one.getKey();
      Scores.Score score = one.getValue();
      if (score.value() == WELL) {
        scores.remove(id);
      } else {
        scores.put(id, score.value());
      }
      Double before = told.get(id);
      double last = before == null ? WELL : before;
      double now = ResourceHealth.rounded(score.value());
      boolean wellAgain = now == WELL && last != WELL;
      boolean news = ResourceHealth.rounded(Math.abs(now - last)) >= options.step();
      if (wellAgain || news && score.service()) {
        Map<String, Double> parts = new HashMap<>();
        score.parts().forEach((part, takes) -> parts.put(part, ResourceHealth.rounded(takes)));
        parts.values().removeIf(takes -> takes == 0);
        out.collect(new Health(ServiceHealthStage.KEY_PREFIX + id, time, now, parts));
        if (now == WELL) {
          told.remove(id);
        } else {
          told.put(id, now);
        }
      }
    }
  }

  /**
   * Changes of one moment by their alarm. Those of one alarm come from one subtask, in the order in
   * which they happened, and stay in it.
   */
  @Override
  public int compare(AlarmChange a, AlarmChange b) {
    int order = Long.compare(a.timeMillis(), b.timeMillis());
    order = order != 0 ? order : a.resource().compareTo(b.resource());
    order = order != 0 ? order : a.type().compareTo(b.type());
    return order != 0 ? order : a.qualifier().compareTo(b.qualifier());
  }

  @Override
  public void applyBroadcast(TopologyChange change, long timestamp) {
    if (timestamp == SINCE_EVER) {
      topology.applySinceEver(change);
    } else {
      topology.apply(change);
    }
  }

  @Override
  public String broadcastId(TopologyChange change) {
    return Topology.idOf(change);
  }

  @Override
  public boolean broadcastDeletes(TopologyChange change) {
    return Topology.isDelete(change);
  }

  @Override
  public boolean keepsBroadcast(TopologyChange change) {
    return true;
  }

  @Override
  public Map<Integer, Chunk> keptBroadcast() {
    return topology.chunks();
  }

  @Override
  public void restoreBroadcast(Map<Integer, Chunk> kept) {
    topology.restore(kept);
  }

  @Override
  public byte[] packBroadcast(TopologyChange change) {
    return bytes.pack(change);
  }

  @Override
  public TopologyChange unpackBroadcast(byte[] packed) {
    return bytes.unpack(packed);
  }
}
