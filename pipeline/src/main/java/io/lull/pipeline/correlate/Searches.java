package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What can explain each symptom, kept with the symptom for as long as the topology and its speakers
 * are the same, and of the latest {@link #MOST} symptoms only.
 */
final class Searches {

  /** Symptoms of which it is kept: about 100 megabytes. */
  private static final int MOST = 50_000;

  private final Topology topology;
  private final Upstream upstream;
  private final Deque<SymptomState> keepers = new ArrayDeque<>();

  Searches(Topology topology, Upstream upstream) {
    this.topology = topology;
    this.upstream = upstream;
  }

  Reaches of(SymptomState symptom) {
    Reaches found = symptom.reaches;
    long version = topology.wiring();
    if (found == null || symptom.searchedBy != this || symptom.searchedAt != version) {
      found = upstream.of(symptom.site(), symptom.speakers);
      keep(symptom, found, version);
    }
    return found;
  }

  private void keep(SymptomState symptom, Reaches found, long version) {
    if (symptom.reaches == null || symptom.searchedBy != this) {
      keepers.add(symptom);
      if (keepers.size() > MOST) {
        SymptomState eldest = keepers.remove();
        if (eldest.searchedBy == this) {
          forget(eldest);
        }
      }
    }
    symptom.reaches = found;
    symptom.searchedAt = version;
    symptom.searchedBy = this;
  }

  /** The symptom is to be searched for again, or is over. */
  static void forget(SymptomState symptom) {
    symptom.reaches = null;
    symptom.searchedBy = null;
  }
}
