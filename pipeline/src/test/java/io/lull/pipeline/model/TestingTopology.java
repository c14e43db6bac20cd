package io.lull.pipeline.model;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;

/** Short ways to write topology changes in tests. */
public final class TestingTopology {
  private TestingTopology() {}

  public static TopologyChange node(String id, String... aliases) {
    return change(
        ChangeOp.UPSERT,
        Node.newBuilder().setId(id).setType("HOST").setAliases(List.of(aliases)).build());
  }

  public static TopologyChange namedNode(String id, String name) {
    return change(
        ChangeOp.UPSERT, Node.newBuilder().setId(id).setType("HOST").setName(name).build());
  }

  public static TopologyChange nodeInDomain(String id, String domain) {
    return change(
        ChangeOp.UPSERT, Node.newBuilder().setId(id).setType("HOST").setDomain(domain).build());
  }

  public static TopologyChange noNode(String id) {
    return change(ChangeOp.DELETE, Node.newBuilder().setId(id).setType("").build());
  }

  public static TopologyChange relation(String from, String type, String to) {
    return relation(ChangeOp.UPSERT, from, type, to);
  }

  public static TopologyChange noRelation(String from, String type, String to) {
    return relation(ChangeOp.DELETE, from, type, to);
  }

  /** One of several parallel links. */
  public static TopologyChange link(String from, String fromPort, String to, String toPort) {
    return withPorts(relation(from, "CONNECTED_TO", to), fromPort, toPort);
  }

  public static TopologyChange noLink(String from, String fromPort, String to, String toPort) {
    return withPorts(noRelation(from, "CONNECTED_TO", to), fromPort, toPort);
  }

  private static TopologyChange withPorts(TopologyChange change, String fromPort, String toPort) {
    change.getRelation().setAttributes(Map.of("fromInterface", fromPort, "toInterface", toPort));
    return change;
  }

  private static TopologyChange relation(ChangeOp op, String from, String type, String to) {
    return TopologyChange.newBuilder()
        .setOp(op)
        .setRelation(Relation.newBuilder().setFrom(from).setType(type).setTo(to).build())
        .build();
  }

  private static TopologyChange change(ChangeOp op, Node node) {
    return TopologyChange.newBuilder().setOp(op).setNode(node).build();
  }
}
