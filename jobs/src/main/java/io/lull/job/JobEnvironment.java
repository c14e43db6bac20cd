package io.lull.job;

import io.lull.job.config.LullConfig;
import io.lull.job.config.RuntimeOptions;
import io.lull.schema.TrustedContracts;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink environment of a job: what Lull fixes, what the configuration adds. */
public final class JobEnvironment {
  static {
    TrustedContracts.establish();
  }

  /** Never to be changed: state is laid out in so many key groups. */
  public static final int MAX_PARALLELISM = 128;

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(30);

  /** How long an element waits in a buffer between tasks, or a watermark to be told: p99 counts. */
  private static final Duration TRANSPORT = Duration.ofMillis(20);

  private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(50);

  private JobEnvironment() {}

  /** An environment in the context this runs in: a cluster's, or a local one. */
  public static StreamExecutionEnvironment create(LullConfig config) {
    return create(config, new Configuration());
  }

  /**
   * @param base Flink options of the surroundings; the configuration's win
   */
  public static StreamExecutionEnvironment create(LullConfig config, Configuration base) {
    Configuration flink = new Configuration();
    flink.set(ExecutionOptions.BUFFER_TIMEOUT, TRANSPORT);
    flink.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
    flink.addAll(base);
    config.get(RuntimeOptions.FLINK).forEach(flink::setString);
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    flink.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    int parallelism = config.get(RuntimeOptions.PARALLELISM);
    if (parallelism > 0) {
      env.setParallelism(parallelism);
    }
    if (env.getConfiguration().getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).isEmpty()) {
      env.enableCheckpointing(CHECKPOINT_INTERVAL.toMillis());
    }
    return env;
  }
}
