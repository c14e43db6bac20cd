package io.lull.connector.format;

import io.lull.connector.format.inventory.AwsConfigDecoder;
import io.lull.connector.format.inventory.ImportDecoder;
import io.lull.connector.format.inventory.KubernetesWatchDecoder;
import io.lull.connector.format.inventory.OpenNmsDecoder;
import io.lull.connector.format.inventory.SnmpWalkDecoder;
import io.lull.connector.format.inventory.TableDecoder;
import io.lull.connector.format.json.AlertmanagerDecoder;
import io.lull.connector.format.json.CloudEventsDecoder;
import io.lull.connector.format.json.KubernetesDecoder;
import io.lull.connector.format.json.PlainEventDecoder;
import io.lull.connector.format.metrics.CollectdDecoder;
import io.lull.connector.format.metrics.CollectdDecoder.Counters;
import io.lull.connector.format.metrics.InfluxDecoder;
import io.lull.connector.format.metrics.RemoteWriteDecoder;
import io.lull.connector.format.otlp.OtlpLogsDecoder;
import io.lull.connector.format.otlp.OtlpMetricsDecoder;
import io.lull.connector.format.otlp.OtlpTracesDecoder;
import io.lull.connector.format.snmp.SnmpDecoder;
import io.lull.connector.format.syslog.SyslogDecoder;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** All formats by the name under which {@code lull.yaml} binds topics to them. */
public final class Decoders {
  private static final Map<String, Function<DecoderOptions, Decoder>> FACTORIES = factories();

  private Decoders() {}

  private static Map<String, Function<DecoderOptions, Decoder>> factories() {
    Map<String, Function<DecoderOptions, Decoder>> byName = new TreeMap<>();
    // Events.
    byName.put("alertmanager", AlertmanagerDecoder::new);
    byName.put("cloudevents", CloudEventsDecoder::new);
    byName.put("json", PlainEventDecoder::new);
    byName.put("kubernetes", KubernetesDecoder::new);
    byName.put("snmp", SnmpDecoder::new);
    byName.put("syslog", SyslogDecoder::new);
    // Inventories.
    byName.put("aws-config", AwsConfigDecoder::new);
    byName.put("inventory-csv", TableDecoder::new);
    byName.put("inventory-json", ImportDecoder::new);
    byName.put("kubernetes-watch", KubernetesWatchDecoder::new);
    byName.put("opennms-topology", OpenNmsDecoder::new);
    byName.put("snmp-walk", SnmpWalkDecoder::new);
    // Metrics, logs and traces.
    byName.put("collectd", options -> new CollectdDecoder(options, Counters.RATES));
    byName.put("collectd-raw", options -> new CollectdDecoder(options, Counters.RAW));
    byName.put("influx", InfluxDecoder::new);
    byName.put("otlp-logs", options -> new OtlpLogsDecoder(options, null));
    byName.put("otlp-logs-json", options -> new OtlpLogsDecoder(options, true));
    byName.put("otlp-logs-proto", options -> new OtlpLogsDecoder(options, false));
    byName.put("otlp-metrics", options -> new OtlpMetricsDecoder(options, null));
    byName.put("otlp-metrics-json", options -> new OtlpMetricsDecoder(options, true));
    byName.put("otlp-metrics-proto", options -> new OtlpMetricsDecoder(options, false));
    byName.put("otlp-traces", options -> new OtlpTracesDecoder(options, null));
    byName.put("otlp-traces-json", options -> new OtlpTracesDecoder(options, true));
    byName.put("otlp-traces-proto", options -> new OtlpTracesDecoder(options, false));
    byName.put("prometheus-remote-write", RemoteWriteDecoder::new);
    return Collections.unmodifiableMap(byName);
  }

  /** Names of all formats, sorted. */
  public static SortedSet<String> formats() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(FACTORIES.keySet()));
  }

  /**
   * A decoder for one thread.
   *
   * @throws IllegalArgumentException where no format has that name; the message lists those known
   */
  public static Decoder create(String format, DecoderOptions options) {
    Function<DecoderOptions, Decoder> factory = FACTORIES.get(format);
    if (factory == null) {
      throw new IllegalArgumentException(
          "unknown format '" + format + "', expected one of " + formats());
    }
    return new GuardedDecoder(factory.apply(options), options.limits());
  }
}
