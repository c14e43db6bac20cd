package io.lull.benchmark;

import com.google.protobuf.CodedOutputStream;
import io.airlift.compress.snappy.SnappyCompressor;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.RecordEncoder;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Wire formats of the scrapes, as their senders write them. */
enum MetricsFormat {
  /** The Collector's Kafka exporter, records by resource. */
  otlp("otlp-metrics") {
    @Override
    Encoder encoder(MetricsPlan plan) {
      return new Otlp(plan);
    }
  },
  remote_write("prometheus-remote-write") {
    @Override
    Encoder encoder(MetricsPlan plan) {
      return new RemoteWrite(plan);
    }
  },
  influx("influx") {
    @Override
    Encoder encoder(MetricsPlan plan) {
      return new Influx(plan);
    }
  },
  avro("metrics-avro") {
    @Override
    Encoder encoder(MetricsPlan plan) {
      return new Avro(plan);
    }
  };

  private final String decoder;

  MetricsFormat(String decoder) {
    this.decoder = decoder;
  }

  /** The name under which topics are bound to it. */
  String decoder() {
    return decoder;
  }

  abstract Encoder encoder(MetricsPlan plan);

  /** Makes the values of records. */
  abstract static class Encoder {
    final MetricsPlan plan;
    final List<HostMetrics.Series> series;

    Encoder(MetricsPlan plan) {
      this.plan = plan;
      this.series = HostMetrics.series(plan.seriesEach());
    }

    /** The scrape of a host, and of as many after it as a record has. */
    abstract byte[] encode(int first, int scrape) throws IOException;

    final double value(int number, int resource, int scrape) {
      long time = plan.timeMillis(resource, scrape);
      return HostMetrics.value(series.get(number), number, resource, scrape, time, plan);
    }
  }

  private static final class Otlp extends Encoder {
    private final List<List<KeyValue>> attributes = new ArrayList<>();

    Otlp(MetricsPlan plan) {
      super(plan);
      for (HostMetrics.Series one : series) {
        List<KeyValue> labels = new ArrayList<>();
        one.labels().forEach((name, value) -> labels.add(attribute(name, value)));
        attributes.add(labels);
      }
    }

    @Override
    byte[] encode(int first, int scrape) {
      ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
      for (int i = 0; i < plan.scrapesEachRecord(); i++) {
        request.addResourceMetrics(scrape(first + i, scrape));
      }
      return request.build().toByteArray();
    }

    private ResourceMetrics scrape(int resource, int scrape) {
      ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
      Metric.Builder metric = null;
      for (int number = 0; number < series.size(); number++) {
        HostMetrics.Series one = series.get(number);
        if (metric == null || !metric.getName().equals(one.metric())) {
          if (metric != null) {
            scope.addMetrics(metric);
          }
          metric = Metric.newBuilder().setName(one.metric()).setUnit(one.unit());
        }
        NumberDataPoint point = point(number, resource, scrape);
        if (one.counter()) {
          metric
              .getSumBuilder()
              .setIsMonotonic(true)
              .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
              .addDataPoints(point);
        } else {
          metric.getGaugeBuilder().addDataPoints(point);
        }
      }
      if (metric != null) {
        scope.addMetrics(metric);
      }
      return ResourceMetrics.newBuilder()
          .setResource(
              Resource.newBuilder()
                  .addAttributes(attribute("host.name", MetricsWriter.host(resource)))
                  .addAttributes(attribute("os.type", "linux"))
                  .addAttributes(attribute("service.name", "hostmetrics")))
          .addScopeMetrics(scope)
          .build();
    }

    private NumberDataPoint point(int number, int resource, int scrape) {
      NumberDataPoint.Builder point =
          NumberDataPoint.newBuilder()
              .addAllAttributes(attributes.get(number))
              .setStartTimeUnixNano(plan.startMillis() * 1_000_000L)
              .setTimeUnixNano(plan.timeMillis(resource, scrape) * 1_000_000L);
      double value = value(number, resource, scrape);
      return (series.get(number).counter()
              ? point.setAsInt((long) value)
              : point.setAsDouble(value))
          .build();
    }

