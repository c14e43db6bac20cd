package io.lull.benchmark.micro;

import io.lull.benchmark.Samples;
import io.lull.pipeline.classify.Classifier;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
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

/** Time of classifying one event by the shipped rules. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class ClassifierBenchmark {

  @Param({"snmp", "syslog-5424", "syslog-cisco", "unmatched"})
  String input;

  private Classifier classifier;
  private Event event;

  @Setup
  public void setUp() {
    classifier = Classifier.shipped();
    event =
        switch (input) {
          case "snmp" -> Decoded.one("snmp", Samples.snmp());
          case "syslog-5424" -> Decoded.one("syslog", Samples.syslog5424());
          default -> Decoded.one("syslog", Samples.syslogCisco());
        };
    boolean unmatched = input.equals("unmatched");
    if (unmatched) {
      event.setType("");
      event.setMessage("session opened for user deploy by (uid=0) from 10.0.3.4 port 51234");
    }
    EventStatus status = classifier.classify(event).getStatus();
    if ((status == EventStatus.RAISED) == unmatched) {
      throw new IllegalStateException(input + " is classified as " + status);
    }
  }

  @Benchmark
  public Event classify() {
    return classifier.classify(event);
  }
}
