package io.lull.pipeline.reconcile;

import io.lull.schema.CallSpan;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Folds the spans of each shard of traces on the heap, and gives out the counts of a window when
 * the watermark has passed it. Not in state: a restart loses the calls of a window, and a share is
 * a mean over many. What is late counts in the window that is open.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class CallFoldFunction extends KeyedProcessFunction<Integer, CallSpan, CallCount> {
  private static final long serialVersionUID = 1L;

  private final long windowMillis;
  private transient Map<Integer, CallFold> folds;

  CallFoldFunction(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  @Override
  public void open(OpenContext context) {
    folds = new HashMap<>();
  }

  @Override
  public void processElement(CallSpan span, Context context, Collector<CallCount> out) {
    long watermark = context.timerService().currentWatermark();
    if (span.timeMillis <= watermark) {
      span.timeMillis = watermark + 1;
    }
    long end =
        folds.computeIfAbsent(context.getCurrentKey(), k -> new CallFold(windowMillis)).take(span);
    context.timerService().registerEventTimeTimer(end - 1);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<CallCount> out) {
    CallFold fold = folds.get(context.getCurrentKey());
    if (fold == null) {
      return; // The job was restarted since.
    }
    long end = time + 1;
    fold.close(end)
        .forEach(
            (caller, callees) ->
                callees.forEach(
                    (callee, calls) ->
                        out.collect(
                            new CallCount(
                                caller,
                                callee,
                                end,
                                calls.count(),
                                calls.errors,
                                calls.micros,
                                calls.timed))));
  }
}
