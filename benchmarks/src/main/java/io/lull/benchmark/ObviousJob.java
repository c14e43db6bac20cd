package io.lull.benchmark;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lull.connector.format.RawRecord;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What one would write first: a sample a record, keyed by its series, with one {@link ValueState}
 * of a running mean and variance, and three standard deviations for an anomaly.
 */
final class ObviousJob {
  private ObviousJob() {}

  static void connect(DataStream<RawRecord> raw) {
    raw.flatMap(new ToPoints())
        .uid("points")
        .keyBy(point -> point.series, Types.STRING)
        .process(new ThreeSigma())
        .uid("three-sigma")
        .name("three sigma")
        .sinkTo(new CountingSink<>("obvious anomalies"))
        .uid("discard")
        .name("discard");
  }

  /** A sample. A Flink POJO. */
  public static class Point {
    public String series = "";
    public long timeMillis;
    public double value;
  }

  /** What is known of a series. A Flink POJO. */
  public static class Normal {
    public long count;
    public double mean;
    public double squares;
  }

  private static final class ToPoints extends RichFlatMapFunction<RawRecord, Point> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(RawRecord raw, Collector<Point> out) throws InvalidProtocolBufferException {
      for (ResourceMetrics resource :
          ExportMetricsServiceRequest.parseFrom(raw.value()).getResourceMetricsList()) {
        String host = resource.getResource().getAttributes(0).getValue().getStringValue();
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
          for (Metric metric : scope.getMetricsList()) {
            List<NumberDataPoint> points =
                metric.hasSum()
                    ? metric.getSum().getDataPointsList()
                    : metric.getGauge().getDataPointsList();
            points.forEach(point -> out.collect(point(host, metric.getName(), point)));
          }
        }
      }
    }

    private static Point point(String host, String metric, NumberDataPoint from) {
      StringBuilder series = new StringBuilder(host).append('/').append(metric);
      for (KeyValue label : from.getAttributesList()) {
        series.append(',').append(label.getKey()).append('=');
        series.append(label.getValue().getStringValue());
      }
      Point point = new Point();
      point.series = series.toString();
      point.timeMillis = from.getTimeUnixNano() / 1_000_000;
      point.value = from.hasAsDouble() ? from.getAsDouble() : from.getAsInt();
      return point;
    }
  }

  private static final class ThreeSigma extends KeyedProcessFunction<String, Point, Point> {
    private static final long serialVersionUID = 1L;
    private transient ValueState<Normal> state;

    @Override
    public void open(OpenContext context) {
      state =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("normal", TypeInformation.of(Normal.class)));
    }

    @Override
    public void processElement(Point point, Context context, Collector<Point> out)
        throws Exception {
      Normal known = state.value();
      Normal normal = known == null ? new Normal() : known;
      double distance = point.value - normal.mean;
      if (normal.count > 30 && distance * distance > 9 * normal.squares / normal.count) {
        out.collect(point);
      }
      normal.count++;
      normal.mean += distance / normal.count;
      normal.squares += distance * (point.value - normal.mean);
      state.update(normal);
    }
  }
}
