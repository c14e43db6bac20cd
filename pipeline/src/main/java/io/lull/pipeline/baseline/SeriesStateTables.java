package io.lull.pipeline.baseline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/** What is kept of the resource that is the current key, its cold parts apart. */
final class SeriesStateTables {
  // Checkpointed.
  private final ValueState<byte[]> hot;
  private final ValueState<byte[]> names;
  private final MapState<String, Integer> seriesOfMetric;
  private final ValueState<Watch> watches;
  private final MapState<String, byte[]> before; // as releases up to 0.2 kept series

  SeriesStateTables(RuntimeContext runtime) {
    TypeInformation<byte[]> bytes = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    hot = runtime.getState(new ValueStateDescriptor<>("hot", bytes));
    names = runtime.getState(new ValueStateDescriptor<>("names", bytes));
    seriesOfMetric =
        runtime.getMapState(new MapStateDescriptor<>("series-of-metric", Types.STRING, Types.INT));
    watches =
        runtime.getState(new ValueStateDescriptor<>("watch", TypeInformation.of(Watch.class)));
    before = runtime.getMapState(new MapStateDescriptor<>("series", Types.STRING, bytes));
  }

  @Nullable ResourceSeries hot() throws IOException {
    byte[] stored = hot.value();
    return stored == null ? null : ResourceSeries.read(stored);
  }

  void hot(ResourceSeries series) throws IOException {
    hot.update(series.write());
  }

  SeriesNames names() throws IOException {
    byte[] stored = names.value();
    return stored == null ? new SeriesNames() : SeriesNames.read(stored);
  }

  void names(SeriesNames known) throws IOException {
    names.update(known.write());
  }

  int seriesOf(String metric) throws Exception {
    Integer known = seriesOfMetric.get(metric);
    return known == null ? 0 : known;
  }

  void seriesOf(String metric, int count) throws Exception {
    if (count > 0) {
      seriesOfMetric.put(metric, count);
    } else {
      seriesOfMetric.remove(metric);
    }
  }

  @Nullable Watch watch() throws IOException {
    return watches.value();
  }

  /** Keeps an alarm that is up; without one there is nothing that is not hot. */
  void watch(Watch watch) throws IOException {
    if (watch.alarm() == null) {
      watches.clear();
    } else {
      watches.update(watch);
    }
  }

  void clear() {
    hot.clear();
    names.clear();
    seriesOfMetric.clear();
    watches.clear();
  }

  /** The series as releases up to 0.2 kept them, by name; they are not kept that way any more. */
  Map<String, byte[]> takeBefore() {
    try {
      Map<String, byte[]> series = new TreeMap<>();
      for (Map.Entry<String, byte[]> entry : before.entries()) {
        series.put(entry.getKey(), entry.getValue());
      }
      if (!series.isEmpty()) {
        before.clear();
      }
      return series;
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException("state of baselines", e));
    }
  }
}
