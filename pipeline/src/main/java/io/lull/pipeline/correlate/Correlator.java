package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The life of incidents: alarms come in the order in which they happened, incidents open, go on,
 * merge and are resolved. Knows no stream processor; time is what it is told.
 *
 * <p>Every alarm is in a group. A group that nothing was said of yet (revision 0) opens when it
 * deserves to (one alarm of the minimum severity, or slighter ones on a quorum of resources) and
 * the settle time has passed; else it is forgotten when its window has and its alarms are cleared
 * (an active one may yet get worse; deduplication sees to it that none is active for ever). Which
 * group an alarm joins is decided by {@link Matching}, what is said of one by {@link Report}.
 *
 * <p>Cost: an alarm costs the search of its own surroundings; a revision costs the size of its
 * incident, at most once in an update interval. Other incidents are never looked at.
 */
final class Correlator {

  /** What happens without leaving an incident. */
  enum Counted {
    /** Alarms too slight to open an incident, over and joined by nothing within the window. */
    EXPIRED_ALARMS("expiredAlarms"),
    /** An alarm that is over was cleared again or spoke late; its incident is resolved. */
    CHANGES_WITHOUT_INCIDENT("changesWithoutIncident"),
    /** An alarm beyond those an incident carries whole. */
    ALARMS_BEYOND_LIMIT("alarmsBeyondLimit");

    final String metric;

    Counted(String metric) {
      this.metric = metric;
    }
  }

  /** Where results go. */
  interface Sink {
    void incident(Incident incident);

    void membership(Membership membership);

    /** Asks to be called at this time. */
    void wakeAt(long timeMillis);

    void count(Counted what, long number);
  }

  /** The older survives, one that people know of before one they do not. */
  private static final Comparator<GroupState> SENIORITY =
      Comparator.comparing(GroupState::open)
          .reversed()
          .thenComparingLong(g -> g.openedMillis)
          .thenComparing(g -> g.id);

  private final CorrelateOptions options;
  private final Topology topology;
  private final Upstream upstream;
  private final Tables tables;
  private final Groups groups;
  private final Matching matching;
  private final Sink sink;

  Correlator(CorrelateOptions options, Topology topology, Tables tables, Sink sink) {
    this.options = options;
    this.topology = topology;
    this.upstream = new Upstream(topology, options);
    this.tables = tables;
    this.groups = new Groups(tables, options);
    this.matching = new Matching(tables, options);
    this.sink = sink;
  }

  /**
   * Takes the next change of an alarm.
   *
   * @param now event time, milliseconds since the epoch
   */
  void take(String domain, AlarmChange change, long now) {
    AlarmState known = tables.alarms().get(AlarmState.key(change));
    GroupState group = known == null ? null : tables.groups().get(known.group());
    if (known != null && group != null) {
      change(group, known, change, now);
    } else if (!raises(change)) {
      sink.count(Counted.CHANGES_WITHOUT_INCIDENT, 1);
      return;
    } else {
      group = join(domain, change, now);
    }
    qualify(group, now);
    schedule(group);
  }

  /** An alarm that is active is always known, so other changes of unknown ones are leftovers. */
  private static boolean raises(AlarmChange change) {
    return change.kind() == AlarmChange.Kind.RAISED || change.kind() == AlarmChange.Kind.FLAPPING;
  }

  private void change(GroupState group, AlarmState known, AlarmChange change, long now) {
    AlarmState after = known.after(change);
    tables.alarms().put(AlarmState.key(change), after);
    group.severity = Groups.higher(group.severity, after.severity());
    group.activeGrave += after.gravelyActive(options.minSeverity()) ? 1 : 0;
    group.activeGrave -= known.gravelyActive(options.minSeverity()) ? 1 : 0;
    if (known.active() && !after.active()) {
      group.active--;
      group.cleared++;
      group.lastClearMillis = Math.max(group.lastClearMillis, now);
    } else if (!known.active() && after.active()) {
      group.active++;
      group.raisedAgain++;
      group.lastRaiseMillis = Math.max(group.lastRaiseMillis, now);
    }
    group.dirty(now);
  }

  private GroupState join(String domain, AlarmChange change, long now) {
    Site site = Site.of(change, topology);
    Map<String, Upstream.Reach> causes = upstream.of(site);
    Matching.Result match = matching.match(site, change.qualifier(), causes, now);
    GroupState group = match.best();
    if (group == null) {
      group = start(domain, change);
    } else {
      group = unite(group, match.linked(), now);
    }
    boolean whole = group.alarms < options.maxMembers();
    if (!whole) {
      sink.count(Counted.ALARMS_BEYOND_LIMIT, 1);
    }
    group.openedMillis = Math.min(group.openedMillis, change.raisedMillis());
    group.lastRaiseMillis = Math.max(group.lastRaiseMillis, now);
    group.joined++;
    group.dirty(now);
    groups.add(
        group, AlarmState.key(change), AlarmState.first(change, site, group.id, whole), causes);
    return group;
  }

