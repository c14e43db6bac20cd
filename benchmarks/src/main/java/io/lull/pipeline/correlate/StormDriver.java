package io.lull.pipeline.correlate;

import io.lull.benchmark.storm.Grouping;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Cause;
import io.lull.schema.Incident;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * All that the storm benchmark knows of the correlator: a fresh one, on tables on the heap, for
 * every storm. In this package because the class is of this package's own.
 */
@NullMarked
public final class StormDriver {
  private final Map<String, Incident> last = new HashMap<>();
  private final Map<String, String> members = new HashMap<>();
  private final TreeSet<Long> wakeUps = new TreeSet<>();
  private final Correlator correlator;

  private StormDriver(Topology topology) {
    correlator = new Correlator(CorrelateOptions.DEFAULT, topology, tables(), new Results());
  }

  /**
   * Correlates a storm with default options until nothing is left to do.
   *
   * @param changes in the order of their stream time
   */
  public static Grouping run(Topology topology, String domain, List<AlarmChange> changes) {
    StormDriver driver = new StormDriver(topology);
    long now = Long.MIN_VALUE;
    for (AlarmChange change : changes) {
      now = Math.max(now, change.timeMillis());
      driver.wakeBefore(now);
      driver.correlator.take(domain, change, now);
    }
    driver.wakeBefore(Long.MAX_VALUE);
    return driver.grouping();
  }

  private void wakeBefore(long time) {
    while (!wakeUps.isEmpty() && wakeUps.first() < time) {
      correlator.wake(wakeUps.pollFirst());
    }
  }

  private Grouping grouping() {
    Map<String, String> incidents = new HashMap<>();
    Map<String, List<String>> causes = new HashMap<>();
    members.forEach((event, incident) -> incidents.put(event, survivor(incident)));
    last.forEach(
        (id, incident) ->
            causes.put(id, incident.getCauses().stream().map(Cause::getResource).toList()));
    return new Grouping(incidents, causes);
  }

  private String survivor(String incident) {
    String id = incident;
    Incident known = last.get(id);
    while (known != null && known.getMergedInto() != null) {
      id = known.getMergedInto();
      known = last.get(id);
    }
    return id;
  }

  /** Whatever tables the correlator asks for, each a map. */
  private static Tables tables() {
    Map<String, Object> byName = new HashMap<>();
    return (Tables)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {Tables.class},
            (proxy, method, args) ->
                byName.computeIfAbsent(method.getName(), name -> new HeapTable<Object, Object>()));
  }

  private final class Results implements Correlator.Sink {
    @Override
    public void incident(Incident incident) {
      last.put(incident.getId(), incident);
    }

    @Override
    public void membership(Membership membership) {
      members.put(membership.event(), membership.incident());
    }

    @Override
    public void wakeAt(long timeMillis) {
      wakeUps.add(timeMillis);
    }

    @Override
    public void count(Correlator.Counted what, long number) {
      // The scores tell.
    }
  }

  private static final class HeapTable<K, V> implements Tables.Table<K, V> {
    private final Map<K, V> entries = new HashMap<>();

    @Override
    public @Nullable V get(K key) {
      return entries.get(key);
    }

    @Override
    public void put(K key, V value) {
      entries.put(key, value);
    }

    @Override
    public void remove(K key) {
      entries.remove(key);
    }
  }
}
