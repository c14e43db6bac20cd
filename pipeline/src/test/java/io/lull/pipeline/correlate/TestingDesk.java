package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.Severity;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A correlator with tables on the heap and a clock that the test moves. Times are in seconds. */
final class TestingDesk {

  static final String DOMAIN = "default";

  final Topology topology = new Topology();
  final TestingTables tables = new TestingTables();
  final List<Incident> revisions = new ArrayList<>();
  final List<Membership> memberships = new ArrayList<>();
  final List<ModelRevision> models = new ArrayList<>();
  final Map<Correlator.Counted, Long> counted = new EnumMap<>(Correlator.Counted.class);
  final TreeSet<Long> timers = new TreeSet<>();
  private final Map<String, AlarmChange> raised = new LinkedHashMap<>();
  private final CorrelateOptions options;
  private Correlator correlator;
  private int events;

  TestingDesk() {
    this(CorrelateOptions.DEFAULT);
  }

  TestingDesk(CorrelateOptions options) {
    this.options = options;
    correlator = new Correlator(options, topology, tables, new ToLists());
  }

  /** Takes a snapshot and goes on from it in a correlator that knows nothing else. */
  TestingDesk restart() {
    tables.save();
    tables.restore();
    correlator = new Correlator(options, topology, tables, new ToLists());
    return this;
  }

  /** Takes over what release 0.1 kept. */
  TestingDesk takeOver(double at, GroupState old, AlarmState... alarms) {
    correlator.takeOver(old, List.of(alarms), millis(at));
    return this;
  }

  TestingDesk node(String id, String type) {
    topology.apply(
        TopologyChange.newBuilder()
            .setOp(ChangeOp.UPSERT)
            .setNode(Node.newBuilder().setId(id).setType(type).build())
            .build());
    return this;
  }

  TestingDesk relation(String from, String type, String to, String... attributes) {
    topology.apply(relationOf(from, type, to, attributes));
    return this;
  }

  static TopologyChange relationOf(String from, String type, String to, String... attributes) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      all.put(attributes[i], attributes[i + 1]);
    }
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.UPSERT)
        .setRelation(
            Relation.newBuilder().setFrom(from).setTo(to).setType(type).setAttributes(all).build())
        .build();
  }

  static AlarmChange inDomain(AlarmChange c, String domain) {
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
        c.events());
  }

  TestingDesk raise(double at, String resource, String type) {
    return raise(at, resource, type, "", null, Severity.MAJOR);
  }

  TestingDesk raise(double at, String resource, String type, Severity severity) {
    return raise(at, resource, type, "", null, severity);
  }

  TestingDesk raise(
      double at, String resource, String type, String qualifier, @Nullable String peer) {
    return raise(at, resource, type, qualifier, peer, Severity.MAJOR);
  }

  TestingDesk raise(
      double at,
      String resource,
      String type,
      String qualifier,
      @Nullable String peer,
      Severity severity) {
    return take(raised(at, resource, type, qualifier, peer, severity));
  }

  AlarmChange raised(double at, String resource, String type) {
    return raised(at, resource, type, "", null, Severity.MAJOR);
  }

  AlarmChange raised(
      double at,
      String resource,
      String type,
      String qualifier,
      @Nullable String peer,
      Severity severity) {
    long millis = millis(at);
    String event = "e" + ++events;
    AlarmChange change =
        new AlarmChange(
            AlarmChange.Kind.RAISED,
            event,
            millis,
            millis,
            resource,
            type,
            qualifier,
            true,
            DOMAIN,
            severity,
            type + " on " + resource,
            peer,
            1,
            List.of(new EventRef(event, millis)));
    raised.put(AlarmLife.key(change), change);
    return change;
  }

  TestingDesk clear(double at, String resource, String type) {
    return clear(at, resource, type, "");
  }

  TestingDesk clear(double at, String resource, String type, String qualifier) {
    return take(cleared(at, resource, type, qualifier));
  }

  AlarmChange cleared(double at, String resource, String type) {
    return cleared(at, resource, type, "");
  }

  private AlarmChange cleared(double at, String resource, String type, String qualifier) {
    AlarmChange before =
        raised.get(resource + Tables.SEPARATOR + type + Tables.SEPARATOR + qualifier);
    if (before == null) {
      throw new IllegalArgumentException(resource + " never raised " + type);
    }
    return later(before, AlarmChange.Kind.CLEARED, millis(at));
  }

  /** Clears everything that was raised. */
  TestingDesk clearAll(double at) {
    cleared(at).forEach(this::take);
    return this;
  }

  /** The clears of everything that was raised. */
  List<AlarmChange> cleared(double at) {
    return raised.values().stream()
        .map(change -> later(change, AlarmChange.Kind.CLEARED, millis(at)))
        .toList();
  }

  AlarmChange later(AlarmChange before, AlarmChange.Kind kind, long millis) {
    String event = "e" + ++events;
    return new AlarmChange(
        kind,
        before.eventId(),
        millis,
        before.raisedMillis(),
        before.resource(),
        before.type(),
        before.qualifier(),
        true,
        DOMAIN,
        before.severity(),
        before.message(),
        before.peer(),
        before.count() + 1,
        List.of(new EventRef(event, millis)));
  }

  TestingDesk take(AlarmChange change) {
    runBefore(change.timeMillis());
    correlator.take(DOMAIN, change, change.timeMillis());
    return this;
  }

  TestingDesk until(double at) {
    runBefore(millis(at) + 1);
    return this;
  }

  /** Lets all timers fire. */
  TestingDesk end() {
    runBefore(Long.MAX_VALUE);
    return this;
  }

  private void runBefore(long millis) {
    while (!timers.isEmpty() && timers.first() < millis) {
      correlator.wake(timers.pollFirst());
    }
  }

  static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  /** The last revision of each incident that was not merged into another, by id. */
  List<Incident> incidents() {
    Map<String, Incident> last = new TreeMap<>();
    revisions.forEach(revision -> last.put(revision.getId(), revision));
    return last.values().stream().filter(i -> i.getState() != IncidentState.MERGED).toList();
  }

  Incident only() {
    List<Incident> all = incidents();
    if (all.size() != 1) {
      throw new AssertionError(
          all.size() + " incidents: " + all.stream().map(Incident::getTitle).toList());
    }
    return all.get(0);
  }

  /** The final incident of each event. */
  Map<String, String> members() {
    Map<String, String> merged = new TreeMap<>();
    for (Incident revision : revisions) {
      if (revision.getMergedInto() != null) {
        merged.put(revision.getId(), revision.getMergedInto());
      } else {
        merged.remove(revision.getId());
      }
    }
    Map<String, String> members = new TreeMap<>();
    for (Membership membership : memberships) {
      String incident = membership.incident();
      while (merged.containsKey(incident)) {
        incident = merged.get(incident);
      }
      members.put(membership.event(), incident);
    }
    return members;
  }

  /** Forgets what was learned. */
  TestingDesk reset(double at) {
    runBefore(millis(at));
    correlator.forgetAt(millis(at), millis(at));
    return this;
  }

  private final class ToLists implements Correlator.Sink {
    @Override
    public void incident(Incident incident) {
      revisions.add(incident);
    }

    @Override
    public void membership(Membership membership) {
      memberships.add(membership);
    }

    @Override
    public void model(ModelRevision revision) {
      models.add(revision);
    }

    @Override
    public void wakeAt(long timeMillis) {
      timers.add(timeMillis);
    }

    @Override
    public void count(Correlator.Counted what, long number) {
      counted.merge(what, number, Long::sum);
    }
  }
}
