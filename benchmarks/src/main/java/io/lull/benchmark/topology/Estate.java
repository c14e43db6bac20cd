package io.lull.benchmark.topology;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A large estate, the same for the same size: hosts with name, FQDN, address, domain and a few
 * attributes; each connected to a switch by two interfaces, part of one of ten sites (hubs with a
 * tenth of all CIs each) and depending on a few others.
 *
 * @param cis number of nodes
 * @param relations number of relations
 */
record Estate(int cis, int relations) {
  private static final int SITES = 10;
  private static final int RACK = 40;
  private static final long START = 1_735_689_600_000L;
  private static final long YEAR_MILLIS = 365L * 24 * 3600 * 1000;

  /** Coprime to any size: stepping by it visits all in an order that has no locality. */
  private static final long STEP = 2_147_483_647L;

  int size() {
    return cis + relations;
  }

  /**
   * One of all nodes and relations, mixed: most relations come before one of their ends. They hold
   * since ever.
   */
  TopologyChange change(int position) {
    int number = (int) (position * STEP % size());
    return number < cis ? node(number, 0) : relation(ChangeOp.UPSERT, number - cis, 0);
  }

  /** The same at a time of its own, within a year. */
  TopologyChange timedChange(int position) {
    TopologyChange change = change(position);
    change.setTimeMillis(START + position * STEP % YEAR_MILLIS);
    return change;
  }

  /**
   * One of the changes of a day: an attribute of a CI, a dependency that moves in two steps, a CI
   * that goes and comes back.
   */
  TopologyChange daily(int position) {
    SplittableRandom random = new SplittableRandom(position / 2);
    int kind = random.nextInt(10);
    int number = random.nextInt(cis);
    boolean first = position % 2 == 0;
    if (kind < 5) {
      return node(random.nextInt(cis), position);
    }
    if (kind < 9) {
      int relation = cis + number;
      return first
          ? relation(ChangeOp.DELETE, relation, 0)
          : relation(ChangeOp.UPSERT, relation, position);
    }
    // Not one of the sites, on which a tenth of all depends.
    int host = SITES + number % (cis - SITES);
    return first ? change(ChangeOp.DELETE).setNode(node(host, 0).getNode()).build() : node(host, 0);
  }

  String id(int number) {
    return number < SITES ? "site-" + number : "host-" + number;
  }

  private TopologyChange node(int number, int revision) {
    Node.Builder node =
        Node.newBuilder()
            .setId(id(number))
            .setType(number < SITES ? "SITE" : number % RACK == 0 ? "SWITCH" : "HOST")
            .setName("Host " + number)
            .setAliases(List.of(id(number) + ".dc" + number % SITES + ".example.net", ip(number)))
            .setDomain("d" + number / 200)
            .setAttributes(
                Map.of(
                    "site", "site-" + number % SITES,
                    "role", number % 3 == 0 ? "database" : "application-server",
                    "load", "0." + revision));
    return change(ChangeOp.UPSERT).setNode(node.build()).build();
  }

  private static String ip(int number) {
    return "10." + (number >> 16 & 0xff) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
  }

  /** The number's relation; another revision of a dependency goes to another CI. */
  private TopologyChange relation(ChangeOp op, int number, int revision) {
    int from = number % cis;
    Relation relation =
        switch (number / cis) {
          case 0 -> of(from, from / RACK * RACK, "CONNECTED_TO", ports(from));
          case 1 -> of(from, other(number + revision), "DEPENDS_ON", Map.of());
          case 2 -> of(from, from % SITES, "PART_OF", Map.of());
          default -> of(from, other(number), "DEPENDS_ON", Map.of("share", "0.25"));
        };
    return change(op).setRelation(relation).build();
  }

  private static Map<String, String> ports(int number) {
    return Map.of("fromInterface", "eth0", "toInterface", "Ethernet1/" + number % RACK);
  }

  private int other(int seed) {
    return new SplittableRandom(seed).nextInt(cis);
  }

  private Relation of(int from, int to, String type, Map<String, String> attributes) {
    return Relation.newBuilder()
        .setFrom(id(from))
        .setTo(id(to))
        .setType(type)
        .setAttributes(attributes)
        .build();
  }

  private static TopologyChange.Builder change(ChangeOp op) {
    return TopologyChange.newBuilder().setOp(op).setSource("cmdb");
  }
}
