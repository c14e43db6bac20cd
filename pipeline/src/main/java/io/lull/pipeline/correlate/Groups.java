package io.lull.pipeline.correlate;

import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Keeps the tables of one domain consistent: an incident with its alarms, its sites, and the nodes
 * it is noted under. Adding an alarm touches one page, and the nodes above it if its site is new.
 */
final class Groups {

  private final Tables tables;
  private final CorrelateOptions options;

  Groups(Tables tables, CorrelateOptions options) {
    this.tables = tables;
    this.options = options;
  }

  /** Adds a new member alarm. The group is written. */
  void add(GroupState group, String key, AlarmState alarm, Map<String, Upstream.Reach> upstream) {
    tables.alarms().put(key, alarm);
    append(group.alarmPage(group.alarms / KeyPage.SIZE), key);
    group.alarms++;
    group.active += alarm.active() ? 1 : 0;
    group.activeGrave += alarm.gravelyActive(options.minSeverity()) ? 1 : 0;
    group.severity = higher(group.severity, alarm.severity());
    addSite(group, alarm.site(), 1, upstream);
    addPlace(group, alarm);
    tables.groups().put(group.id, group);
  }

  private void addSite(
      GroupState group, Site site, int alarms, Map<String, Upstream.Reach> upstream) {
    String key = group.id + Tables.SEPARATOR + site.key();
    SiteState known = tables.sites().get(key);
    if (known != null) {
      SiteState more =
          new SiteState(known.resource(), known.peer(), known.alarms() + alarms, known.nodes());
      tables.sites().put(key, more);
      return;
    }
    append(group.sitePage(group.sites / KeyPage.SIZE), key);
    group.sites++;
    tables
        .sites()
        .put(
            key,
            new SiteState(
                site.resource(), site.peer(), alarms, new ArrayList<>(upstream.keySet())));
    for (Upstream.Reach reach : upstream.values()) {
      noteNode(group, site, reach);
    }
  }

  private void addPlace(GroupState group, AlarmState alarm) {
    String key = Site.placeKey(group.id, alarm.resource(), alarm.qualifier());
    if (!key.isEmpty() && tables.sites().get(key) == null) {
      tables.sites().put(key, new SiteState(alarm.resource(), alarm.peer(), 1, List.of()));
      append(group.placePage(group.places / KeyPage.SIZE), key);
      group.places++;
    }
  }

  private void noteNode(GroupState group, Site site, Upstream.Reach reach) {
    NodeState node = tables.nodes().get(reach.node());
    NodeState state = node == null ? NodeState.NONE : node;
    NodeState.Part before = state.part(group.id);
    boolean own = reach.node().equals(site.resource());
    boolean near = reach.byDependency() && reach.hops() <= options.maxHops();
    NodeState.Part part =
        new NodeState.Part(
            group.id,
            own ? 1 : 0,
            site.touches(reach.node()) ? 1 : 0,
            own && site.peer() == null ? 1 : 0,
            near ? 1 : 0,
            1);
    if (own && before.resource() == 0) {
      group.resources++;
    }
    tables.nodes().put(reach.node(), state.with(before.plus(part)));
  }

  /** Moves all of one group into another and removes it. */
  void merge(GroupState into, GroupState from, Upstream upstream) {
    List<AlarmState> moved = alarms(from);
    remove(from);
    into.openedMillis = Math.min(into.openedMillis, from.openedMillis);
    into.lastRaiseMillis = Math.max(into.lastRaiseMillis, from.lastRaiseMillis);
    into.lastClearMillis = Math.max(into.lastClearMillis, from.lastClearMillis);
    into.qualifiedMillis = earlier(into.qualifiedMillis, from.qualifiedMillis);
    into.joined += moved.size();
    for (AlarmState alarm : moved) {
      add(into, alarm.key(), alarm.in(into.id), upstream.of(alarm.site()));
    }
  }

  private static long earlier(long one, long other) {
    if (one == GroupState.NEVER || other == GroupState.NEVER) {
      return Math.max(one, other);
    }
    return Math.min(one, other);
  }

  /** Forgets the group and all that was noted because of it. */
  void remove(GroupState group) {
    for (int page = 0; page * KeyPage.SIZE < group.alarms; page++) {
      page(group.alarmPage(page)).keys().forEach(tables.alarms()::remove);
      tables.pages().remove(group.alarmPage(page));
    }
    TreeSet<String> nodes = new TreeSet<>();
    for (int page = 0; page * KeyPage.SIZE < group.sites; page++) {
      for (String key : page(group.sitePage(page)).keys()) {
        SiteState site = tables.sites().get(key);
        if (site != null) {
          nodes.addAll(site.nodes());
        }
        tables.sites().remove(key);
      }
      tables.pages().remove(group.sitePage(page));
    }
    for (int page = 0; page * KeyPage.SIZE < group.places; page++) {
      page(group.placePage(page)).keys().forEach(tables.sites()::remove);
      tables.pages().remove(group.placePage(page));
    }
    nodes.forEach(node -> forget(group.id, node));
    tables.groups().remove(group.id);
  }

  private void forget(String group, String node) {
    NodeState state = tables.nodes().get(node);
    if (state == null) {
      return;
    }
    NodeState rest = state.without(group);
    if (rest.parts().isEmpty()) {
      tables.nodes().remove(node);
    } else {
      tables.nodes().put(node, rest);
    }
  }

  /** The group's alarms, in the order they joined. */
  List<AlarmState> alarms(GroupState group) {
    List<AlarmState> all = new ArrayList<>(group.alarms);
    for (int page = 0; page * KeyPage.SIZE < group.alarms; page++) {
      for (String key : page(group.alarmPage(page)).keys()) {
        AlarmState alarm = tables.alarms().get(key);
        if (alarm != null) {
          all.add(alarm);
        }
      }
    }
    return all;
  }

  private void append(String page, String key) {
    tables.pages().put(page, page(page).plus(key));
  }

  private KeyPage page(String key) {
    KeyPage page = tables.pages().get(key);
    return page == null ? new KeyPage(List.of()) : page;
  }

  static Severity higher(Severity one, Severity other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
