package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.BaselineSection;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Health;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

/**
 * A disk that fills is foretold by the metrics job and lowers the health of its host; a savepoint
 * knows that, so that the job which goes on from it withdraws the forecast when the trend breaks.
 */
class ForecastSavepointsTest extends SavepointsContract {
  private static final long START = 1_750_000_020_000L;
  private static final int MINUTES = 60;

  /** A percent a minute: full within the hour. */
  private static List<RawRecord> before() {
    List<RawRecord> raw = new ArrayList<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      raw.add(used(minute, 20 + minute));
    }
    raw.add(clock(MINUTES));
    return raw;
  }

  /** It stops to fill. */
  private static List<RawRecord> after() {
    List<RawRecord> raw = new ArrayList<>();
    for (int minute = MINUTES + 1; minute < 2 * MINUTES; minute++) {
      raw.add(used(minute, 19 + MINUTES));
    }
    raw.add(clock(2 * MINUTES));
    return raw;
  }

  /**
   * One record more than a job that is stopped reads: a source that has read all is idle at once,
   * which would end time before its last watermark is out.
   */
  private static List<RawRecord> all() {
    List<RawRecord> raw = new ArrayList<>(before());
    raw.addAll(after());
    raw.add(clock(2 * MINUTES));
    return raw;
  }

  private static RawRecord used(int minute, int percent) {
    long nanos = (START + minute * 60_000L) * 1_000_000;
    String line = "disk,host=h1,path=/data used_percent=" + percent + " " + nanos;
    return record("lull.raw.influx", minute, line);
  }

  private static RawRecord clock(int minute) {
    return record("lull.raw.clock", minute, "");
  }

  private static RawRecord record(String topic, int minute, String value) {
    return TestingRecords.raw(topic, minute, START + minute * 60_000L, value);
  }

  private static StreamExecutionEnvironment job(
      TestingSinks sinks, Configuration flink, int parallelism, int pauseAt) {
    LullConfig config =
        LullConfig.defaults()
            .with(BaselineSection.ENABLED, false)
            .with(PipelineOptions.IDLENESS, Duration.ofSeconds(2));
    StreamExecutionEnvironment env = JobEnvironment.create(config, flink);
    env.setParallelism(parallelism);
    MetricsJob.build(
        env,
        new MetricsJob.Sources(new TestingSource(all(), pauseAt), new TestingSource(List.of())),
        new MetricsJob.Sinks(
            sinks.events(), sinks.health(), new DiscardingSink<>(), sinks.deadLetters()),
        config);
    return env;
  }

  @Test
  void aDiskThatFillsIsForetoldAndItsHostIsLessHealthyUntilItStops() throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      JobClient client = job(sinks, new Configuration(), 2, all().size() - 1).executeAsync("whole");
      GoldenSavepoints.await(() -> isWellAgain(sinks.collectedHealth()));
      client.cancel().get();
      assertThat(sinks.collectedEvents())
          .extracting(event -> event.getType() + " " + event.getQualifier())
          .containsOnly("FORECAST_DISK /data");
      assertThat(sinks.collectedEvents())
          .extracting(Event::getStatus)
          .startsWith(EventStatus.RAISED)
          .endsWith(EventStatus.CLEARED);
      assertThat(sinks.collectedHealth()).extracting(Health::getResource).containsOnly("h1");
    }
  }

  private static boolean isWellAgain(List<Health> health) {
    return health.size() > 1
        && health.get(0).getScore() < 1
        && health.get(health.size() - 1).getScore() == 1;
  }

  @Override
  String story() {
    return "forecasts";
  }

  @Override
  void goesOn(String name, Configuration flink, int parallelism) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      job(sinks, flink, parallelism, Integer.MAX_VALUE).execute(name);
      assertThat(sinks.collectedEvents())
          .as("a job that knew nothing of the hour before would have nothing to withdraw")
          .extracting(event -> event.getType() + " " + event.getStatus())
          .contains("FORECAST_DISK " + EventStatus.CLEARED)
          .last()
          .isEqualTo("FORECAST_DISK " + EventStatus.CLEARED);
    }
  }

  @Override
  void tell(Path directory) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      GoldenSavepoints.write(
          job(sinks, new Configuration(), 1, before().size()).executeAsync("write"),
          directory,
          () -> !sinks.collectedEvents().isEmpty() && !sinks.collectedHealth().isEmpty());
    }
  }
}
