package io.lull.benchmark.micro;

import io.lull.benchmark.Racks;
import io.lull.benchmark.Samples;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.RawRecord;
import io.lull.pipeline.classify.Classifier;
import io.lull.pipeline.intake.Resolver;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time of a raw event of a storm on its way to the correlator: half traps, half lines, of six
 * kinds, from many CIs of which every second is known. Unlike one sample again and again, it gives
 * caches and branches something to miss.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class WayInBenchmark {
  private static final int RECORDS = 20_000;
  private static final int KNOWN_RACKS = 1_000;
  private static final int CIS = 50_000;

  private List<RawRecord> raws;
  private Event[] decoded;
  private Event[] classified;
  private Decoder snmp;
  private Decoder syslog;
  private Classifier classifier;
  private Resolver resolver;
  private Latest latest;

  @Setup
  public void setUp() {
    raws = Samples.storm(RECORDS, CIS);
    snmp = Decoders.create("snmp", DecoderOptions.DEFAULT);
    syslog = Decoders.create("syslog", DecoderOptions.DEFAULT);
    classifier = Classifier.shipped();
    resolver = new Resolver(Racks.topology(KNOWN_RACKS));
    latest = new Latest();
    decoded = raws.stream().map(this::decode).toArray(Event[]::new);
    classified = raws.stream().map(raw -> classifier.classify(decode(raw))).toArray(Event[]::new);
  }

  private Event decode(RawRecord raw) {
    latest.event = null;
    (raw.source().endsWith("snmp") ? snmp : syslog).decode(raw, latest);
    Event event = latest.event;
    if (event == null) {
      throw new IllegalStateException("no event from " + raw.origin());
    }
    return event;
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void decode(Blackhole blackhole) {
    for (RawRecord raw : raws) {
      blackhole.consume(decode(raw));
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void classify(Blackhole blackhole) {
    for (Event event : decoded) {
      blackhole.consume(classifier.classify(event));
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void resolve(Blackhole blackhole) {
    for (Event event : classified) {
      blackhole.consume(resolver.resolve(event));
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void all(Blackhole blackhole) {
    for (RawRecord raw : raws) {
      blackhole.consume(resolver.resolve(classifier.classify(decode(raw))));
    }
  }

  /** A record that is refused would measure nothing. */
  private static final class Latest implements Decoder.Output {
    private @Nullable Event event;

    @Override
    public void event(Event event) {
      this.event = event;
    }

    @Override
    public void metrics(MetricBatch batch) {
      throw new IllegalStateException("metrics, expected an event");
    }

    @Override
    public void reject(String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void rejectPart(String reason, byte[] part) {
      throw new IllegalStateException(reason);
    }
  }
}
