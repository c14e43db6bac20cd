package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Savepoints of a job that is told a story by its sources, the savepoint in the midst of it. */
abstract class StorySavepointsContract extends SavepointsContract {
  /** What is told before the savepoint, and in it. */
  abstract List<RawRecord> before() throws Exception;

  /** What is told to a job that goes on. */
  abstract List<RawRecord> after() throws Exception;

  LullConfig config() {
    return LullConfig.defaults().with(PipelineOptions.IDLENESS, Duration.ofSeconds(2));
  }

  abstract void build(
      StreamExecutionEnvironment env, LullConfig config, Story story, TestingSinks sinks)
      throws Exception;

  /** Whether all came of what was told that is to be in the savepoint. */
  abstract boolean isTold(TestingSinks sinks);

  /** Holds what came of the rest. */
  abstract void holds(String name, TestingSinks sinks);

  /**
   * Makes the sources.
   *
   * @param pause whether nothing is told after the savepoint
   */
  record Story(List<RawRecord> before, List<RawRecord> after, boolean pause) {
    /** The source of the story itself. */
    TestingSource source() {
      List<RawRecord> all = Stream.concat(before.stream(), after.stream()).toList();
      return pause ? new TestingSource(all, before.size()) : new TestingSource(all);
    }

    /** A source of what is told at once, as rules and the topology are. */
    TestingSource source(List<RawRecord> atOnce) {
      return pause ? new TestingSource(atOnce, atOnce.size()) : new TestingSource(atOnce);
    }
  }

  private StreamExecutionEnvironment job(
      TestingSinks sinks, Configuration flink, int parallelism, boolean pause) throws Exception {
    LullConfig config = config();
    StreamExecutionEnvironment env = JobEnvironment.create(config, flink);
    env.setParallelism(parallelism);
    build(env, config, new Story(before(), after(), pause), sinks);
    return env;
  }

  @Override
  final void goesOn(String name, Configuration flink, int parallelism) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      job(sinks, flink, parallelism, false).execute(name);
      holds(name, sinks);
      assertThat(sinks.collectedDeadLetters()).isEmpty();
    }
  }

  @Override
  final void tell(Path directory) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      GoldenSavepoints.write(
          job(sinks, new Configuration(), 1, true).executeAsync("write"),
          directory,
          () -> isTold(sinks));
    }
  }
}
