package io.lull.pipeline.correlate;

import io.lull.benchmark.Racks;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Incident;
import io.lull.schema.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time of one alarm change in the correlator, its share of revisions included, on tables on the
 * heap: no back end, no serialiser. In this package because the class is of this package's own.
 */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class CorrelatorBenchmark {
  private static final int CHANGES = 1_000;
  private static final int RACKS = 200;
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long STEP_MILLIS = 6;

  /** Alarms that one rack raises, so the size of an incident. */
  @Param({"1", "24"})
  int alarmsPerRack;

  private Correlator correlator;
  private TreeSet<Long> wakeUps;
  private final Map<Integer, io.lull.pipeline.model.Topology> topologies = new HashMap<>();
  private Blackhole blackhole;

  @Setup(Level.Invocation)
  public void setUp(Blackhole hole) {
    blackhole = hole;
    wakeUps = new TreeSet<>();
    correlator =
        new Correlator(
            CorrelateOptions.DEFAULT,
            topologies.computeIfAbsent(RACKS, Racks::topology),
            new HeapTables(),
            new ToBlackhole());
  }

  /** A storm of raises, three repeats after each. */
  @Benchmark
  @OperationsPerInvocation(CHANGES)
  public void storm() {
    long now = START_MILLIS;
    for (int i = 0; i < CHANGES; i++) {
      now += STEP_MILLIS;
      while (!wakeUps.isEmpty() && wakeUps.first() <= now) {
        correlator.wake(wakeUps.pollFirst());
      }
      boolean raise = i % 4 == 0;
      correlator.take("d0", change(i / 4, raise, now), now);
    }
  }

  private AlarmChange change(int alarm, boolean raise, long now) {
    String host = Racks.host(alarm / alarmsPerRack % RACKS, alarm % alarmsPerRack);
    String event = "e" + alarm;
    return new AlarmChange(
        raise ? AlarmChange.Kind.RAISED : AlarmChange.Kind.REPEATED,
        event,
        now,
        now,
        host,
        "LINK_DOWN",
        "eth" + alarm / RACKS / alarmsPerRack,
        true,
        "d0",
        Severity.MAJOR,
        "NIC Link is Down",
        null,
        raise ? 1 : 2,
        List.of(new EventRef(event, now)));
  }

  private final class ToBlackhole implements Correlator.Sink {
    @Override
    public void incident(Incident incident) {
      blackhole.consume(incident);
    }

    @Override
    public void model(ModelRevision revision) {}

    @Override
    public void membership(Membership membership) {
      blackhole.consume(membership);
    }

    @Override
    public void wakeAt(long timeMillis) {
      wakeUps.add(timeMillis);
    }

    @Override
    public void count(Correlator.Counted what, long number) {
      blackhole.consume(number);
    }
  }
}
