package io.lull.benchmark.storm;

import java.util.Collection;

/**
 * V-measure (Rosenberg and Hirschberg, 2007) of a grouping, in sums that add up over storms: the
 * groups of different storms are different groups.
 *
 * @param n alarms
 * @param faults sum of s ln s over the sizes of the true groups
 * @param incidents the same of the groups found
 * @param cells the same of their intersections
 */
record VMeasure(long n, double faults, double incidents, double cells) {
  static final VMeasure ZERO = new VMeasure(0, 0, 0, 0);
  private static final double NOTHING = 1e-9;

  static VMeasure of(
      Collection<Integer> faults, Collection<Integer> incidents, Collection<Integer> cells) {
    long n = faults.stream().mapToLong(Integer::longValue).sum();
    return new VMeasure(n, sum(faults), sum(incidents), sum(cells));
  }

  private static double sum(Collection<Integer> sizes) {
    return sizes.stream().mapToDouble(s -> s * Math.log(s)).sum();
  }

  VMeasure plus(VMeasure other) {
    return new VMeasure(
        n + other.n, faults + other.faults, incidents + other.incidents, cells + other.cells);
  }

  /** Of one true group, any division is worth 0; of one group found for several, too. */
  double value() {
    double ofFaults = n * Math.log(n) - faults;
    double ofIncidents = n * Math.log(n) - incidents;
    double homogeneity = ofFaults <= NOTHING ? 1 : 1 - (incidents - cells) / ofFaults;
    double completeness = ofIncidents <= NOTHING ? 1 : 1 - (faults - cells) / ofIncidents;
    double sum = homogeneity + completeness;
    return sum <= NOTHING ? 0 : 2 * homogeneity * completeness / sum;
  }
}
