package io.lull.benchmark.storm;

import java.util.ArrayList;
import java.util.List;

/** Networks of switches with machines under them. */
final class DataCentres {

  private DataCentres() {}

  /** A fat tree of ten ports a switch: 25 core, 50 aggregation, 50 edge, 250 hosts, 625 VMs. */
  static World fatTree() {
    World world = new World("fat tree", "fat-tree-10", false);
    int half = 5;
    for (int core = 0; core < half * half; core++) {
      world.node("core-" + core, "SWITCH");
    }
    int vms = 0;
    for (int pod = 0; pod < 2 * half; pod++) {
      for (int i = 0; i < half; i++) {
        world.node("agg-" + pod + "-" + i, "SWITCH").node("edge-" + pod + "-" + i, "SWITCH");
      }
      for (int i = 0; i < half; i++) {
        for (int j = 0; j < half; j++) {
          world.connect("agg-" + pod + "-" + i, "core-" + (i * half + j));
          world.connect("edge-" + pod + "-" + i, "agg-" + pod + "-" + j);
        }
        for (int j = 0; j < half; j++) {
          String host = "host-" + pod + "-" + i + "-" + j;
          world.node(host, "HOST").connect(host, "edge-" + pod + "-" + i);
          for (int k = (i + j) % 2 + 2; k > 0; k--) {
            String vm = "vm-" + ++vms;
            world.node(vm, "VM").tie(vm, "RUNS_ON", host);
          }
        }
      }
    }
    return world;
  }

  /** Leaves and spines that speak BGP, hosts on one leaf or on two. */
  static World clos(int number) {
    Dice dice = new Dice(7_000 + number);
    int spines = dice.between(2, 7);
    int leaves = dice.between(8, 25);
    World world = new World("clos", "clos-" + spines + "x" + leaves, true);
    for (int i = 0; i < spines; i++) {
      world.node("spine" + i, "ROUTER");
    }
    for (int i = 0; i < leaves; i++) {
      world.node("leaf" + i, "ROUTER");
      for (int j = 0; j < spines; j++) {
        world.connect("leaf" + i, "spine" + j);
      }
    }
    for (int i = 0; i < 2; i++) {
      world.node("dci" + i, "ROUTER");
      for (int j = 0; j < spines; j++) {
        world.connect("spine" + j, "dci" + i);
      }
    }
    for (int i = 0; i < leaves; i++) {
      for (int j = 0; j < 4; j++) {
        String host = "server-" + i + "-" + j;
        world.node(host, "HOST").connect(host, "leaf" + i);
        if (j % 2 == 0) {
          world.connect(host, "leaf" + (i ^ 1) % leaves);
        }
        for (int k = dice.between(1, 4); k > 0; k--) {
          String vm = host + "-vm" + k;
          world.node(vm, "VM").tie(vm, "RUNS_ON", host);
        }
      }
    }
    return world;
  }

  /**
   * Power feeds, racks, machines, storage they share, and the applications of the house on virtual
   * machines.
   */
  static World estate(int number) {
    Dice dice = new Dice(8_000 + number);
    World world = new World("estate", "estate-" + number, false);
    world.node("agg-a", "SWITCH").node("agg-b", "SWITCH").connect("agg-a", "agg-b");
    for (int i = 0; i < 6; i++) {
      world.node("array-" + i, "STORAGE");
    }
    List<String> vms = new ArrayList<>();
    for (int feed = 0; feed < 4; feed++) {
      world.node("feed-" + feed, "POWER");
      for (int i = 0; i < 5; i++) {
        rack(world, "feed-" + feed, feed * 5 + i, vms, dice);
      }
    }
    applications(world, vms, dice);
    return world;
  }

  private static void rack(World world, String feed, int number, List<String> vms, Dice dice) {
    String rack = "rack-" + number;
    String tor = "tor-" + number;
    world.node(rack, "RACK").tie(rack, "PART_OF", feed);
    world.node(tor, "SWITCH").tie(tor, "PART_OF", rack);
    world.connect(tor, "agg-a").connect(tor, "agg-b");
    for (int i = 0; i < 8; i++) {
      String host = "host-" + number + "-" + i;
      world.node(host, "HOST").tie(host, "PART_OF", rack).connect(host, tor);
      world.depends(host, "array-" + dice.between(0, 6), 1);
      for (int k = dice.between(1, 4); k > 0; k--) {
        String vm = host + "-vm" + k;
        world.node(vm, "VM").tie(vm, "RUNS_ON", host);
        vms.add(vm);
      }
    }
  }

  private static void applications(World world, List<String> vms, Dice dice) {
    for (int i = 0; i < 20; i++) {
      world.node("db-" + i, "DATABASE").tie("db-" + i, "RUNS_ON", dice.pick(vms));
    }
    for (int i = 0; i < 60; i++) {
      String app = "app-" + i;
      world.node(app, "SERVICE");
      for (int k = dice.between(2, 5); k > 0; k--) {
        String vm = dice.pick(vms);
        if (world.outOf(app, "SERVED_BY").stream().noneMatch(t -> t.to().equals(vm))) {
          world.tie(app, "SERVED_BY", vm);
        }
      }
      world.depends(app, "db-" + dice.between(0, 20), 1);
      if (i > 10 && dice.chance(0.6)) {
        world.depends(app, "app-" + dice.between(0, i), dice.chance(0.5) ? 1 : 0.4);
      }
    }
    for (int i = 0; i < 10; i++) {
      world.node("business-" + i, "BUSINESS_SERVICE");
      for (int k = 0; k < 6; k++) {
        world.depends("business-" + i, "app-" + (i * 6 + k), dice.uniform(0.1, 0.5));
      }
    }
  }
}
