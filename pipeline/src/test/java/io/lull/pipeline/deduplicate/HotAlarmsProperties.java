package io.lull.pipeline.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmEventSerializer;
import io.lull.pipeline.ordered.OrderedBench;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** What is in memory, and how often it is written or read back, never shows in what comes out. */
class HotAlarmsProperties {
  private static final DeduplicateOptions OPTIONS =
      new DeduplicateOptions(10, 4, 40, 3, 80, 50, 200);
  private static final int EVENTS = 150;

  /**
   * How a history is run.
   *
   * @param hot alarms kept in memory
   * @param interruptAt number of the event before which the job fails after a checkpoint; 0: never
   * @param everyEvent whether a watermark follows each event, or only every tenth
   */
  private record Run(int hot, int interruptAt, boolean everyEvent) {}

  @Property(tries = 150)
  void oneOutputWhateverIsInMemory(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int hot,
      @ForAll @IntRange(min = 0, max = EVENTS - 1) int interruptAt,
      @ForAll boolean everyEvent,
      @ForAll boolean drained)
      throws Exception {
    List<Event> history = history(new Random(seed));
    long end = drained ? Long.MAX_VALUE : 10_000;
    List<String> expected = run(history, new Run(1_000, 0, true), end);
    assertThat(run(history, new Run(hot, interruptAt, everyEvent), end)).isEqualTo(expected);
    assertThat(expected).hasSizeGreaterThan(10);
  }

  private static List<Event> history(Random random) {
    List<Event> history = new ArrayList<>();
    long time = 1_000;
    for (int i = 0; i < EVENTS; i++) {
      time += random.nextInt(8) * (random.nextInt(20) == 0 ? 40L : 1L);
      EventStatus status = random.nextInt(4) == 0 ? EventStatus.CLEARED : EventStatus.RAISED;
      Severity severity = random.nextInt(10) == 0 ? Severity.CRITICAL : Severity.MAJOR;
      String source = random.nextInt(5) == 0 ? "snmp" : "syslog";
      Event event = TestingAlarm.event("e" + i, time, status, severity, source);
      event.setQualifier("port " + random.nextInt(6));
      history.add(event);
    }
    return history;
  }

  private static OrderedBench<Event, AlarmChange> bench(int hot) throws Exception {
    return new OrderedBench<>(
        new DeduplicateFunction(OPTIONS, hot),
        AlarmEventSerializer.TYPE,
        event -> AlarmKey.of(event).text());
  }

  private static List<String> run(List<Event> history, Run run, long end) throws Exception {
    List<String> out = new ArrayList<>();
    OrderedBench<Event, AlarmChange> bench = bench(run.hot());
    for (int i = 0; i < history.size(); i++) {
      if (i > 0 && i == run.interruptAt()) {
        OperatorSubtaskState snapshot = bench.snapshot();
        drain(bench, out);
        bench = bench(run.hot());
        bench.restore(snapshot);
      }
      Event event = history.get(i);
      bench.take(event, event.getTimeMillis());
      if (run.everyEvent() || i % 10 == 9) {
        bench.watermark(event.getTimeMillis() - 1);
      }
    }
    bench.watermark(end);
    if (end == Long.MAX_VALUE) {
      assertThat(bench.harness.numEventTimeTimers()).isZero();
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
    }
    drain(bench, out);
    return out.stream().sorted().toList();
  }

  private static void drain(OrderedBench<Event, AlarmChange> bench, List<String> out)
      throws Exception {
    for (StreamRecord<? extends AlarmChange> change : bench.harness.extractOutputStreamRecords()) {
      out.add(change.getTimestamp() + " " + change.getValue());
    }
    var orphans = bench.harness.getSideOutput(DeduplicateStage.ORPHAN_CLEARS);
    if (orphans != null) {
      orphans.forEach(orphan -> out.add(orphan.getTimestamp() + " " + orphan.getValue()));
    }
    bench.close();
  }
}
