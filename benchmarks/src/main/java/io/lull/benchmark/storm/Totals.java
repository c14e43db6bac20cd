package io.lull.benchmark.storm;

import io.lull.benchmark.storm.StormScore.FaultScore;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Scores of many storms, summed up. */
final class Totals {
  static final String HEADER =
      String.format(
          Locale.ROOT,
          "%-16s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %13s %12s %6s %6s",
          "",
          "storms",
          "faults",
          "pair P",
          "R",
          "F1",
          "mean",
          "V",
          "mean",
          "root@1",
          "strict",
          "silent (n)",
          "apart (n)",
          "false",
          "noise");
  static final String FAULT_HEADER =
      "%-16s %6s %8s %7s %13s %8s"
          .formatted("", "faults", "overlap", "root@1", "silent (n)", "nobody's");

  private int storms;
  private long bothPairs;
  private long truePairs;
  private long foundPairs;
  private double f1Sum;
  private double vSum;
  private VMeasure pooled = VMeasure.ZERO;
  private int relatedPairs;
  private int relatedApart;
  private int falseIncidents;
  private int noise;
  private int noiseKept;
  private final OfFaults all = new OfFaults();
  private final Map<String, OfFaults> byKind = new TreeMap<>();

  /** Counts of faults. */
  private static final class OfFaults {
    private int faults;
    private int identifiable;
    private int named;
    private int strict;
    private int unheard;
    private int unheardNamed;
    private double overlap;

    void add(FaultScore score) {
      faults++;
      overlap += score.overlap();
      if (score.identifiable()) {
        identifiable++;
        named += score.named() ? 1 : 0;
        strict += score.strict() ? 1 : 0;
        if (score.unheard()) {
          unheard++;
          unheardNamed += score.named() ? 1 : 0;
        }
      }
    }
  }

  void add(StormScore score) {
    storms++;
    bothPairs += score.bothPairs();
    truePairs += score.truePairs();
    foundPairs += score.foundPairs();
    f1Sum += f1(score.bothPairs(), score.truePairs(), score.foundPairs());
    vSum += score.vMeasure().value();
    pooled = pooled.plus(score.vMeasure());
    relatedPairs += score.relatedPairs();
    relatedApart += score.relatedApart();
    falseIncidents += score.falseIncidents();
    noise += score.noise();
    noiseKept += score.noiseKept();
    for (FaultScore fault : score.faults()) {
      all.add(fault);
      byKind.computeIfAbsent(fault.fault().kind(), k -> new OfFaults()).add(fault);
    }
  }

  /** Nothing to pair is nothing wrong. */
  private static double f1(long both, long truth, long found) {
    return truth + found == 0 ? 1 : 2.0 * both / (truth + found);
  }

  double pairF1() {
    return f1(bothPairs, truePairs, foundPairs);
  }

  double rootAt1() {
    return ratio(all.named, all.identifiable);
  }

  String line(String name) {
    return String.format(
        Locale.ROOT,
        "%-16s %6d %6d %6.3f %6.3f %6.3f %6.3f %6.3f %6.3f %6.3f %6.3f %6.3f (%4d) %6.3f (%3d)"
            + " %6.2f %6.3f",
        name,
        storms,
        all.faults,
        ratio(bothPairs, foundPairs),
        ratio(bothPairs, truePairs),
        pairF1(),
        f1Sum / storms,
        pooled.value(),
        vSum / storms,
        rootAt1(),
        ratio(all.strict, all.identifiable),
        ratio(all.unheardNamed, all.unheard),
        all.unheard,
        ratio(relatedApart, relatedPairs),
        relatedPairs,
        (double) falseIncidents / storms,
        ratio(noiseKept, noise));
  }

  String faultLines() {
    StringBuilder lines = new StringBuilder();
    byKind.forEach(
        (kind, of) ->
            lines.append(
                String.format(
                    Locale.ROOT,
                    "%-16s %6d %8.3f %7.3f %6.3f (%4d) %8d%n",
                    kind,
                    of.faults,
                    of.overlap / of.faults,
                    ratio(of.named, of.identifiable),
                    ratio(of.unheardNamed, of.unheard),
                    of.unheard,
                    of.faults - of.identifiable)));
    return lines.toString();
  }

  int nobodys() {
    return all.faults - all.identifiable;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
