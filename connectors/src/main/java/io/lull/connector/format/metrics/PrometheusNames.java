package io.lull.connector.format.metrics;

import io.lull.schema.MetricKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Prometheus' naming conventions say about kind, unit and resource of a series. */
public final class PrometheusNames {
  static final String NAME = "__name__";

  /**
   * Labels that name the resource, the first that is there counts. {@code exported_instance} is the
   * subject's own label where the scrape would have overwritten it.
   */
  static final List<String> RESOURCE_LABELS =
      List.of("exported_instance", "instance", "host", "hostname", "node", "pod", "job");

  // kube-state-metrics reports on others: "instance" is the reporter, the subject is in the labels.
  private static final List<String> KUBE_NODE_LABELS = List.of("node");
  private static final List<String> KUBE_POD_LABELS = List.of("pod");

  // Suffix of the base unit to UCUM.
  private static final Map<String, String> UNITS =
      Map.of(
          "_seconds", "s",
          "_bytes", "By",
          "_ratio", "1",
          "_percent", "%",
          "_celsius", "Cel",
          "_volts", "V",
          "_amperes", "A",
          "_joules", "J",
          "_meters", "m",
          "_hertz", "Hz");

  private PrometheusNames() {}

  /** Takes the resource out of {@code labels}; null where none names it. */
  static @Nullable String takeResource(String metric, Map<String, String> labels) {
    String resource = null;
    if (metric.startsWith("kube_pod_")) {
      resource = takeFirst(KUBE_POD_LABELS, labels);
    } else if (metric.startsWith("kube_node_")) {
      resource = takeFirst(KUBE_NODE_LABELS, labels);
    }
    return resource != null ? resource : takeFirst(RESOURCE_LABELS, labels);
  }

  /**
   * The label stays where the resource is only a part of it (the port went): two targets of one
   * host must not become one series.
   */
  private static @Nullable String takeFirst(List<String> names, Map<String, String> labels) {
    for (String name : names) {
      String value = labels.get(name);
      if (value != null && !value.isBlank()) {
        String resource = ResourceNames.hostOf(value);
        if (resource.equals(value)) {
          labels.remove(name);
        }
        return resource;
      }
    }
    return null;
  }

  /** Remote write 1.0 sends no types with the samples: reserved suffixes have to do. */
  static MetricKind kind(String metric, Map<String, String> labels) {
    boolean counts =
        metric.endsWith("_total")
            || metric.endsWith("_count")
            || metric.endsWith("_sum")
            || (metric.endsWith("_bucket") && labels.containsKey("le"));
    return counts ? MetricKind.COUNTER : MetricKind.GAUGE;
  }

  static String unit(String metric) {
    if (metric.endsWith("_count") || metric.endsWith("_bucket")) {
      return "1";
    }
    String base = metric;
    for (String suffix : List.of("_total", "_sum", "_max", "_min", "_avg")) {
      if (base.endsWith(suffix)) {
        base = base.substring(0, base.length() - suffix.length());
        break;
      }
    }
    int last = base.lastIndexOf('_');
    return last < 0 ? "" : UNITS.getOrDefault(base.substring(last), "");
  }

  /** The UCUM code of a unit that metadata names in words; the word where there is none. */
  static String ucum(String unit) {
    return UNITS.getOrDefault('_' + unit, unit);
  }

  /** Labels in the order of the request, with room for the usual dozen. */
  static Map<String, String> newLabels() {
    return new LinkedHashMap<>(24);
  }

  /** As Prometheus writes it: 5 and not 5.0, +Inf and not Infinity. */
  public static String bound(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
