package io.lull.job;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.RawWatermarks;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.TopologyChange;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** Puts sources into a job graph, with the watermarks that their kind has. */
final class JobSources {
  private static final Duration ALIGNMENT_UPDATE = Duration.ofSeconds(1);

  private JobSources() {}

  /** Raw records; event time follows the collectors' clocks, a partition at a time. */
  static SingleOutputStreamOperator<RawRecord> raw(
      StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source, LullConfig config) {
    WatermarkStrategy<RawRecord> watermarks =
        RawWatermarks.of(
                source,
                config.get(PipelineOptions.OUT_OF_ORDERNESS),
                config.get(PipelineOptions.IDLENESS))
            .withWatermarkAlignment("raw", config.get(PipelineOptions.ALIGNMENT), ALIGNMENT_UPDATE);
    return env.fromSource(source, watermarks, "raw topics").uid("raw");
  }

  /**
   * A topic whose content is state: events wait until it is read, which the source says by being
   * idle. It is small and its order counts, so one subtask reads it.
   */
  static SingleOutputStreamOperator<RawRecord> state(
      StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source, String name) {
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), name + " topic")
        .uid(name)
        .setParallelism(1);
  }

  /** Imports into the CMDB; one subtask reads. */
  static SingleOutputStreamOperator<TopologyChange> cmdb(
      StreamExecutionEnvironment env, Source<TopologyChange, ?, ?> source) {
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "CMDB imports")
        .uid("cmdb-imports")
        .setParallelism(1);
  }

  /**
   * Nothing, and its end. A stream of {@link #state state} united with it has the last of all
   * watermarks from when it has been read to its end: then it waits for nothing any more.
   */
  static <T> DataStream<T> ended(StreamExecutionEnvironment env, TypeInformation<T> type) {
    return env.fromSource(
            new NumberSequenceSource(0, 0), WatermarkStrategy.noWatermarks(), "end of state")
        .uid("end-of-state")
        .setParallelism(1)
        .flatMap((Long number, Collector<T> out) -> {}, type)
        .uid("no-state")
        .name("no state")
        .setParallelism(1);
  }
}
