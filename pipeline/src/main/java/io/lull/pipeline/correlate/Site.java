package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Where an alarm is: on a resource, or on what the resource shares with a peer. Several alarms of
 * one site are one symptom.
 *
 * @param resource CI id
 * @param peer CI id of the other end; null if the alarm is about the resource alone
 */
record Site(String resource, @Nullable String peer) {

  /** Links of one CI that are searched for an interface. */
  private static final int MOST_LINKS = 4_096;

  /**
   * The site of an alarm. A peer that the alarm does not name, or by a name nobody knows, is looked
   * up by its interface: the qualifier of the alarm against the interfaces of the resource's links.
   * Where a peer is named but not known the qualifier may be its address: routers of one AS are
   * told apart by that.
   */
  static Site of(AlarmChange alarm, Topology topology) {
    String peer = alarm.peer();
    if (peer == null || peer.isEmpty()) {
      peer = linkedPeer(alarm.resource(), alarm.qualifier(), topology);
    } else if (topology.node(peer) == null && !alarm.qualifier().isEmpty()) {
      String linked = linkedPeer(alarm.resource(), alarm.qualifier(), topology);
      Node addressed = topology.resolve(alarm.qualifier());
      peer = linked != null ? linked : addressed != null ? addressed.getId() : peer;
    }
    return new Site(alarm.resource(), alarm.resource().equals(peer) ? null : peer);
  }

  private static @Nullable String linkedPeer(String resource, String qualifier, Topology topology) {
    if (qualifier.isEmpty()) {
      return null;
    }
    String peer = linkedPeer(topology.relationsFrom(resource), true, qualifier);
    return peer != null ? peer : linkedPeer(topology.relationsTo(resource), false, qualifier);
  }

  private static @Nullable String linkedPeer(
      Collection<Relation> links, boolean outgoing, String qualifier) {
    int left = MOST_LINKS;
    for (Relation link : links) {
      if (--left < 0) {
        return null;
      }
      if (matches(link, outgoing ? "fromInterface" : "toInterface", qualifier)) {
        return outgoing ? link.getTo() : link.getFrom();
      }
    }
    return null;
  }

  private static boolean matches(Relation link, String attribute, String qualifier) {
    String name = link.getAttributes().get(attribute);
    return name != null
        && RelationKind.of(link.getType()) == RelationKind.CONNECTION
        && InterfaceNames.same(name, qualifier);
  }

  boolean touches(String node) {
    return node.equals(resource) || node.equals(peer);
  }

  /** The two ends in one order, or null without a peer. */
  @Nullable Link link() {
    return peer == null ? null : Link.of(resource, peer);
  }

  /** The same site seen from the peer; itself without a peer. */
  Site reversed() {
    return peer == null ? this : new Site(peer, resource);
  }

  /**
   * Key of what an alarm is about on its resource: a port, a mount point, a queue. Empty where the
   * alarm does not say.
   */
  static String placeKey(String group, String resource, String qualifier) {
    return qualifier.isEmpty()
        ? ""
        : group
            + Tables.SEPARATOR
            + resource
            + Tables.SEPARATOR
            + Tables.SEPARATOR
            + InterfaceNames.canonical(qualifier);
  }

  String key() {
    return resource + Tables.SEPARATOR + (peer == null ? "" : peer);
  }
}
