package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a node is to the open incidents around it.
 *
 * @param parts its part in each of them, the one noted longest ago first
 */
public record NodeState(List<Part> parts) {

  static final NodeState NONE = new NodeState(List.of());

  /**
   * A node that a whole site hangs on lies above many incidents at once. Of those it merely lies
   * above only the latest are kept: they are the ones an alarm can still join.
   */
  static final int MOST = 128;

  /**
   * The node's part in one incident, counted in sites.
   *
   * @param incident id of the incident
   * @param resource sites whose resource it is
   * @param about sites it is an end of
   * @param alone sites whose resource it is and that have no peer
   * @param near sites that depend on it within few relations
   * @param above sites it can explain
   */
  public record Part(String incident, int resource, int about, int alone, int near, int above) {

    static Part none(String incident) {
      return new Part(incident, 0, 0, 0, 0, 0);
    }

    Part plus(Part other) {
      return new Part(
          incident,
          resource + other.resource,
          about + other.about,
          alone + other.alone,
          near + other.near,
          above + other.above);
    }
  }

  /** The node's part in the incident; one without sites if it has none. */
  Part part(String incident) {
    for (Part part : parts) {
      if (part.incident().equals(incident)) {
        return part;
      }
    }
    return Part.none(incident);
  }

  /** This with a part set, as the latest. */
  NodeState with(Part part) {
    List<Part> all = new ArrayList<>(without(part.incident()).parts);
    if (all.size() >= MOST) {
      dropOldestBystander(all);
    }
    all.add(part);
    return new NodeState(all);
  }

  /** This without the incident. */
  NodeState without(String incident) {
    return new NodeState(parts.stream().filter(part -> !part.incident().equals(incident)).toList());
  }

  private static void dropOldestBystander(List<Part> all) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).about() == 0) {
        all.remove(i);
        return;
      }
    }
  }
}
