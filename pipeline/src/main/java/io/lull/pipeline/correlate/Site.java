package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.InterfaceNames;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an alarm is: on a resource, or on what the resource shares with a peer. Several alarms of
 * one site are one symptom.
 *
 * @param resource CI id
 * @param peer CI id of the other end; null if the alarm is about the resource alone
 * @param place what on the resource the alarm is about where it names no peer: a port, a mount
 *     point, a queue; empty if it does not say
 */
record Site(String resource, @Nullable String peer, String place) {

  /** Of Alertmanager, AWS, and events of Kubernetes ({@code kind/namespace/name}). */
  private static final Pattern IDENTITY =
      Pattern.compile(
          "[0-9a-f]{16}|arn:.+|(?:pod|node|service|ingress|deployment|statefulset|daemonset"
              + "|replicaset|job|cronjob)/[^/]*/[^/]+");

  /** Links of one CI that are searched for an interface. */
  private static final int MOST_LINKS = 4_096;

  /**
   * The site of an alarm. A peer that the alarm does not name, or by a name nobody knows, is looked
   * up by its interface: the qualifier of the alarm against the interfaces of the resource's links.
   * Where a peer is named but not known the qualifier may be its address: routers of one AS are
   * told apart by that.
   */
  static Site of(AlarmChange alarm, Topology topology, FailureModel model) {
    String peer = alarm.peer();
    if (peer == null || peer.isEmpty()) {
      peer = linkedPeer(alarm.resource(), alarm.qualifier(), topology, model);
    } else if (topology.node(peer) == null && !alarm.qualifier().isEmpty()) {
      String linked = linkedPeer(alarm.resource(), alarm.qualifier(), topology, model);
      Node addressed = topology.resolve(alarm.qualifier());
      peer = linked != null ? linked : addressed != null ? addressed.getId() : peer;
    }
    return peer == null || peer.isEmpty() || peer.equals(alarm.resource())
        ? new Site(alarm.resource(), null, InterfaceNames.canonical(alarm.qualifier()))
        : new Site(alarm.resource(), peer, "");
  }

  private static @Nullable String linkedPeer(
      String resource, String qualifier, Topology topology, FailureModel model) {
    if (qualifier.isEmpty()) {
      return null;
    }
    String peer = linkedPeer(topology.relationsFrom(resource), true, qualifier, model);
    return peer != null
        ? peer
        : linkedPeer(topology.relationsTo(resource), false, qualifier, model);
  }

  private static @Nullable String linkedPeer(
      Collection<Relation> links, boolean outgoing, String qualifier, FailureModel model) {
    int left = MOST_LINKS;
    for (Relation link : links) {
      if (--left < 0) {
        return null;
      }
      if (matches(link, outgoing ? "fromInterface" : "toInterface", qualifier)
          && model.travel(link.getType()) == Travel.CONNECTION) {
        return outgoing ? link.getTo() : link.getFrom();
      }
    }
    return null;
  }

  private static boolean matches(Relation link, String attribute, String qualifier) {
    String name = link.getAttributes().get(attribute);
    return name != null && InterfaceNames.same(name, qualifier);
  }

  boolean touches(String node) {
    return node.equals(resource) || node.equals(peer);
  }

  /** The two ends in one order, or null without a peer. */
  @Nullable Link link() {
    return peer == null ? null : Link.of(resource, peer);
  }

  boolean isNode() {
    return peer == null && place.isEmpty();
  }

  /**
   * Whether the alarm is about the resource as a whole. What tells alarms apart and names no place
   * is no part of it: the fingerprint of an alert, the ARN of an alarm, the object itself.
   */
  boolean isOfWhole() {
    return peer == null && (place.isEmpty() || IDENTITY.matcher(place).matches());
  }

  /** Whether both have one {@link #key}. */
  boolean isSame(Site other) {
    String otherEnd = other.peer;
    if (peer == null || otherEnd == null) {
      return peer == null
          && otherEnd == null
          && resource.equals(other.resource)
          && place.equals(other.place);
    }
    return resource.equals(other.resource)
        ? peer.equals(otherEnd)
        : resource.equals(otherEnd) && peer.equals(other.resource);
  }

  /** One for both ends of a link. */
  String key() {
    return peer == null
        ? resource + Tables.SEPARATOR + Tables.SEPARATOR + place
        : Link.of(resource, peer).a() + Tables.SEPARATOR + Link.of(resource, peer).b();
  }
}
