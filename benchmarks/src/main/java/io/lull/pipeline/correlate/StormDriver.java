package io.lull.pipeline.correlate;

import io.lull.benchmark.storm.Grouping;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Cause;
import io.lull.schema.Incident;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

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
    correlator =
        new Correlator(CorrelateOptions.DEFAULT, topology, new HeapTables(), new Results());
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
    return grouping(members, last);
  }

  /**
   * What came of it.
   *
   * @param members the incident of each event as it was told last
   * @param last revision of each incident
   */
  static Grouping grouping(Map<String, String> members, Map<String, Incident> last) {
    Map<String, String> incidents = new HashMap<>();
    Map<String, List<String>> causes = new HashMap<>();
    members.forEach((event, incident) -> incidents.put(event, survivor(incident, last)));
    last.forEach(
        (id, incident) ->
            causes.put(id, incident.getCauses().stream().map(Cause::getResource).toList()));
    return new Grouping(incidents, causes);
  }

  private static String survivor(String incident, Map<String, Incident> last) {
    String id = incident;
    Incident known = last.get(id);
    while (known != null && known.getMergedInto() != null) {
      id = known.getMergedInto();
      known = last.get(id);
    }
    return id;
  }

  private final class Results implements Correlator.Sink {
    @Override
    public void incident(Incident incident) {
      last.put(incident.getId(), incident);
    }

    @Override
    public void model(ModelRevision revision) {}

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
}
