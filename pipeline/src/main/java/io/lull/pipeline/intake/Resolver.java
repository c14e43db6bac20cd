package io.lull.pipeline.intake;

import io.lull.pipeline.model.Events;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Event;
import org.jspecify.annotations.Nullable;

/**
 * Finds the CIs that an event names.
 *
 * <p>Whom a name means is remembered while the topology stays as it is: a table of fixed size in
 * which the newcomer takes the slot. Whether it was remembered changes nothing but the time.
 */
public final class Resolver {
  private static final int SLOTS = 1 << 15;

  /** As long as a domain name may be; the table stays small whatever senders call themselves. */
  private static final int MAX_KNOWN_CHARS = 253;

  private final Topology topology;
  private final @Nullable Known[] known = new Known[SLOTS];

  /** Whether the resource of an event was found. */
  public enum Outcome {
    /** It is a CI of the topology. */
    RESOLVED,
    /** No CI has the name. */
    UNKNOWN,
    /** Several CIs have the name, so it means none of them. */
    AMBIGUOUS
  }

  /** The event with the CIs that were found. */
  public record Resolution(Event event, Outcome outcome) {}

  /** Whom a name meant in a version of the topology; the id is the name itself where none. */
  private record Known(String name, long version, String id, String domain, Outcome outcome) {}

  /** A resolver on a view that its owner goes on changing. */
  public Resolver(Topology topology) {
    this.topology = topology;
  }

  /**
   * Resolves resource and peer; the qualifier (interface, neighbour address, mount point) is left
   * as it is. {@code reportedResource} keeps the sender's name where the CI has another.
   *
   * @return a new event; the one given is not changed
   */
  public Resolution resolve(Event event) {
    Event resolved = Events.copy(event);
    String reported = event.getResource();
    Known resource = find(reported);
    resolved.setResolved(resource.outcome == Outcome.RESOLVED);
    resolved.setDomain(resource.domain);
    resolved.setResource(resource.id);
    if (event.getReportedResource() == null && !resource.id.equals(reported)) {
      resolved.setReportedResource(reported);
    }
    if (event.getPeer() != null) {
      resolved.setPeer(find(event.getPeer()).id);
    }
    return new Resolution(resolved, resource.outcome);
  }

  private Known find(String name) {
    if (name.length() > MAX_KNOWN_CHARS) {
      return look(name);
    }
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 15) & SLOTS - 1;
    Known found = known[slot];
    if (found == null || found.version != topology.version() || !found.name.equals(name)) {
      found = look(name);
      known[slot] = found;
    }
    return found;
  }

  private Known look(String name) {
    int index = topology.find(name);
    if (index >= 0) {
      String id = topology.id(index);
      String domain = topology.domain(index);
      return new Known(
          name, topology.version(), id.equals(name) ? name : id, domain, Outcome.RESOLVED);
    }
    Outcome outcome = index == Topology.AMBIGUOUS ? Outcome.AMBIGUOUS : Outcome.UNKNOWN;
    return new Known(name, topology.version(), name, Topology.DEFAULT_DOMAIN, outcome);
  }
}
