package io.lull.pipeline.health;

import io.lull.pipeline.health.ResourceHealth.Told;
import io.lull.pipeline.model.Events;
import io.lull.pipeline.ordered.OrderedFunction;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Health;
import java.io.IOException;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;

/** Loads the health of a resource, has it changed, tells what is new, and sees to the timer. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class HealthFunction extends OrderedFunction<String, Event, Health> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final HealthOptions options;

  // Checkpointed.
  private transient ValueState<ResourceHealth> states;

  // Not checkpointed.
  private transient Context context;
  private transient Counter alarmsLeftOut;

  HealthFunction(HealthOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context opened) {
    context = opened;
    states =
        opened
            .runtime()
            .getState(
                new ValueStateDescriptor<>("health", TypeInformation.of(ResourceHealth.class)));
    alarmsLeftOut = opened.runtime().getMetricGroup().counter("alarmsLeftOut");
  }

  @Override
  public void take(String resource, Event event, long timestamp, Output<Health> out)
      throws IOException {
    ResourceHealth known = states.value();
    ResourceHealth before = known == null ? ResourceHealth.NEW : known.at(timestamp);
    if (event.getStatus() == EventStatus.RAISED && before.isFullFor(event)) {
      alarmsLeftOut.inc();
      return;
    }
    keep(resource, before.take(event, timestamp + options.holdMillis()), timestamp, out);
  }

  @Override
  public void onTimer(String resource, long time, Output<Health> out) throws IOException {
    ResourceHealth known = states.value();
    if (known != null && !context.draining()) {
      keep(resource, known.withTimer(0).at(time), time, out);
    }
  }

  private void keep(String resource, ResourceHealth now, long timestamp, Output<Health> out)
      throws IOException {
    Told news = now.news(options.step());
    ResourceHealth health = now;
    if (news != null) {
      out.collect(new Health(resource, timestamp, news.score(), news.contributions()));
      health = now.withTold(news.score());
    }
    health = timed(health);
    if (health.harms().isEmpty()) {
      states.clear();
    } else {
      states.update(health);
    }
  }

  /** One timer, when the first of the alarms that are over ceases to count. */
  private ResourceHealth timed(ResourceHealth health) {
    long due = health.dueMillis() == Long.MAX_VALUE ? 0 : health.dueMillis();
    if (due == health.timerMillis()) {
      return health;
    }
    if (health.timerMillis() != 0) {
      context.deleteTimer(health.timerMillis());
    }
    if (due != 0) {
      context.registerTimer(due);
    }
    return health.withTimer(due);
  }

  @Override
  public int compare(Event a, Event b) {
    return Events.ORDER.compare(a, b);
  }
}
