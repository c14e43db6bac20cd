package io.lull.pipeline.correlate;

import io.lull.benchmark.storm.Grouping;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Incident;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/**
 * As {@link StormDriver}, with a correlator for each domain, routes between them, and the place
 * where they are joined.
 */
@NullMarked
public final class DomainsDriver {
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private final Topology topology;
  private final AlarmRouting.Router router;
  private final Cost cost;
  private final Map<String, Incident> last = new HashMap<>();
  private final Map<String, String> members = new HashMap<>();
  private final Map<String, List<String>> copies = new HashMap<>();
  private final Map<String, Place> places = new TreeMap<>();
  private final List<Handover> handedOver = new ArrayList<>();
  private final Place joined;

  /** What the domains cost, over all storms. */
  public static final class Cost {
    /** Times an alarm was raised. */
    public long raised;

    /** Copies of these for other domains. */
    public long copies;

    /** Of alarms that were raised those that were handed over. */
    public long handedOver;

    /** Processor time that finding the routes took. */
    public long routingNanos;
  }

  private DomainsDriver(Topology topology, Cost cost) {
    this.topology = topology;
    this.cost = cost;
    router = new DomainRouting(CorrelateOptions.DEFAULT).over(topology);
    joined = new Place(Territory.joined(topology));
  }

  /**
   * Correlates a storm with default options until nothing is left to do.
   *
   * @param changes in the order of their stream time, each for the domain of its resource
   */
  public static Grouping run(Topology topology, List<AlarmChange> changes, Cost cost) {
    DomainsDriver driver = new DomainsDriver(topology, cost);
    long now = Long.MIN_VALUE;
    for (AlarmChange change : changes) {
      now = Math.max(now, change.timeMillis());
      driver.runBefore(now);
      driver.take(change, now);
    }
    driver.runBefore(Long.MAX_VALUE);
    return StormDriver.grouping(driver.members, driver.last);
  }

  private void take(AlarmChange change, long now) {
    AlarmChange own = inDomain(change, topology.domain(change.resource()));
    give(own, now);
    String key = AlarmLife.key(change);
    if (change.kind() == AlarmChange.Kind.RAISED) {
      long began = THREAD.getCurrentThreadCpuTime();
      copies.put(key, List.copyOf(router.beyond(own)));
      cost.routingNanos += THREAD.getCurrentThreadCpuTime() - began;
      cost.raised++;
      cost.copies += copies.get(key).size();
    }
    for (String domain : copies.getOrDefault(key, List.of())) {
      give(own.copyFor(domain), now);
    }
    join(now);
  }

  private static AlarmChange inDomain(AlarmChange c, String domain) {
    return new AlarmChange(
        c.kind(),
        c.eventId(),
        c.timeMillis(),
        c.raisedMillis(),
        c.resource(),
        c.type(),
        c.qualifier(),
        c.resolved(),
        domain,
        c.severity(),
        c.message(),
        c.peer(),
        c.count(),
        c.events(),
        c.late());
  }

  private void give(AlarmChange change, long now) {
    places
        .computeIfAbsent(
            change.domain(), d -> new Place(Territory.domain(topology, handedOver::add)))
        .correlator
        .take(change.domain(), change, now);
  }

  private void join(long now) {
    if (handedOver.isEmpty()) {
      return;
    }
    joined.wakeBefore(now);
    List<Handover> all = new ArrayList<>(handedOver);
    handedOver.clear();
    all.sort(Handover.ORDER);
    for (Handover handover : all) {
      AlarmChange change = handover.change();
      cost.handedOver += handover.alarms().size();
      cost.handedOver += change != null && change.kind() == AlarmChange.Kind.RAISED ? 1 : 0;
      joined.correlator.take(handover, now);
    }
  }

  private void runBefore(long time) {
    for (long next = nextWakeUp(); next < time; next = nextWakeUp()) {
      for (Place place : places.values()) {
        place.wakeBefore(next + 1);
      }
      join(next);
    }
    joined.wakeBefore(time);
  }

  private long nextWakeUp() {
    long next = Long.MAX_VALUE;
    for (Place place : places.values()) {
      next = place.wakeUps.isEmpty() ? next : Math.min(next, place.wakeUps.first());
    }
    return next;
  }

  /** One correlator. */
  private final class Place implements Correlator.Sink {
    private final TreeSet<Long> wakeUps = new TreeSet<>();
    private final Correlator correlator;

    Place(Territory territory) {
      correlator =
          new Correlator(CorrelateOptions.DEFAULT, topology, new HeapTables(), territory, this);
    }

    void wakeBefore(long time) {
      while (!wakeUps.isEmpty() && wakeUps.first() < time) {
        correlator.wake(wakeUps.pollFirst());
      }
    }

    @Override
    public void incident(Incident incident) {
      last.put(incident.getId(), incident);
    }

    @Override
    public void model(ModelRevision revision) {
      // A storm teaches nothing to the next.
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
}
