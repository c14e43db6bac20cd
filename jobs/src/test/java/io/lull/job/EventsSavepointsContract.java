package io.lull.job;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.LullConfig;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Savepoints of the events job. */
abstract class EventsSavepointsContract extends StorySavepointsContract {
  List<RawRecord> control() {
    return List.of();
  }

  abstract List<RawRecord> topology() throws Exception;

  @Override
  final void build(
      StreamExecutionEnvironment env, LullConfig config, Story story, TestingSinks sinks)
      throws Exception {
    EventsJob.build(
        env,
        new EventsJob.Sources(story.source(), story.source(control()), story.source(topology())),
        sinks.ofEventsJob(),
        config);
  }
}
