package io.lull.pipeline.threshold;

import io.lull.pipeline.model.NamedSeries;
import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.model.ScrapeOrder;
import io.lull.pipeline.ordered.OrderedBroadcastFunction;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import io.lull.schema.Scrape;
import io.lull.schema.Threshold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the state of a resource, has it evaluated, stores it and sees to the timer. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class ThresholdFunction
    extends OrderedBroadcastFunction<String, Scrape, ControlRecord, Event> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ThresholdFunction.class);

  private static final Set<String> HANDED_ON = Set.of("limits", "objectives");

  // Configuration.
  private final ThresholdOptions options;

  // Checkpointed.
  private transient ValueState<ResourceState> states;

  // Not checkpointed; rules of control records come again after a restore.
  private transient Context context;
  private transient List<ThresholdRule> base;
  private transient Map<String, List<ThresholdRule>> live;
  private transient ThresholdEvaluator evaluator;
  private transient Map<String, String> liveTexts;
  private transient WatchedSamples watching;
  private transient NamedSeries handedOn;
  private transient CountingOutput output;
  private transient Counter rulesRefused;

  ThresholdFunction(ThresholdOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context opened) throws Exception {
    context = opened;
    states =
        opened
            .runtime()
            .getState(
                new ValueStateDescriptor<>("thresholds", TypeInformation.of(ResourceState.class)));
    base = new ArrayList<>();
    for (ThresholdOptions.RuleFile file : options.files()) {
      ThresholdRules.Parsed parsed = ThresholdRules.parse(file.name(), file.yaml());
      if (!parsed.problems().isEmpty()) {
        throw new IllegalArgumentException("threshold rules: " + parsed.problems());
      }
      base.addAll(parsed.rules());
    }
    live = new HashMap<>();
    liveTexts = new TreeMap<>();
    handOn();
    evaluator = new ThresholdEvaluator(options, new RuleSet(base, live));
    rules(new RuleSet(base, live));
    MetricGroup metrics = opened.runtime().getMetricGroup();
    output =
        new CountingOutput(metrics.counter("samplesOutOfOrder"), metrics.counter("seriesRefused"));
    rulesRefused = metrics.counter("rulesRefused");
  }

  @Override
  public void take(String resource, Scrape scrape, long timestamp, Output<Event> out)
      throws Exception {
    out.collect(ThresholdStage.TAKEN, scrape);
    Scrape named = handedOn.of(scrape);
    if (named != null) {
      out.collect(ThresholdStage.LIMITED, named);
    }
    ResourceState known = states.value();
    if (known == null && watching.isQuiet(scrape)) {
      return;
    }
    ResourceState state = known == null ? new ResourceState() : known;
    output.to(out);
    evaluator.evaluate(state, watching.batch(scrape), output);
    store(known != null, state, timestamp);
  }

  @Override
  public void onTimer(String resource, long time, Output<Event> out) throws Exception {
    ResourceState state = states.value();
    if (state == null || context.draining()) {
      states.clear();
      return;
    }
    state.timerMillis = Long.MAX_VALUE;
    output.to(out);
    evaluator.expire(state, resource, time, output);
    store(true, state, time);
  }

  /** A timer that is too early is cheap: it finds nothing and registers the next. */
  private void store(boolean stored, ResourceState state, long nowMillis) throws Exception {
    if (state.size() == 0) {
      if (state.timerMillis != Long.MAX_VALUE) {
        context.deleteTimer(state.timerMillis);
      }
      if (stored) {
        states.clear();
      }
      return;
    }
    if (state.timerMillis == Long.MAX_VALUE) {
      long due = state.oldestMillis() + options.seriesTimeoutMillis();
      state.timerMillis = Math.max(due, nowMillis + 1);
      context.registerTimer(state.timerMillis);
    }
    states.update(state);
  }

  @Override
  public void applyBroadcast(ControlRecord control, long timestamp) {
    if (!(control.getBody() instanceof Threshold threshold) || broadcastDeletes(control)) {
      if (liveTexts.remove(control.getId()) != null) {
        handOn();
      }
      if (live.remove(control.getId()) != null) {
        rules(new RuleSet(base, live));
      }
      return;
    }
    ThresholdRules.Parsed parsed =
        ThresholdRules.parse("control " + control.getId(), threshold.getYaml());
    if (!parsed.problems().isEmpty()) {
      rulesRefused.inc();
      LOG.warn("Threshold rules refused, the old ones stay: {}", parsed.problems());
      return;
    }
    if (!threshold.getYaml().equals(liveTexts.put(control.getId(), threshold.getYaml()))) {
      handOn();
    }
    live.put(control.getId(), parsed.rules());
    rules(new RuleSet(base, live));
  }

  /** Which series go on: none, where nobody asked for any. */
  private void handOn() {
    List<String> texts = new ArrayList<>();
    if (!options.handedOn().isEmpty()) {
      options.handedOn().forEach(file -> texts.add(file.yaml()));
      options.files().forEach(file -> texts.add(file.yaml()));
      texts.addAll(liveTexts.values());
    }
    handedOn = new NamedSeries(texts, HANDED_ON);
  }

  private void rules(RuleSet rules) {
    evaluator.rules(rules);
    watching = new WatchedSamples(rules, options.allScores());
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

  @Override
  public HeldBefore<MetricBatch, Scrape> heldBefore() {
    return new HeldBefore<>(TypeInformation.of(MetricBatch.class), Scrape::of);
  }

  /** Hands on, with the counters of the subtask. */
  private static final class CountingOutput implements ThresholdEvaluator.Output {
    private final Counter outOfOrder;
    private final Counter refused;
    private OrderedBroadcastFunction.Output<Event> out;

    CountingOutput(Counter outOfOrder, Counter refused) {
      this.outOfOrder = outOfOrder;
      this.refused = refused;
    }

    void to(OrderedBroadcastFunction.Output<Event> target) {
      out = target;
    }

    @Override
    public void event(Event event) {
      out.collect(event);
    }

    @Override
    public void score(SampleScore score) {
      out.collect(ThresholdStage.SCORES, score);
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
