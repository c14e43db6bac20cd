package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.CallSpanSerializer;
import io.lull.schema.CallSpan;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Spans to facts through both operators of the stage, in as many subtasks as wanted. */
class CallStageTest {
  private static final long WINDOW = 60_000;
  private static final long START = 1_764_000_000_000L / WINDOW * WINDOW;
  private static final int MAX_PARALLELISM = 128;

  /** Requests to "shop", two of three of which call "cart", each in a trace of its own. */
  private static List<CallSpan> spans(int minutes) {
    List<CallSpan> spans = new ArrayList<>();
    long id = 1;
    for (int minute = 0; minute < minutes; minute++) {
      for (int i = 0; i < 60; i++) {
        long time = START + minute * WINDOW + i * 1000;
        long request = id++;
        spans.add(span("shop", request, request, 0, CallSpan.INCOMING, time));
        if (i % 3 != 0) {
          long call = id++;
          spans.add(span("shop", request, call, request, CallSpan.OUTGOING, time));
          spans.add(span("cart", request, id++, call, CallSpan.INCOMING, time));
        }
      }
    }
    return spans;
  }

  private static CallSpan span(
      String service, long trace, long id, long parent, byte role, long time) {
    return new CallSpan(service, trace, id, parent, role, time, 1000, false, null);
  }

  /** What is told, by time and subject. */
  private static Map<String, Map<String, String>> run(List<CallSpan> spans, int parallelism)
      throws Exception {
    try (Bench bench = new Bench(null, parallelism)) {
      for (CallSpan span : spans) {
        bench.span(span);
      }
      bench.watermark(START + 10 * WINDOW);
      return bench.told();
    }
  }

  @Test
  void theShareOfACallIsTold() throws Exception {
    assertThat(run(spans(2), 1))
        .isEqualTo(
            Map.of(
                "1 shop calls cart",
                Map.of("share", "0.667", "rate", "0.667", "errorShare", "0", "latencyMillis", "1"),
                "1 service shop",
                Map.of(),
                "1 service cart",
                Map.of()));
  }

  @Test
  void orderRepetitionAndParallelismChangeNothing() throws Exception {
    List<CallSpan> spans = spans(2);
    Map<String, Map<String, String>> told = run(spans, 1);
    List<CallSpan> mixed = new ArrayList<>(spans);
    mixed.addAll(spans.subList(0, 100));
    Collections.shuffle(mixed, new Random(1));
    assertThat(run(mixed, 1)).isEqualTo(told);
    assertThat(run(mixed, 3)).isEqualTo(told);
  }

  @Test
  void whatIsLateCountsInTheWindowThatIsOpen() throws Exception {
    try (Bench bench = new Bench(null, 1)) {
      bench.watermark(START + WINDOW);
      for (CallSpan span : spans(1)) {
        bench.span(span);
      }
      bench.watermark(START + 2 * WINDOW);
      assertThat(bench.told()).containsKey("2 shop calls cart");
    }
  }

  @Test
  void aRestoredJobCountsWhatItHadCountedAndMayHaveOtherSubtasks() throws Exception {
    List<CallSpan> spans = spans(2);
    Map<String, Map<String, String>> told = run(spans, 1);
    for (int parallelism : List.of(1, 2, 3)) {
      Saved saved;
      int half = spans.size() / 4 + 1; // Within the first window, and within a trace.
      try (Bench bench = new Bench(null, 2)) {
        for (CallSpan span : spans.subList(0, half)) {
          bench.span(span);
        }
        bench.watermark(START + WINDOW / 3);
        assertThat(bench.told()).isEmpty();
        saved = bench.save();
      }
      try (Bench bench = new Bench(saved, parallelism)) {
        for (CallSpan span : spans.subList(half, spans.size())) {
          bench.span(span);
        }
        bench.watermark(START + 10 * WINDOW);
        assertThat(bench.told()).isEqualTo(told);
      }
    }
  }

  /** Its watermark starts again below everything, but windows that were told stay over. */
  @Test
  void whatIsLateIsLateAfterARestoreToo() throws Exception {
    List<CallSpan> late = new ArrayList<>();
    for (CallSpan span : spans(1)) {
      if (span.parent == 0 || span.trace % 2 == 0) { // Fewer calls for each request.
        late.add(
            span(span.service, -span.trace, -span.id, -span.parent, span.role, span.timeMillis));
      }
    }
    Map<String, Map<String, String>> undisturbed;
    Saved saved;
    try (Bench bench = new Bench(null, 2)) {
      bench.spans(spans(1));
      bench.watermark(START + 3 * WINDOW);
      assertThat(bench.told()).containsKey("1 shop calls cart");
      saved = bench.save();
      bench.spans(late);
      bench.watermark(START + 10 * WINDOW);
      undisturbed = bench.told();
      assertThat(undisturbed).containsOnlyKeys("4 shop calls cart");
    }
    try (Bench bench = new Bench(saved, 3)) {
      bench.spans(late);
      bench.watermark(START + 10 * WINDOW);
      assertThat(bench.told()).isEqualTo(undisturbed);
    }
  }

