package io.lull.pipeline.forecast;

import io.lull.pipeline.model.ScrapeOrder;
import io.lull.pipeline.ordered.OrderedBroadcastFunction;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.Scrape;
import io.lull.schema.Threshold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads what is kept of a resource, has it foretold, and sees to the timer. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class ForecastFunction
    extends OrderedBroadcastFunction<String, Scrape, ControlRecord, Event> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ForecastFunction.class);

  // Configuration.
  private final ForecastOptions options;

  // Checkpointed.
  private transient ValueState<byte[]> states;
  private transient HotForecasts hot;

  // Not checkpointed; rules of control records come again after a restore.
  private transient Context context;
  private transient List<LimitRules.Parsed> base;
  private transient Map<String, LimitRules.Parsed> live;
  private transient LimitSet rules;
  private transient LimitedSamples limited;
  private transient ResourceForecaster forecaster;
  private transient CountingOutput output;
  private transient Counter rulesRefused;

  ForecastFunction(ForecastOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context opened) throws Exception {
    context = opened;
    states =
        opened
            .runtime()
            .getState(
                new ValueStateDescriptor<>(
                    "forecasts", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    hot = new HotForecasts(options.hotBytes(), new Stored());
    base = new ArrayList<>();
    for (ForecastOptions.RuleFile file : options.files()) {
      LimitRules.Parsed parsed = LimitRules.parse(file.name(), file.yaml());
      if (!parsed.problems().isEmpty()) {
        throw new IllegalArgumentException("limits: " + parsed.problems());
      }
      base.add(parsed);
    }
    live = new HashMap<>();
    rules();
    forecaster = new ResourceForecaster(options);
    MetricGroup metrics = opened.runtime().getMetricGroup();
    output =
        new CountingOutput(metrics.counter("samplesOutOfOrder"), metrics.counter("seriesRefused"));
    rulesRefused = metrics.counter("rulesRefused");
  }

  /** Resources that are not on the heap. */
  private final class Stored implements HotForecasts.Store {
    @Override
    public @Nullable ResourceForecasts read() {
      try {
        byte[] bytes = states.value();
        return bytes == null ? null : ResourceForecasts.read(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void write(String resource, ResourceForecasts forecasts) {
      context.underKey(
          resource,
          () -> {
            try {
              states.update(forecasts.write());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @Override
  public void take(String resource, Scrape scrape, long timestamp, Output<Event> out) {
    int[] watched = limited.indexes(scrape);
    if (watched.length == 0) {
      return;
    }
    ResourceForecasts state = hot.get(resource);
    boolean fresh = state == null;
    if (state == null) {
      state = new ResourceForecasts();
    }
    int before = state.size();
    output.to(out);
    forecaster.take(state, scrape, watched, rules, output);
    if (state.isEmpty() && before == 0) {
      if (fresh) {
        hot.put(resource, state); // with the plan, that there is nothing to do
      }
      return;
    }
    store(resource, state, timestamp, state.size() != before);
  }

  @Override
  public void onTimer(String resource, long time, Output<Event> out) {
    ResourceForecasts state = hot.get(resource);
    if (state == null || context.draining()) {
      return;
    }
    state.timerMillis = Long.MAX_VALUE;
    state.changed = true;
    output.to(out);
    forecaster.expire(state, resource, time, rules, output);
    store(resource, state, time, true);
  }

  /** A timer that is too early is cheap: it finds nothing and registers the next. */
  private void store(String resource, ResourceForecasts state, long now, boolean resized) {
    if (state.isEmpty()) {
      if (state.timerMillis != Long.MAX_VALUE) {
        context.deleteTimer(state.timerMillis);
      }
      hot.remove(resource);
      states.clear();
      return;
    }
    long due = Math.max(now + 1, forecaster.dueMillis(state));
    if (state.timerMillis > due) {
      if (state.timerMillis != Long.MAX_VALUE) {
        context.deleteTimer(state.timerMillis);
      }
      state.timerMillis = due;
      state.changed = true;
      context.registerTimer(due);
    }
    if (resized) {
      hot.put(resource, state);
    }
  }

  @Override
  public void beforeSnapshot() {
    hot.flush();
  }

  @Override
  public void applyBroadcast(ControlRecord control, long timestamp) {
    if (!(control.getBody() instanceof Threshold threshold) || broadcastDeletes(control)) {
      if (live.remove(control.getId()) != null) {
        rules();
      }
      return;
    }
    LimitRules.Parsed parsed = LimitRules.parse("control " + control.getId(), threshold.getYaml());
    if (!parsed.problems().isEmpty()) {
      rulesRefused.inc();
      LOG.warn("Limits refused, the old ones stay: {}", parsed.problems());
      return;
    }
    LimitRules.Parsed before = live.put(control.getId(), parsed);
    if (before != null || !parsed.isEmpty()) {
      rules();
    }
  }

  private void rules() {
    rules = new LimitSet(base, live);
    limited = new LimitedSamples(rules);
  }

  @Override
  public String broadcastId(ControlRecord control) {
    return control.getId();
  }

  @Override
  public boolean broadcastDeletes(ControlRecord control) {
    return control.getOp() == ChangeOp.DELETE;
  }

  @Override
  public int compare(Scrape a, Scrape b) {
    return ScrapeOrder.INSTANCE.compare(a, b);
  }

  /** Hands on, with the counters of the subtask. */
  private static final class CountingOutput implements ResourceForecaster.Output {
    private final Counter outOfOrder;
    private final Counter refused;
    private Output<Event> out;

    CountingOutput(Counter outOfOrder, Counter refused) {
      this.outOfOrder = outOfOrder;
      this.refused = refused;
    }

    void to(Output<Event> target) {
      out = target;
    }

    @Override
    public void event(Event event) {
      out.collect(event);
    }

    @Override
    public void outOfOrder() {
      outOfOrder.inc();
    }

    @Override
    public void refused() {
      refused.inc();
    }
  }
}
