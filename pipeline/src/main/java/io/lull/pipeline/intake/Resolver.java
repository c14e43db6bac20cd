package io.lull.pipeline.intake;

import io.lull.pipeline.model.Events;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Event;
import io.lull.schema.Node;

/** Finds the CIs that an event names. */
public final class Resolver {
  private final Topology topology;

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
    Topology.Match match = topology.match(event.getResource());
    Node node = match.node();
    resolved.setResolved(node != null);
    if (node == null) {
      resolved.setDomain(Topology.DEFAULT_DOMAIN);
    } else {
      resolved.setDomain(topology.domain(node.getId()));
      resolved.setResource(node.getId());
      if (event.getReportedResource() == null && !node.getId().equals(event.getResource())) {
        resolved.setReportedResource(event.getResource());
      }
    }
    if (event.getPeer() != null) {
      Node peer = topology.resolve(event.getPeer());
      resolved.setPeer(peer == null ? event.getPeer() : peer.getId());
    }
    return new Resolution(resolved, outcome(match));
  }

  private static Outcome outcome(Topology.Match match) {
    if (match.node() != null) {
      return Outcome.RESOLVED;
    }
    return match.ambiguous() ? Outcome.AMBIGUOUS : Outcome.UNKNOWN;
  }
}
