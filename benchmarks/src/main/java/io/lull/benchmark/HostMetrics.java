package io.lull.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The series of a host, and their values: what the Collector's host metrics receiver tells, gauges
 * with a course of the day and noise, and counters that count up with the same.
 */
final class HostMetrics {
  private static final double DAY_MILLIS = 24 * 3_600_000.0;

  /**
   * One series of every host.
   *
   * @param metric OpenTelemetry's name
   * @param unit UCUM
   * @param labels attributes of the point, sorted
   * @param counter whether it counts up, in whole numbers
   * @param level about what its values are, or its change a second
   */
  record Series(
      String metric, String unit, Map<String, String> labels, boolean counter, double level) {}

  private HostMetrics() {}

  /** The first so many series; every host has the same. */
  static List<Series> series(int count) {
    List<Series> all = new ArrayList<>();
    for (int i = 0; all.size() < count; i++) {
      String number = Integer.toString(i);
      for (String state : List.of("user", "system", "idle", "wait")) {
        add(all, count, "system.cpu.utilization", "1", "cpu", "cpu" + number, "state", state, 0.2);
      }
      for (String state : List.of("used", "free", "cached", "buffered")) {
        add(all, count, "system.memory.usage", "By", "node", number, "state", state, 4e9);
      }
      for (String direction : List.of("read", "write")) {
        add(
            all,
            count,
            "system.disk.io",
            "By",
            "device",
            "sd" + number,
            "direction",
            direction,
            2e6);
        add(
            all,
            count,
            "system.disk.operations",
            "{operations}",
            "device",
            "sd" + number,
            "direction",
            direction,
            90);
      }
      for (String direction : List.of("receive", "transmit")) {
        add(
            all,
            count,
            "system.network.io",
            "By",
            "device",
            "eth" + number,
            "direction",
            direction,
            5e6);
        add(
            all,
            count,
            "system.network.packets",
            "{packets}",
            "device",
            "eth" + number,
            "direction",
            direction,
            4e3);
      }
      add(
          all,
          count,
          "system.filesystem.utilization",
          "1",
          "device",
          "sd" + number,
          "mountpoint",
          "/data" + number,
          0.6);
      add(
          all,
          count,
          "system.filesystem.inodes.usage",
          "{inodes}",
          "device",
          "sd" + number,
          "state",
          "used",
          2e5);
      add(
          all,
          count,
          "system.processes.count",
          "{processes}",
          "group",
          number,
          "status",
          "running",
          240);
      add(
          all,
          count,
          "system.paging.utilization",
          "1",
          "device",
          "swap" + number,
          "state",
          "used",
          0.05);
    }
    return all;
  }

  private static void add(
      List<Series> all,
      int count,
      String metric,
      String unit,
      String first,
      String firstValue,
      String second,
      String secondValue,
      double level) {
    if (all.size() < count) {
      boolean counter =
          metric.contains(".io") || metric.endsWith("operations") || metric.endsWith("packets");
      Map<String, String> labels = new TreeMap<>(Map.of(first, firstValue, second, secondValue));
      all.add(new Series(metric, unit, labels, counter, level));
    }
  }

  /** The value of a series of a host at one of its scrapes; the same at each call. */
  static double value(
      Series series, int number, int resource, int scrape, long timeMillis, MetricsPlan plan) {
    double day = Math.sin(2 * Math.PI * (timeMillis % (long) DAY_MILLIS) / DAY_MILLIS);
    double noise = noise(((long) resource << 32) ^ ((long) number << 24) ^ scrape);
    double factor = 1 + 0.3 * day + 0.05 * noise;
    if (!series.counter()) {
      return series.level() * factor;
    }
    double seconds = plan.intervalMillis() / 1000.0;
    return Math.floor(series.level() * seconds * (scrape + 1 + 0.02 * noise));
  }

  /** About normal, from bits that are well mixed (SplitMix64). */
  private static double noise(long seed) {
    long z = seed * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    double sum = 0;
    for (int shift = 0; shift < 64; shift += 16) {
      sum += ((z >>> shift) & 0xffff) / 65536.0 - 0.5;
    }
    return sum * Math.sqrt(3);
  }
}
