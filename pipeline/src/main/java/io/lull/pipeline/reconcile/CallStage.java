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

  private CallStage() {}

  static int shardOf(CallSpan span) {
    return (int) Math.floorMod(span.trace, SHARDS);
  }

  /**
   * Connects the stage.
   *
   * @param spans with their times as stream timestamps
   * @param windowMillis calls are counted so long before they are told; spans of a trace wait for
   *     each other as long, or twice as long
   */
  public static SingleOutputStreamOperator<Fact> connect(
      DataStream<CallSpan> spans, long windowMillis) {
    return spans
        .keyBy(CallStage::shardOf, Types.INT)
        .transform(
            "Fold calls", TypeInformation.of(CallCount.class), new CallFoldOperator(windowMillis))
        .uid("fold-calls")
        .name("Fold calls")
        .keyBy(CallCount::caller, Types.STRING)
        .process(new CallShareFunction(windowMillis), TypeInformation.of(Fact.class))
        .uid("call-shares")
        .name("Shares of calls");
  }
}
