package io.lull.benchmark;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The topology of the racks that are known: leaf-spine pods of a few racks, a domain each, a
 * service on three hosts of every rack, a business service over those of a domain.
 */
final class Fabric {
  private static final int SPINES = 4;
  private static final int SERVICE_HOSTS = 3;

  private final Consumer<TopologyChange> out;

  private Fabric(Consumer<TopologyChange> out) {
    this.out = out;
  }

  /** Gives all nodes and relations to {@code out}. */
  static void build(StormPlan plan, Consumer<TopologyChange> out) {
    Fabric fabric = new Fabric(out);
    int known = (plan.racks() + 1) / 2;
    for (int domain = 0; domain < Math.min(Ci.DOMAINS, known); domain++) {
      fabric.pod(domain);
    }
    for (int rack = 0; rack < plan.racks(); rack += 2) {
      fabric.rack(rack);
    }
  }

  private void pod(int domain) {
    for (int i = 0; i < SPINES; i++) {
      node("spine-" + domain + "-" + i, "SWITCH", "d" + domain, List.of());
    }
    node("shop-" + domain, "BUSINESS_SERVICE", "d" + domain, List.of());
  }

  private void rack(int rack) {
    String domain = Ci.domain(rack);
    int pod = Integer.parseInt(domain.substring(1));
    String leaf = new Ci(rack, 0).name();
    String service = "service-" + rack;
    node(service, "SERVICE", domain, List.of());
    relation("shop-" + pod, service, "DEPENDS_ON", Map.of("share", "0.1"));
    for (int slot = 0; slot < StormPlan.RACK; slot++) {
      Ci ci = new Ci(rack, slot);
      node(ci.name(), ci.isSwitch() ? "SWITCH" : "HOST", domain, List.of(ci.address()));
      if (!ci.isSwitch()) {
        relation(ci.name(), leaf, "CONNECTED_TO", Map.of());
      }
      if (!ci.isSwitch() && slot <= SERVICE_HOSTS) {
        relation(service, ci.name(), "SERVED_BY", Map.of());
      }
    }
    for (int i = 0; i < SPINES; i++) {
      relation(leaf, "spine-" + pod + "-" + i, "CONNECTED_TO", Map.of());
    }
  }

  private void node(String id, String type, String domain, List<String> aliases) {
    Node node =
        Node.newBuilder().setId(id).setType(type).setAliases(aliases).setDomain(domain).build();
    out.accept(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setNode(node).build());
  }

  private void relation(String from, String to, String type, Map<String, String> attributes) {
    Relation relation =
        Relation.newBuilder()
            .setFrom(from)
            .setTo(to)
            .setType(type)
            .setAttributes(attributes)
            .build();
    out.accept(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setRelation(relation).build());
  }
}