  @Test
  void silenceLeavesNothingInStateAndTellsNothing() throws Exception {
    try (Bench bench = new Bench(null, 1)) {
      for (CallSpan span : spans(1)) {
        bench.span(span);
      }
      bench.save();
      assertThat(bench.folds.get(0).numKeyedStateEntries()).isPositive();
      bench.watermark(START + WINDOW);
      assertThat(bench.told()).hasSize(3);
      bench.watermark(START + 60 * WINDOW);
      bench.save();
      assertThat(bench.told()).isEmpty();
      assertThat(bench.folds.get(0).numKeyedStateEntries()).isZero();
      assertThat(bench.shares.numKeyedStateEntries()).isPositive();
      bench.watermark(START + 200 * WINDOW);
      assertThat(bench.told()).isEmpty();
      assertThat(bench.shares.numKeyedStateEntries()).isZero();
      assertThat(bench.shares.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void spansSurviveTheWire() throws Exception {
    CallSpanSerializer serializer = CallSpanSerializer.create();
    List<CallSpan> spans = new ArrayList<>(spans(1));
    spans.add(
        new CallSpan("größe", -1, -2, -3, CallSpan.OUTGOING, Long.MAX_VALUE, 7, true, "db:5432"));
    spans.add(new CallSpan("", 0, 0, 0, CallSpan.INTERNAL, 0, 0, false, ""));
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (CallSpan span : spans) {
      serializer.serialize(span, out);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    for (CallSpan span : spans) {
      assertThat(serializer.deserialize(in)).usingRecursiveComparison().isEqualTo(span);
    }
    assertThat(in.available()).isZero();
  }

  private record Saved(OperatorSubtaskState folds, OperatorSubtaskState shares, int parallelism) {}

  private static final class Bench implements AutoCloseable {
    private final List<KeyedOneInputStreamOperatorTestHarness<Integer, CallSpan, CallCount>> folds =
        new ArrayList<>();
    private final KeyedOneInputStreamOperatorTestHarness<String, CallCount, Fact> shares;

    Bench(@Nullable Saved saved, int parallelism) throws Exception {
      for (int subtask = 0; subtask < parallelism; subtask++) {
        var fold =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new CallFoldOperator(WINDOW),
                CallStage::shardOf,
                Types.INT,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        fold.setup(serializer(CallCount.class, fold));
        if (saved != null) {
          fold.initializeState(
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  saved.folds, MAX_PARALLELISM, saved.parallelism, parallelism, subtask));
        }
        fold.open();
        folds.add(fold);
      }
      shares =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(new CallShareFunction(WINDOW)),
              CallCount::caller,
              Types.STRING);
      shares.setup(serializer(Fact.class, shares));
      if (saved != null) {
        shares.initializeState(saved.shares);
      }
      shares.open();
    }

    private static <T> org.apache.flink.api.common.typeutils.TypeSerializer<T> serializer(
        Class<T> type, AbstractStreamOperatorTestHarness<?> harness) {
      return TypeInformation.of(type)
          .createSerializer(harness.getExecutionConfig().getSerializerConfig());
    }

    void spans(List<CallSpan> spans) throws Exception {
      for (CallSpan span : spans) {
        span(span);
      }
    }

    void span(CallSpan span) throws Exception {
      int subtask =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              CallStage.shardOf(span), MAX_PARALLELISM, folds.size());
      folds.get(subtask).processElement(new StreamRecord<>(span, span.timeMillis));
    }

    void watermark(long time) throws Exception {
      for (var fold : folds) {
        fold.processWatermark(new Watermark(time));
        for (StreamRecord<? extends CallCount> count : fold.extractOutputStreamRecords()) {
          shares.processElement(new StreamRecord<>(count.getValue(), count.getTimestamp()));
        }
        fold.getOutput().clear();
      }
      shares.processWatermark(new Watermark(time));
    }

    Saved save() throws Exception {
      List<OperatorSubtaskState> states = new ArrayList<>();
      for (var fold : folds) {
        states.add(fold.snapshot(1, 1));
      }
      return new Saved(
          AbstractStreamOperatorTestHarness.repackageState(
              states.toArray(new OperatorSubtaskState[0])),
          shares.snapshot(1, 1),
          folds.size());
    }

    Map<String, Map<String, String>> told() {
      Map<String, Map<String, String>> told = new TreeMap<>();
      for (StreamRecord<? extends Fact> record : shares.extractOutputStreamRecords()) {
        Fact fact = record.getValue();
        Map<String, String> attributes = new TreeMap<>();
        for (FactRelation relation : fact.getRelations()) {
          attributes.putAll(relation.getAttributes());
        }
        told.put((record.getTimestamp() - START) / WINDOW + " " + fact.getSubject(), attributes);
      }
      shares.getOutput().clear();
      return told;
    }

    @Override
    public void close() throws Exception {
      for (var fold : folds) {
        fold.close();
      }
      shares.close();
    }
  }
}
