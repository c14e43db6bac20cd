package io.lull.benchmark;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Keeps the last values of counters, and of busy time, when tasks end, summed over subtasks; by
 * {@code operator.metric} and {@code task.metric}.
 */
public final class FinalMetrics implements MetricReporter {
  /** Total milliseconds that a task was at work, waited for buffers, or had nothing to do. */
  private static final Set<String> TIMES =
      Set.of("accumulateBusyTimeMs", "accumulateBackPressuredTimeMs", "accumulateIdleTimeMs");

  private static final Map<String, LongAdder> VALUES = new ConcurrentSkipListMap<>();

  // Names are those under which metrics were added; a removed one comes with its group still.
  private final Map<Metric, String> names = new ConcurrentHashMap<>();

  static void reset() {
    VALUES.clear();
  }

  static Map<String, Long> values() {
    Map<String, Long> values = new ConcurrentSkipListMap<>();
    VALUES.forEach((name, value) -> values.put(name, value.sum()));
    return values;
  }

  @Override
  public void open(MetricConfig config) {
    // Nothing to be configured.
  }

  @Override
  public void close() {
    names.clear();
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    Map<String, String> variables = group.getAllVariables();
    String operator = variables.get("<operator_name>");
    String task = variables.get("<task_name>");
    String scope = operator != null ? operator : task == null ? null : "task " + task;
    if (scope == null) {
      return;
    }
    String kind = variables.get("<kind>");
    if (metric instanceof Counter || TIMES.contains(name)) {
      names.put(metric, scope + "." + name + (kind == null ? "" : "." + kind));
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    String known = names.remove(metric);
    if (known != null) {
      VALUES.computeIfAbsent(known, k -> new LongAdder()).add(valueOf(metric));
    }
  }

  private static long valueOf(Metric metric) {
    if (metric instanceof Counter counter) {
      return counter.getCount();
    }
    return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number
        ? number.longValue()
        : 0;
  }

  /** What the service loader finds. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new FinalMetrics();
    }
  }
}
