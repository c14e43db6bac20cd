package io.lull.job.replay;

import io.lull.connector.files.HistoryRecord;
import io.lull.pipeline.model.CallSpanSerializer;
import io.lull.pipeline.model.ScrapeSerializer;
import io.lull.schema.CallSpan;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import io.lull.schema.TopologyChange;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Parts the history into its kinds: events go on, the others are side outputs. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class SplitHistory extends ProcessFunction<HistoryRecord, Event> {
  private static final long serialVersionUID = 1L;

  static final OutputTag<TopologyChange> TOPOLOGY =
      new OutputTag<>("topology", TypeInformation.of(TopologyChange.class));
  static final OutputTag<ControlRecord> CONTROL =
      new OutputTag<>("control", TypeInformation.of(ControlRecord.class));
  static final OutputTag<Scrape> METRICS = new OutputTag<>("metrics", ScrapeSerializer.type());

  static final OutputTag<Fact> FACTS = new OutputTag<>("facts", TypeInformation.of(Fact.class));

  static final OutputTag<CallSpan> SPANS = new OutputTag<>("spans", CallSpanSerializer.type());

  /** Accumulator: records that have been given to the stages. */
  static final String REPLAYED = "replayed";

  private transient Payload<TopologyChange> topology;
  private transient Payload<ControlRecord> control;
  private transient Payload<MetricBatch> metrics;
  private transient Payload<Event> events;
  private transient Payload<Fact> facts;
  private transient SpanPayload spans;
  private transient LongCounter replayed;

  @Override
  public void open(OpenContext context) {
    topology = new Payload<>(TopologyChange.getClassSchema());
    control = new Payload<>(ControlRecord.getClassSchema());
    metrics = new Payload<>(MetricBatch.getClassSchema());
    events = new Payload<>(Event.getClassSchema());
    facts = new Payload<>(Fact.getClassSchema());
    spans = new SpanPayload();
    replayed = new LongCounter();
    getRuntimeContext().addAccumulator(REPLAYED, replayed);
  }

  @Override
  public void processElement(HistoryRecord record, Context context, Collector<Event> out)
      throws IOException {
    switch (record.kind) {
      case HistoryRecord.TOPOLOGY -> context.output(TOPOLOGY, topology.read(record.payload));
      case HistoryRecord.CONTROL -> {
        ControlRecord said = control.read(record.payload);
        context.output(CONTROL, said);
        if (said.getBody() instanceof TopologyChange change) {
          context.output(TOPOLOGY, change);
        }
      }
      case HistoryRecord.FACT -> context.output(FACTS, facts.read(record.payload));
      case HistoryRecord.SPAN -> context.output(SPANS, spans.read(record.payload));
      case HistoryRecord.EVENT -> out.collect(events.read(record.payload));
      case HistoryRecord.METRICS -> {
        splitMetrics(record, context);
        return;
      }
      default -> throw new IOException("unknown kind of record: " + record.kind);
    }
    replayed.add(1);
  }

  /** Batches of one resource and time; those of one source become one. */
  private void splitMetrics(HistoryRecord record, Context context) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(record.payload));
    MetricBatch current = null;
    while (in.available() > 0) {
      MetricBatch next = metrics.read(in.readNBytes(in.readInt()));
      replayed.add(1);
      if (current != null && current.getSource().equals(next.getSource())) {
        current.getSamples().addAll(next.getSamples());
      } else {
        emit(current, context);
        List<Sample> samples = new ArrayList<>(next.getSamples());
        next.setSamples(samples);
        current = next;
      }
    }
    emit(current, context);
  }

  private static void emit(@Nullable MetricBatch batch, Context context) {
    if (batch != null) {
      context.output(METRICS, Scrape.of(batch));
    }
  }
}
