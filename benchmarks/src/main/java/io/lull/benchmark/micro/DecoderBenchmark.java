package io.lull.benchmark.micro;

import io.lull.benchmark.Samples;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.RawRecord;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Time of one raw record, whatever is in it: see {@link Samples} for how much that is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class DecoderBenchmark {

  @Param({
    "snmp",
    "syslog-5424",
    "syslog-cisco",
    "otlp-logs",
    "alertmanager",
    "influx",
    "prometheus-remote-write"
  })
  String input;

  private Decoder decoder;
  private RawRecord raw;
  private ToBlackhole out;

  @Setup
  public void setUp(Blackhole blackhole) throws IOException {
    raw = record(input);
    String format = input.startsWith("syslog") ? "syslog" : input;
    decoder = Decoders.create(format, DecoderOptions.DEFAULT);
    out = new ToBlackhole(blackhole);
  }

  private static RawRecord record(String input) throws IOException {
    return switch (input) {
      case "snmp" -> Samples.snmp();
      case "syslog-5424" -> Samples.syslog5424();
      case "syslog-cisco" -> Samples.syslogCisco();
      case "otlp-logs" -> Samples.otlpLogs();
      case "alertmanager" -> Samples.alertmanager();
      case "influx" -> Samples.influx();
      case "prometheus-remote-write" -> Samples.remoteWrite();
      default -> throw new IllegalArgumentException("no sample of " + input);
    };
  }

  @Benchmark
  public void decode() {
    decoder.decode(raw, out);
  }

  /** A sample that is refused would measure nothing. */
  private record ToBlackhole(Blackhole blackhole) implements Decoder.Output {
    @Override
    public void event(Event event) {
      blackhole.consume(event);
    }

    @Override
    public void metrics(MetricBatch batch) {
      blackhole.consume(batch);
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
