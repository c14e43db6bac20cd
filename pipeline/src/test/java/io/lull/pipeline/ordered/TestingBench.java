package io.lull.pipeline.ordered;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** An ordered operator with two inputs on a test harness. */
final class TestingBench implements AutoCloseable {
  static final int MAX_PARALLELISM = 16;
  private static final TypeInformation<Ticket> TICKET = TypeInformation.of(Ticket.class);

  final KeyedTwoInputStreamOperatorTestHarness<String, Ticket, Ticket, String> harness;

  TestingBench(
      int parallelism,
      int subtask,
      @Nullable StateBackend backend,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new OrderedBroadcastOperator<>(new TestingJournal(), TICKET, TICKET),
            Ticket::key,
            null,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    if (backend != null) {
      harness.setStateBackend(backend);
    }
    harness.setup(
        Types.STRING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  static TestingBench open() throws Exception {
    return new TestingBench(1, 0, null, null);
  }

  TestingBench take(String key, long time, String text) throws Exception {
    harness.processElement1(new StreamRecord<>(new Ticket(key, time, text), time));
    return this;
  }

  TestingBench rule(String id, long time, String text) throws Exception {
    harness.processElement2(new StreamRecord<>(new Ticket(id, time, text), time));
    return this;
  }

  TestingBench watermark(long time) throws Exception {
    return watermark(time, time);
  }

  TestingBench watermark(long keyed, long broadcast) throws Exception {
    harness.processWatermark1(new Watermark(keyed));
    harness.processWatermark2(new Watermark(broadcast));
    TestingMailbox.runAll(harness);
    return this;
  }

  /** What came out since the last call, watermarks left out. */
  List<String> drain() {
    List<String> values = List.copyOf(harness.extractOutputValues());
    harness.getOutput().clear();
    return values;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