  private static GroupState start(String domain, AlarmChange change) {
    GroupState group = new GroupState();
    group.id = incidentId(domain, change.eventId());
    group.domain = domain;
    group.openedMillis = change.raisedMillis();
    return group;
  }

  private GroupState unite(GroupState first, List<GroupState> linked, long now) {
    if (linked.isEmpty()) {
      return first;
    }
    List<GroupState> all = new ArrayList<>(linked);
    all.add(first);
    all.sort(SENIORITY);
    GroupState survivor = all.get(0);
    for (GroupState other : all.subList(1, all.size())) {
      if (other.open()) {
        Incident last =
            new Report(other, groups.alarms(other), topology, options)
                .incident(IncidentState.MERGED, now, List.of("merged into " + survivor.id));
        last.setMergedInto(survivor.id);
        sink.incident(last);
        survivor.note("merged " + other.id);
      }
      groups.merge(survivor, other, upstream);
    }
    return survivor;
  }

  /** Notes when a group begins to deserve an incident. */
  private void qualify(GroupState group, long now) {
    boolean deserves =
        group.severity.compareTo(options.minSeverity()) >= 0 || group.resources >= options.quorum();
    if (deserves && group.qualifiedMillis == GroupState.NEVER) {
      group.qualifiedMillis = now;
    }
  }

  /** Does what is due at a time that was asked for. */
  void wake(long time) {
    KeyPage due = tables.due().get(time);
    if (due == null) {
      return;
    }
    tables.due().remove(time);
    for (String id : due.keys()) {
      GroupState group = tables.groups().get(id);
      if (group != null && group.dueMillis == time) {
        group.dueMillis = GroupState.NEVER;
        if (act(group, time)) {
          schedule(group);
        }
      }
    }
  }

  /** Returns false where the group is gone. */
  private boolean act(GroupState group, long now) {
    if (!group.open() && group.qualifiedMillis == GroupState.NEVER) {
      if (group.active == 0 && now >= after(group.lastRaiseMillis, options.windowMillis())) {
        sink.count(Counted.EXPIRED_ALARMS, group.alarms);
        groups.remove(group);
        return false;
      }
      return true;
    }
    if (group.open() && group.over(options.minSeverity()) && now >= resolveMillis(group)) {
      emit(group, IncidentState.RESOLVED, now);
      groups.remove(group);
      return false;
    }
    if (now >= tellMillis(group)) {
      emit(group, IncidentState.OPEN, now);
    }
    return true;
  }

  private void emit(GroupState group, IncidentState state, long now) {
    Report report = new Report(group, groups.alarms(group), topology, options);
    List<String> changes = Changes.of(group, report.cause(), state == IncidentState.RESOLVED);
    sink.incident(report.incident(state, now, changes));
    for (AlarmState told : report.memberships(sink::membership)) {
      tables.alarms().put(told.key(), told);
    }
    group.revision++;
    group.cause = report.cause();
    group.lastEmitMillis = now;
    group.told();
  }

  /** Writes the group and sees to it that it is looked at in time. */
  private void schedule(GroupState group) {
    long next = nextMillis(group);
    if (next != GroupState.NEVER
        && (group.dueMillis == GroupState.NEVER || next < group.dueMillis)) {
      group.dueMillis = next;
      KeyPage page = tables.due().get(next);
      tables.due().put(next, (page == null ? new KeyPage(List.of()) : page).plus(group.id));
      sink.wakeAt(next);
    }
    tables.groups().put(group.id, group);
  }

  private long nextMillis(GroupState group) {
    if (!group.open() && group.qualifiedMillis == GroupState.NEVER) {
      return group.active > 0
          ? GroupState.NEVER
          : Math.max(group.lastClearMillis, after(group.lastRaiseMillis, options.windowMillis()));
    }
    long tell = tellMillis(group);
    boolean over = group.open() && group.over(options.minSeverity());
    long resolve = over ? resolveMillis(group) : Long.MAX_VALUE;
    long next = Math.min(tell, resolve);
    return next == Long.MAX_VALUE ? GroupState.NEVER : next;
  }

  private long tellMillis(GroupState group) {
    if (!group.open()) {
      return after(group.qualifiedMillis, options.settleMillis());
    }
    return group.dirtyMillis == GroupState.NEVER
        ? Long.MAX_VALUE
        : Math.max(group.dirtyMillis, after(group.lastEmitMillis, options.updateIntervalMillis()));
  }

  private long resolveMillis(GroupState group) {
    // Never before what was told last: a group may open after all its alarms were cleared.
    return Math.max(
        group.lastEmitMillis, after(group.lastClearMillis, options.resolveHoldMillis()));
  }

  /** A sum that stays in range at the ends of time. */
  private static long after(long time, long millis) {
    long sum = time + millis;
    return sum < time ? Long.MAX_VALUE - 1 : sum;
  }

  static String incidentId(String domain, String event) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(domain.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(event.getBytes(StandardCharsets.UTF_8));
      return "inc-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
