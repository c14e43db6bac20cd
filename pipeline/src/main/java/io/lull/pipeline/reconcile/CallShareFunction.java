package io.lull.pipeline.reconcile;

import io.lull.schema.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Gathers the counts of a caller, and tells the shares of its calls when a window is over. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class CallShareFunction extends KeyedProcessFunction<String, CallCount, Fact> {
  private static final long serialVersionUID = 1L;

  private static final int MOST_CALLEES = 1_000;

  private final long windowMillis;

  // Checkpointed.
  private transient MapState<String, CallCount> open;
  private transient MapState<String, CallShare> shares;

  /** When it was last told that the service is there. */
  private transient ValueState<Long> toldMillis;

  // Not checkpointed.
  private transient Counter leftOut;

  CallShareFunction(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  @Override
  public void open(OpenContext context) {
    open =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "open-calls", Types.STRING, TypeInformation.of(CallCount.class)));
    shares =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "shares", Types.STRING, TypeInformation.of(CallShare.class)));
    toldMillis =
        getRuntimeContext().getState(new ValueStateDescriptor<>("service-told", Types.LONG));
    leftOut = getRuntimeContext().getMetricGroup().counter("calleesLeftOut");
  }

  @Override
  public void processElement(CallCount count, Context context, Collector<Fact> out)
      throws Exception {
    String key = count.endMillis() + " " + count.callee();
    CallCount known = open.get(key);
    open.put(key, known == null ? count : known.plus(count));
    context.timerService().registerEventTimeTimer(count.endMillis());
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Fact> out) throws Exception {
    String caller = context.getCurrentKey();
    Map<String, CallCount> over = new TreeMap<>();
    List<String> done = new ArrayList<>();
    for (Map.Entry<String, CallCount> entry : open.entries()) {
      if (entry.getValue().endMillis() <= time) {
        over.merge(entry.getValue().callee(), entry.getValue(), CallCount::plus);
        done.add(entry.getKey());
      }
    }
    for (String key : done) {
      open.remove(key);
    }
    CallCount requests = over.remove("");
    long taken = requests == null ? 0 : requests.calls();
    int known = forgetOld(time);
    fadeOthers(over.keySet(), taken);
    for (Map.Entry<String, CallCount> call : over.entrySet()) {
      CallShare before = shares.get(call.getKey());
      if (before == null && known++ >= MOST_CALLEES) {
        leftOut.inc();
        continue;
      }
      CallShare now = CallShare.after(before, call.getValue(), taken, windowMillis);
      shares.put(call.getKey(), now);
      if (now.isDue()) {
        out.collect(now.fact(caller, call.getKey()));
      }
    }
    if (requests != null || !over.isEmpty()) {
      tell(caller, time, out);
    }
    forgetSilent(time);
    if (!shares.isEmpty() || toldMillis.value() != null) {
      context.timerService().registerEventTimeTimer(time + CallShare.FORGET_MILLIS);
    }
  }

  /** A service that traces show is there, also where it calls nobody. */
  private void tell(String service, long time, Collector<Fact> out) throws Exception {
    Long told = toldMillis.value();
    if (told == null || time >= told + CallShare.AGAIN_MILLIS) {
      out.collect(CallShare.serviceFact(service, time));
      toldMillis.update(time);
    }
  }

  private void forgetSilent(long time) throws Exception {
    Long told = toldMillis.value();
    if (told != null && time >= told + CallShare.FORGET_MILLIS) {
      toldMillis.clear();
    }
  }

  /** What was not called in this window is a smaller share of what the caller does. */
  private void fadeOthers(Set<String> called, long requests) throws Exception {
    Map<String, CallShare> faded = new TreeMap<>();
    for (Map.Entry<String, CallShare> share : shares.entries()) {
      if (!called.contains(share.getKey())) {
        faded.put(share.getKey(), share.getValue().without(requests, windowMillis));
      }
    }
    for (Map.Entry<String, CallShare> share : faded.entrySet()) {
      shares.put(share.getKey(), share.getValue()); // All of nothing would leave an empty map.
    }
  }

  /** Returns how many are left. */
  private int forgetOld(long time) throws Exception {
    List<String> old = new ArrayList<>();
    int known = 0;
    for (Map.Entry<String, CallShare> share : shares.entries()) {
      if (share.getValue().seenMillis() + CallShare.FORGET_MILLIS <= time) {
        old.add(share.getKey());
      } else {
        known++;
      }
    }
    for (String callee : old) {
      shares.remove(callee);
    }
    return known;
  }
}
