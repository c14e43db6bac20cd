package io.lull.pipeline.reconcile;

import io.lull.schema.CallSpan;
import io.lull.schema.Fact;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts the folding of spans into a job graph: spans in, facts of who calls whom out. */
public final class CallStage {
  /** Shards of traces: spans of one trace meet in one. */
  private static final int SHARDS = 128;

  private static final long WINDOW_MILLIS = 60_000;

  private CallStage() {}

  /**
   * Connects the stage.
   *
   * @param spans with their times as stream timestamps
   */
  public static SingleOutputStreamOperator<Fact> connect(DataStream<CallSpan> spans) {
    return spans
        .keyBy(span -> (int) Math.floorMod(span.trace, SHARDS), Types.INT)
        .process(new CallFoldFunction(WINDOW_MILLIS), TypeInformation.of(CallCount.class))
        .uid("fold-calls")
        .name("Fold calls")
        .keyBy(CallCount::caller, Types.STRING)
        .process(new CallShareFunction(WINDOW_MILLIS), TypeInformation.of(Fact.class))
        .uid("call-shares")
        .name("Shares of calls");
  }
}
