package io.lull.benchmark.micro;

import io.lull.benchmark.Samples;
import io.lull.pipeline.classify.Classifier;
import io.lull.pipeline.deduplicate.AlarmKey;
import io.lull.pipeline.deduplicate.AlarmMachine;
import io.lull.pipeline.deduplicate.AlarmState;
import io.lull.pipeline.deduplicate.DeduplicateOptions;
import io.lull.pipeline.deduplicate.OrphanClear;
import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Time of one event in the life of an alarm, state in hand: no back end, no serialiser. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class AlarmMachineBenchmark {
  private static final long STEP_MILLIS = 1_000;

  private AlarmMachine machine;
  private AlarmKey key;
  private AlarmState repeated;
  private Event raise;
  private Event clear;
  private AlarmMachine.Sink sink;
  private long now;

  @Setup
  public void setUp(Blackhole blackhole) {
    machine = new AlarmMachine(DeduplicateOptions.DEFAULT);
    raise = Classifier.shipped().classify(Decoded.one("syslog", Samples.syslogBgp()));
    clear = Event.newBuilder(raise).setStatus(EventStatus.CLEARED).build();
    key = AlarmKey.of(raise);
    now = raise.getTimeMillis();
    repeated = new AlarmState();
    sink =
        new AlarmMachine.Sink() {
          @Override
          public void change(AlarmChange change) {
            blackhole.consume(change);
          }

          @Override
          public void orphan(OrphanClear orphan) {
            blackhole.consume(orphan);
          }
        };
    machine.take(key, repeated, raise, now, sink);
  }

  /** The most frequent thing in a storm. */
  @Benchmark
  public void repeat() {
    now += STEP_MILLIS;
    machine.take(key, repeated, raise, now, sink);
  }

  @Benchmark
  public AlarmState raiseAndClear() {
    AlarmState state = new AlarmState();
    machine.take(key, state, raise, now, sink);
    machine.take(key, state, clear, now + STEP_MILLIS, sink);
    return state;
  }
}
