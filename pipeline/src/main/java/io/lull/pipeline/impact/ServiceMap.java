package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Part.Need;
import io.lull.pipeline.model.BusyHours;
import io.lull.pipeline.model.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The topology as impact sees it, CI by CI as they are asked for, and kept until the topology
 * changes: a revision of an incident then costs no look at the topology at all.
 *
 * <p>Bounded: {@value #MOST_KNOWN} CIs are kept, {@value #MOST_RELATIONS} relations of a CI looked
 * at in each direction.
 */
public final class ServiceMap {
  private static final int MOST_RELATIONS = 4_096;
  private static final int MOST_KNOWN = 50_000;

  private final Topology topology;
  private final Bonds bonds;
  private final Map<Integer, Part> known = new HashMap<>();
  private final Map<String, BusyHours> calendars = new HashMap<>();
  private long knownAt = -1;

  public ServiceMap(Topology topology, Bonds bonds) {
    this.topology = topology;
    this.bonds = bonds;
  }

  int indexOf(String id) {
    return topology.indexOf(id);
  }

  /** Version of the topology that what was looked up is of. */
  long version() {
    return topology.version();
  }

  /** Forgets what was looked up if the topology has changed since. */
  void refresh() {
    if (topology.version() != knownAt || known.size() > MOST_KNOWN) {
      known.clear();
      calendars.clear();
      knownAt = topology.version();
    }
  }

  /** The CI of an index. {@link #refresh} was called since the topology changed last. */
  Part part(int index) {
    Part part = known.get(index);
    if (part == null) {
      part = read(index);
      known.put(index, part);
    }
    return part;
  }

  private Part read(int index) {
    List<Need> needs = new ArrayList<>();
    Map<Integer, Need> members = new LinkedHashMap<>();
    int[] left = {MOST_RELATIONS};
    int[] ofRelations = {0};
    topology.forEachRelationFrom(
        index,
        (to, type, outgoing, relation) -> {
          String name = topology.relationType(type);
          // That something needs itself says nothing; taken at its word, a part lost would be all.
          switch (to == index ? Bonds.Bond.NONE : bonds.bond(name)) {
            case DEPENDENCY -> {
              double share = Fraction.of(topology.attribute(relation, "share"));
              String split = topology.attribute(relation, "split");
              needs.add(new Need(to, share, split, bonds.lag(name)));
            }
            case MEMBER -> {
              members.putIfAbsent(to, new Need(to, 1, null, bonds.lag(name)));
              int required = Fraction.count(topology.attribute(relation, "required"));
              ofRelations[0] = Math.max(ofRelations[0], required);
            }
            case NONE -> {}
          }
          return --left[0] > 0;
        });
    int own = Fraction.count(topology.nodeAttribute(index, "required"));
    int documented =
        Fraction.required(own > 0 ? own : ofRelations[0], members.size(), bonds.required());
    String id = topology.id(index);
    return new Part(
        id,
        topology.type(index),
        needs,
        List.copyOf(members.values()),
        documented,
        bonds.required(id, documented, members.size()),
        users(index),
        Fraction.of(topology.nodeAttribute(index, "revenueShare")),
        busyHours(index));
  }

  private int[] users(int index) {
    Set<Integer> users = new LinkedHashSet<>();
    int[] left = {MOST_RELATIONS};
    topology.forEachRelationTo(
        index,
        (from, type, outgoing, relation) -> {
          if (from != index && bonds.bond(topology.relationType(type)) != Bonds.Bond.NONE) {
            users.add(from);
          }
          return --left[0] > 0;
        });
    return users.stream().mapToInt(Integer::intValue).toArray();
  }

  private BusyHours busyHours(int index) {
    String text = topology.nodeAttribute(index, "busyHours");
    return text == null ? BusyHours.ALWAYS : calendars.computeIfAbsent(text, BusyHours::read);
  }
}
