package io.lull.benchmark;

import io.lull.pipeline.model.Topology;

/** The topology of the storm, for benchmarks that need no Kafka. */
public final class Racks {
  private static final int HOSTS = StormPlan.RACK - 1;

  private Racks() {}

  /** A topology of racks that are all known. */
  public static Topology topology(int racks) {
    Topology topology = new Topology();
    Fabric.build(new StormPlan(1, 2 * racks * StormPlan.RACK, 0, 0, 0, 1), topology::apply);
    return topology;
  }

  /** Id of a host of a known rack. */
  public static String host(int rack, int host) {
    return new Ci(2 * rack, 1 + host % HOSTS).name();
  }
}
