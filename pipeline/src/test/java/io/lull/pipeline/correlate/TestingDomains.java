package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.Node;
import io.lull.schema.Severity;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A correlator for each domain, routes between them, and the place where they are joined, all with
 * tables on the heap: as the operators do it, at one time after the other.
 */
final class TestingDomains {

  final Topology topology = new Topology();
  final List<Incident> revisions = new ArrayList<>();
  final List<Membership> memberships = new ArrayList<>();
  int handovers;
  private final TestingDesk alarms = new TestingDesk();
  private final CorrelateOptions options;
  private final AlarmRouting.Router router;
  private final Map<String, List<String>> copies = new HashMap<>();
  private final Map<String, Place> places = new TreeMap<>();
  private final List<Handover> handedOver = new ArrayList<>();
  private final Place joined;

  TestingDomains() {
    this(CorrelateOptions.DEFAULT);
  }

  TestingDomains(CorrelateOptions options) {
    this.options = options;
    router = new DomainRouting(options).over(topology);
    joined = new Place(Territory.joined(topology), true);
  }

  /** One correlator with its state. */
  private final class Place implements Correlator.Sink {
    final TestingTables tables = new TestingTables();
    final TreeSet<Long> timers = new TreeSet<>();
    private final Territory territory;
    private final boolean isJoined;
    Correlator correlator;

    Place(Territory territory, boolean isJoined) {
      this.territory = territory;
      this.isJoined = isJoined;
      correlator = new Correlator(options, topology, tables, territory, this);
    }

    void restart() {
      tables.save();
      tables.restore();
      correlator = new Correlator(options, topology, tables, territory, this);
    }

    @Override
    public void incident(Incident incident) {
      revisions.add(incident);
    }

    @Override
    public void membership(Membership membership) {
      memberships.add(isJoined ? membership.asJoined() : membership);
    }

    @Override
    public void model(ModelRevision revision) {}

    @Override
    public void wakeAt(long timeMillis) {
      timers.add(timeMillis);
    }

    @Override
    public void count(Correlator.Counted what, long number) {}
  }

  /** Puts a CI into a domain. */
  TestingDomains node(String id, String type, String domain) {
    topology.apply(
        TopologyChange.newBuilder()
            .setOp(ChangeOp.UPSERT)
            .setNode(Node.newBuilder().setId(id).setType(type).setDomain(domain).build())
            .build());
    return this;
  }

  TestingDomains relation(String from, String type, String to) {
    topology.apply(TestingDesk.relationOf(from, type, to));
    return this;
  }

  /** Raises a grave alarm that names nothing else. */
  TestingDomains raise(double at, String resource, String type) {
    return take(alarms.raised(at, resource, type));
  }

  /** Raises a grave alarm that names a peer. */
  TestingDomains raise(double at, String resource, String type, String peer) {
    return take(alarms.raised(at, resource, type, "", peer, Severity.MAJOR));
  }

  TestingDomains clear(double at, String resource, String type) {
    return take(alarms.cleared(at, resource, type));
  }

  TestingDomains until(double at) {
    runBefore(TestingDesk.millis(at) + 1);
    return this;
  }

  /** Clears everything that was raised. */
  TestingDomains clearAll(double at) {
    alarms.cleared(at).forEach(this::take);
    return this;
  }

  Incident only() {
    List<Incident> all = incidents();
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " incidents: " + all);
    }
    return all.get(0);
  }

  /** Takes a change whose domain does not matter. */
  TestingDomains take(AlarmChange change) {
    runBefore(change.timeMillis());
    AlarmChange own = TestingDesk.inDomain(change, topology.domain(change.resource()));
    give(own);
    String key = AlarmLife.key(change);
    if (change.kind() == AlarmChange.Kind.RAISED) {
      copies.put(key, List.copyOf(router.beyond(own)));
    }
    copies.getOrDefault(key, List.of()).forEach(domain -> give(own.copyFor(domain)));
    if (change.kind() == AlarmChange.Kind.CLEARED) {
      copies.remove(key);
    }
    join(change.timeMillis());
    return this;
  }

  private void give(AlarmChange change) {
    Place place =
        places.computeIfAbsent(
            change.domain(), d -> new Place(Territory.domain(topology, handedOver::add), false));
    place.correlator.take(change.domain(), change, change.timeMillis());
  }

  /** What was handed over at this time; what is due where they come from later. */
  private void join(long now) {
    if (handedOver.isEmpty()) {
      return;
    }
    wakeBefore(joined, now);
    List<Handover> all = new ArrayList<>(handedOver);
    handedOver.clear();
    all.sort(Handover.ORDER);
    for (Handover handover : all) {
      handovers++;
      joined.correlator.take(handover, now);
    }
  }

  private static void wakeBefore(Place place, long time) {
    while (!place.timers.isEmpty() && place.timers.first() < time) {
      place.correlator.wake(place.timers.pollFirst());
    }
  }

  private void runBefore(long time) {
    for (long next = nextTimer(); next < time; next = nextTimer()) {
      for (Place place : places.values()) {
        wakeBefore(place, next + 1);
      }
      join(next);
    }
    wakeBefore(joined, time);
  }

  private long nextTimer() {
    return places.values().stream()
        .filter(place -> !place.timers.isEmpty())
        .mapToLong(place -> place.timers.first())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Lets all timers fire. */
  TestingDomains end() {
    runBefore(Long.MAX_VALUE);
    return this;
  }

  /** All of them go on from what they have in state. */
  TestingDomains restart() {
    places.values().forEach(Place::restart);
    joined.restart();
    return this;
  }

  /** Entries in the state of all. */
  int size() {
    return joined.tables.size() + places.values().stream().mapToInt(p -> p.tables.size()).sum();
  }

  boolean hasTimers() {
    return !joined.timers.isEmpty() || nextTimer() != Long.MAX_VALUE;
  }

  /** The last revision of each incident that was not merged into another, by id. */
  List<Incident> incidents() {
    Map<String, Incident> last = new TreeMap<>();
    revisions.forEach(revision -> last.put(revision.getId(), revision));
    return last.values().stream().filter(i -> i.getState() != IncidentState.MERGED).toList();
  }

  /** The incident of each event in the end. */
  Map<String, String> members() {
    Map<String, Incident> last = new TreeMap<>();
    revisions.forEach(revision -> last.put(revision.getId(), revision));
    Map<String, String> members = new TreeMap<>();
    for (Membership membership : memberships) {
      String id = membership.incident();
      for (Incident known = last.get(id);
          known != null && known.getMergedInto() != null;
          known = last.get(id)) {
        id = known.getMergedInto();
      }
      members.put(membership.event(), id);
    }
    return members;
  }
}
