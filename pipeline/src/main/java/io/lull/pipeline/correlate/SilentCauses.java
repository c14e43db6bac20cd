package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it saves to hold that a CI failed before or without saying so: the sum over the symptoms of
 * what each costs less below it, less the price of any cause, of its silence, and of the evidence
 * that is missing.
 */
final class SilentCauses {

  /** Times a silent cause may have begun that are tried: those of the symptoms that cost most. */
  private static final int MOST_TIMES = 8;

  /** What a symptom must cost for the silent cause to have begun with it, nats. */
  static final double DEAR = 2;

  /** What a failed CI next to symptoms costs at least where one of them explains it, nats. */
  private static final double LEAST_ENTRY = 0.5;

  private static final double NOTHING = 1e-9;

  private final FailureModel model;
  private final MissingEvidence missing;
  private final EdgeCosts edges;

  SilentCauses(FailureModel model, MissingEvidence missing, EdgeCosts edges) {
    this.model = model;
    this.missing = missing;
    this.edges = edges;
  }

  /**
   * A node held to have failed.
   *
   * @param price of holding it to be a cause, evidence that is missing included, nats
   * @param silence the part of the price it costs also on the way from a cause
   * @param timeMillis when it began
   */
  record Silent(String node, double price, double silence, long timeMillis) {}

  /**
   * A failed node that saves something.
   *
   * @param nats how much, above 0
   */
  record Saving(Silent silent, double nats) {}

  /**
   * A silent CI that was chosen before and that the node would explain in its turn.
   *
   * @param cost of its explanation now, nats
   * @param path cost of the way from the node, its own silence included, nats
   */
  record Relay(double cost, double path, SymptomState symptom, long lagMillis) {}

  /** What each symptom costs without the silent cause, by its index in the list. */
  interface Costs {
    double of(int index);
  }

  /**
   * A node with the symptoms it may explain.
   *
   * @param under symptoms by time
   * @param reaches how the node explains each
   * @param silence what its silence costs
   * @param named whether symptoms name it or are on it
   */
  Candidate candidate(
      String node, List<Symptom> under, List<Reach> reaches, double silence, boolean named) {
    return new Candidate(node, under, reaches, silence, named);
  }

  /** What a silent cause costs at least, evidence that is missing apart. */
  double least(double silence, boolean named) {
    return silence + (named ? LEAST_ENTRY : model.price());
  }

  /** A node that may have failed. */
  final class Candidate {
    final String node;
    final List<Symptom> under;
    final int links;
    private final double silence;
    private final boolean named;
    private final double[] path;
    private final long[] lagMillis;
    private double lacking = Double.NaN;

    private Candidate(
        String node, List<Symptom> under, List<Reach> reaches, double silence, boolean named) {
      this.node = node;
      this.under = under;
      this.silence = silence;
      this.named = named;
      this.path = new double[under.size()];
      this.lagMillis = new long[under.size()];
      int touching = 0;
      for (Symptom symptom : under) {
        touching += symptom.site().peer() != null && symptom.site().touches(node) ? 1 : 0;
      }
      links = touching;
      for (int i = 0; i < path.length; i++) {
        Symptom symptom = under.get(i);
        Reach reach = reaches.get(i);
        path[i] =
            reach.cost()
                + edges.fromNode(symptom, reach, links > 1)
                + (reach.hops() == 0 ? 0 : edges.breaking(symptom.state()));
        lagMillis[i] = EdgeCosts.lagOf(reach);
      }
    }

    /** What a symptom costs below the node; infinity where that does not explain it. */
    double below(int index, long timeMillis) {
      return path[index] + edges.lag(timeMillis, under.get(index).state(), lagMillis[index]);
    }

    /** At most so much does it save, whenever it failed. */
    private double bound(Costs costs, List<Relay> relays) {
      double saved = -least(silence, named);
      for (Relay relay : relays) {
        saved += Math.max(0, relay.cost() - relay.path());
      }
      for (int i = 0; i < path.length; i++) {
        saved += Math.max(0, costs.of(i) - path[i]);
      }
      return saved;
    }

    /** What it saves; null where that is nothing. */
    @Nullable Saving saving(Costs costs) {
      return saving(costs, List.of());
    }

    /** What it saves, with silent CIs below it; null where that is nothing. */
    @Nullable Saving saving(Costs costs, List<Relay> relays) {
      if (bound(costs, relays) <= NOTHING) {
        return null;
      }
      long best = 0;
      double most = 0;
      long last = Long.MIN_VALUE;
      int times = 0;
      for (int at = 0; at < path.length && times < MOST_TIMES; at++) {
        long time = under.get(at).firstMillis();
        if ((costs.of(at) >= DEAR || !relays.isEmpty()) && time != last) {
          last = time;
          times++;
          double saved = saved(time, costs, relays);
          if (saved > most + NOTHING) {
            best = time;
            most = saved;
          }
        }
      }
      double asCause = most - model.price() - silence;
      double entry = asCause <= NOTHING && named ? most - LEAST_ENTRY - silence : asCause;
      if (entry <= NOTHING) {
        return null;
      }
      double lack = lacking();
      double left = asCause - lack > NOTHING || !named ? asCause - lack : entry - lack;
      return left <= NOTHING
          ? null
          : new Saving(
              new Silent(node, model.price() + silence + lack, silence + lack, best), left);
    }

    private double saved(long time, Costs costs, List<Relay> relays) {
      double saved = 0;
      for (Relay relay : relays) {
        double cost = relay.path() + edges.lag(time, relay.symptom(), relay.lagMillis());
        saved += Math.max(0, relay.cost() - cost);
      }
      for (int i = 0; i < path.length; i++) {
        saved += Math.max(0, costs.of(i) - below(i, time));
      }
      return saved;
    }

    double lacking() {
      if (Double.isNaN(lacking)) {
        lacking = missing.cost(node, under);
      }
      return lacking;
    }

    /** What holding it to be a cause costs. */
    double price() {
      return model.price() + silence + lacking();
    }
  }
}
