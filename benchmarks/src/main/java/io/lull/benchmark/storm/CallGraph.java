package io.lull.benchmark.storm;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * 300 services in layers that call each other, on 100 hosts in ten racks, with their databases and
 * queues. Half of the services are pods, three to five of each; few are called by very many, as in
 * published call graphs.
 */
final class CallGraph {
  private static final int SERVICES = 300;
  private static final int HOSTS = 100;
  private static final int RACKS = 10;
  private static final int LAYERS = 6;
  private static final int DATABASES = 40;
  private static final int QUEUES = 8;

  private final World world;
  private final Dice dice;

  private CallGraph(int number) {
    this.world = new World("call graph", "calls-" + number, false);
    this.dice = new Dice(9_000 + number);
  }

  static World make(int number) {
    CallGraph graph = new CallGraph(number);
    graph.machines();
    graph.stores();
    graph.services();
    return graph.world;
  }

  private void machines() {
    world.node("spine-a", "SWITCH").node("spine-b", "SWITCH").connect("spine-a", "spine-b");
    for (int i = 0; i < RACKS; i++) {
      world.node("rack-" + i, "RACK").node("tor-" + i, "SWITCH");
      world.tie("tor-" + i, "PART_OF", "rack-" + i);
      world.connect("tor-" + i, "spine-a").connect("tor-" + i, "spine-b");
    }
    for (int i = 0; i < HOSTS; i++) {
      String host = "node-" + i;
      world.node(host, "HOST").tie(host, "PART_OF", "rack-" + i % RACKS);
      world.connect(host, "tor-" + i % RACKS);
    }
  }

  private void stores() {
    for (int i = 0; i < DATABASES; i++) {
      world.node("db-" + i, "DATABASE").tie("db-" + i, "RUNS_ON", host());
    }
    for (int i = 0; i < QUEUES; i++) {
      world.node("queue-" + i, "QUEUE").tie("queue-" + i, "RUNS_ON", host());
    }
  }

  private String host() {
    return "node-" + dice.between(0, HOSTS);
  }

  private void services() {
    int layer = SERVICES / LAYERS;
    for (int i = 0; i < SERVICES; i++) {
      String service = "svc-" + i;
      world.node(service, "SERVICE");
      place(service, i);
      for (String callee : callees(i, layer)) {
        world.depends(service, callee, dice.chance(0.5) ? 1 : dice.uniform(0.05, 0.9));
      }
      if (dice.chance(0.45)) {
        world.depends(service, "db-" + dice.between(0, DATABASES), 1);
      }
      if (dice.chance(0.12)) {
        world.depends(service, "queue-" + dice.between(0, QUEUES), dice.uniform(0.3, 1));
      }
    }
    for (int i = 0; i < 8; i++) {
      world.node("product-" + i, "BUSINESS_SERVICE");
      for (int k = 0; k < 4; k++) {
        String front = "svc-" + (SERVICES - 1 - i * 4 - k);
        world.depends("product-" + i, front, dice.uniform(0.2, 0.6));
      }
    }
  }

  private void place(String service, int number) {
    if (number % 2 == 0) {
      world.tie(service, "RUNS_ON", host());
      return;
    }
    for (int k = dice.between(3, 6); k > 0; k--) {
      String pod = service + "-pod" + k;
      world.node(pod, "POD").tie(pod, "RUNS_ON", host()).tie(service, "SERVED_BY", pod);
    }
  }

  /** Services of lower layers, mostly of the next one; low numbers of a layer are popular. */
  private Set<String> callees(int number, int layer) {
    Set<String> callees = new LinkedHashSet<>();
    int mine = number / layer;
    for (int k = mine == 0 ? 0 : dice.between(1, 6); k > 0; k--) {
      int below = dice.chance(0.75) ? mine - 1 : dice.between(0, mine);
      double popular = Math.pow(dice.uniform(0, 1), 1.8);
      callees.add("svc-" + (below * layer + (int) (popular * layer)));
    }
    return callees;
  }
}
