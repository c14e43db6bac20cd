package io.lull.pipeline.baseline;

import io.lull.pipeline.ordered.OrderedFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resources that are not on the heap: read when they are scraped, written at checkpoints. */
final class ResourceStateTables implements HotSeries.Store {
  private final OrderedFunction.Context context;
  private final SeriesStateTables tables;
  private final ColdStateTables cold;
  private final SeriesIntake intake;
  private final SeriesBaseline baseline;

  /**
   * @param intake reused for series that are read
   * @param baseline the same
   */
  ResourceStateTables(
      OrderedFunction.Context context,
      SeriesStateTables tables,
      ColdStateTables cold,
      SeriesIntake intake,
      SeriesBaseline baseline) {
    this.context = context;
    this.tables = tables;
    this.cold = cold;
    this.intake = intake;
    this.baseline = baseline;
  }

  /** The current key is that of the resource. */
  @Override
  public @Nullable ResourceSeries read(String resource) {
    try {
      ResourceSeries known = tables.hot();
      if (!context.restored()) {
        return known;
      }
      if (known == null) {
        return readBefore();
      }
      cold.splitSeasons(known, intake, baseline);
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(String resource, ResourceSeries series) {
    context.underKey(
        resource,
        () -> {
          try {
            tables.hot(series);
            cold.flush(series);
            if (series.alarmChanged) {
              tables.watch(series.watch());
              series.alarmChanged = false;
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void leave(String resource, ResourceSeries series) {
    context.underKey(resource, () -> cold.leave(series));
  }

  /** A resource as releases up to 0.2 kept it, each series in an entry of its own. */
  private @Nullable ResourceSeries readBefore() throws IOException {
    Map<String, byte[]> before = tables.takeBefore();
    if (before.isEmpty()) {
      return null;
    }
    ResourceSeries series = new ResourceSeries();
    SeriesNames names = new SeriesNames();
    Bytes cursor = new Bytes();
    before.forEach(
        (name, bytes) -> {
          int slot = series.take();
          cold.at(series, slot);
          SeriesBytes.read(bytes, intake, baseline);
          names.put(slot, name);
          series.at(slot, cursor);
          intake.write(cursor);
          baseline.writeHot(cursor);
          cold.keepTails(baseline);
        });
    cold.writeSeasons();
    tables.names(names);
    Watch watch = tables.watch();
    if (watch != null) {
      series.watch(watch);
    }
    return series;
  }
}
