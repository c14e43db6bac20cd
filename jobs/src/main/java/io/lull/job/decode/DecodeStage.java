package io.lull.job.decode;

import io.lull.connector.format.RawRecord;
import io.lull.pipeline.model.CallSpanSerializer;
import io.lull.pipeline.model.ScrapeSerializer;
import io.lull.schema.CallSpan;
import io.lull.schema.DeadLetter;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.Scrape;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Raw records to events, metric batches, facts and dead letters. */
public final class DecodeStage {
  public static final OutputTag<Scrape> METRICS =
      new OutputTag<>("metrics", ScrapeSerializer.type());

  /** What inventories say. */
  public static final OutputTag<Fact> FACTS =
      new OutputTag<>("facts", TypeInformation.of(Fact.class));

  /** Spans, where they are wanted. */
  public static final OutputTag<CallSpan> SPANS =
      new OutputTag<>("spans", CallSpanSerializer.type());

  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  private DecodeStage() {}

  /** The same, and spans too. */
  public static SingleOutputStreamOperator<Event> connectWithSpans(
      DataStream<RawRecord> raw, DecodeOptions options) {
    return connect(raw, options, true);
  }

  /**
   * Decodes; metric batches and dead letters are side outputs.
   *
   * @param raw records whose time stamp is when the collector saw them
   */
  public static SingleOutputStreamOperator<Event> connect(
      DataStream<RawRecord> raw, DecodeOptions options) {
    return connect(raw, options, false);
  }

  private static SingleOutputStreamOperator<Event> connect(
      DataStream<RawRecord> raw, DecodeOptions options, boolean spans) {
    return raw.transform(
            "decode", TypeInformation.of(Event.class), new DecodeOperator(options, spans))
        .uid("decode")
        .name("decode");
  }
}