    private static KeyValue attribute(String key, String value) {
      return KeyValue.newBuilder()
          .setKey(key)
          .setValue(AnyValue.newBuilder().setStringValue(value))
          .build();
    }
  }

  private static final class RemoteWrite extends Encoder {
    private final SnappyCompressor snappy = new SnappyCompressor();

    RemoteWrite(MetricsPlan plan) {
      super(plan);
    }

    @Override
    byte[] encode(int first, int scrape) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream request = CodedOutputStream.newInstance(bytes);
      for (int i = 0; i < plan.scrapesEachRecord(); i++) {
        for (int number = 0; number < series.size(); number++) {
          request.writeByteArray(1, series(number, first + i, scrape));
        }
      }
      request.flush();
      byte[] plain = bytes.toByteArray();
      byte[] packed = new byte[snappy.maxCompressedLength(plain.length)];
      int length = snappy.compress(plain, 0, plain.length, packed, 0, packed.length);
      return Arrays.copyOf(packed, length);
    }

    private byte[] series(int number, int resource, int scrape) throws IOException {
      HostMetrics.Series one = series.get(number);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      String name = one.metric().replace('.', '_') + (one.counter() ? "_total" : "");
      out.writeByteArray(1, label("__name__", name));
      for (Map.Entry<String, String> label : one.labels().entrySet()) {
        out.writeByteArray(1, label(label.getKey(), label.getValue()));
      }
      out.writeByteArray(1, label("instance", MetricsWriter.host(resource) + ":9100"));
      out.writeByteArray(1, label("job", "node"));
      ByteArrayOutputStream sampleBytes = new ByteArrayOutputStream();
      CodedOutputStream sample = CodedOutputStream.newInstance(sampleBytes);
      sample.writeDouble(1, value(number, resource, scrape));
      sample.writeInt64(2, plan.timeMillis(resource, scrape));
      sample.flush();
      out.writeByteArray(2, sampleBytes.toByteArray());
      out.flush();
      return bytes.toByteArray();
    }

    private static byte[] label(String name, String value) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream label = CodedOutputStream.newInstance(bytes);
      label.writeString(1, name);
      label.writeString(2, value);
      label.flush();
      return bytes.toByteArray();
    }
  }

  private static final class Influx extends Encoder {
    Influx(MetricsPlan plan) {
      super(plan);
    }

    @Override
    byte[] encode(int first, int scrape) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < plan.scrapesEachRecord(); i++) {
        for (int number = 0; number < series.size(); number++) {
          HostMetrics.Series one = series.get(number);
          lines.append(one.metric()).append(",host=").append(MetricsWriter.host(first + i));
          one.labels()
              .forEach((name, value) -> lines.append(',').append(name).append('=').append(value));
          lines.append(" value=").append(value(number, first + i, scrape)).append(' ');
          lines.append(plan.timeMillis(first + i, scrape)).append("000000\n");
        }
      }
      return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  private static final class Avro extends Encoder {
    private final RecordEncoder<MetricBatch> encoder =
        AvroSerdes.SINGLE_OBJECT.encoder(MetricBatch.class, "lull.metrics");

    Avro(MetricsPlan plan) {
      super(plan);
      if (plan.scrapesEachRecord() != 1) {
        throw new IllegalArgumentException("a MetricBatch is of one resource");
      }
    }

    @Override
    byte[] encode(int first, int scrape) throws IOException {
      List<Sample> samples = new ArrayList<>();
      for (int number = 0; number < series.size(); number++) {
        HostMetrics.Series one = series.get(number);
        samples.add(
            new Sample(
                one.metric(),
                one.labels(),
                value(number, first, scrape),
                one.counter() ? MetricKind.COUNTER : MetricKind.GAUGE,
                one.unit(),
                false));
      }
      long time = plan.timeMillis(first, scrape);
      return encoder.encode(
          new MetricBatch(MetricsWriter.host(first), time, time, "otlp", null, samples));
    }
  }
}
