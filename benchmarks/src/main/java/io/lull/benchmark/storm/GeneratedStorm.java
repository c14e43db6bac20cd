package io.lull.benchmark.storm;

import java.util.List;

/**
 * A storm and its truth.
 *
 * @param number of the storm
 * @param world where it happened
 * @param faults by number
 * @param alerts in the order of their time and id
 */
record GeneratedStorm(int number, World world, List<Fault> faults, List<Alert> alerts) {

  List<Alert> scored() {
    return alerts.stream().filter(Alert::scored).toList();
  }

  /** Raises of one fault. */
  List<Alert> raises(Fault fault) {
    return alerts.stream().filter(a -> a.scored() && a.fault() == fault.number()).toList();
  }

  /** Whether anybody could name the root: it speaks, or two others speak of it. */
  boolean identifiable(Fault fault) {
    int raises = raises(fault).size();
    return fault.silent() ? raises >= 2 : raises >= 1;
  }
}
