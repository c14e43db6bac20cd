package io.lull.job.replay;

import io.lull.connector.files.HistoryRecord;
import io.lull.connector.files.SortedRuns;
import io.lull.connector.format.DecoderOptions;
import io.lull.job.JobEnvironment;
import io.lull.schema.SuppressionState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One replay: read and sort, run the stages, write the results. */
final class Replay {
  private static final long POLL_MILLIS = 200;
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final Settings settings;
  private final Progress progress;
  private final InstantSource clock;

  /**
   * What to do.
   *
   * @param maxGapMillis what follows so long after the rest of the history is from the future,
   *     milliseconds
   * @param configured the options that were set, by key, for the summary
   */
  record Settings(
      Path input,
      Path output,
      int parallelism,
      ReplayGraph.Stages stages,
      DecoderOptions decoders,
      long maxGapMillis,
      Map<String, String> configured) {}

  Replay(Settings settings, Progress progress, InstantSource clock) {
    this.settings = settings;
    this.progress = progress;
    this.clock = clock;
  }

  ReplaySummary run() throws IOException, ReplayFailed, InterruptedException {
    long started = clock.millis();
    ReplayFiles files = ReplayFiles.find(settings.input());
    try (OutputDirectory output = OutputDirectory.prepare(settings.output(), settings.input())) {
      Path results = output.folder("results");
      Path parts = output.folder("parts");
      ReplayCounts counts;
      long deadLetters;
      try (Input input = read(files, output, results.resolve("dead-letters.jsonl"))) {
        counts = input.counts();
        runGraph(input.history(), parts, counts, discovers(files));
        new RefusedLines(settings.input(), files, input.dead()).add(parts);
        deadLetters = input.dead().count();
      }
      ResultFiles written = new ResultFiles(parts, results);
      written.write(settings.stages().scores());
      SuppressedFile suppressed = new SuppressedFile(parts);
      suppressed.write(results.resolve(SuppressedFile.NAME));
      ReplaySummary summary =
          summary(counts, deadLetters, parts, written, suppressed.states(), started);
      summary.write(results.resolve(OutputDirectory.SUMMARY));
      output.publish(results);
      return summary;
    } finally {
      progress.end();
    }
  }

  /** What was read. */
  private record Input(
      SortedRuns<HistoryRecord> history,
      ReplayCounts counts,
      Timeline timeline,
      DeadLetterFile dead)
      implements Closeable {
    boolean reachesIntoTheFuture() {
      Long last = counts.lastMillis();
      return last != null && last > timeline.limit();
    }

    @Override
    public void close() throws IOException {
      dead.close();
    }
  }

  /** Reads the files; once more where some of it turns out to be from the future. */
  private Input read(ReplayFiles files, OutputDirectory output, Path letters) throws IOException {
    Input first = read(files, output.folder("spool"), letters, Long.MAX_VALUE);
    if (!first.reachesIntoTheFuture()) {
      return first;
    }
    first.close();
    return read(files, output.folder("spool-again"), letters, first.timeline().limit());
  }

  private Input read(ReplayFiles files, Path spool, Path letters, long latestMillis)
      throws IOException {
    DeadLetterFile dead = new DeadLetterFile(letters);
    ReplayCounts counts = new ReplayCounts();
    Timeline timeline = new Timeline(settings.maxGapMillis());
    SortedRuns<HistoryRecord> history =
        new HistoryBuilder(
                settings.input(),
                spool,
                settings.decoders(),
                dead,
                counts,
                timeline,
                latestMillis,
                discovers(files),
                progress)
            .read(files);
    return new Input(history, counts, timeline, dead);
  }

  private ReplaySummary summary(
      ReplayCounts counts,
      long deadLetters,
      Path parts,
      ResultFiles written,
      Map<SuppressionState, Long> suppressed,
      long started)
      throws IOException {
    return new ReplaySummary(
        settings.input(),
        settings.output(),
        settings.parallelism(),
        settings.configured(),
        counts,
        deadLetters,
        CountSink.read(parts, ReplayGraph.CLASSIFIED),
        CountSink.read(parts, ReplayGraph.LATE),
        CountSink.read(parts, ReplayGraph.RAISED),
        suppressed,
        CountSink.read(parts, ReplayGraph.ORPHAN_CLEARS),
        written.anomaliesWritten(),
        written.healthWritten(),
        written.membersWritten(),
        written.revisionsWritten(),
        written.states(),
        clock.millis() - started);
  }

  /** Whether the topology is made of facts: where it is to be, or there is anything to tell any. */
  private boolean discovers(ReplayFiles files) {
    ReplayGraph.Discovery discovery = settings.stages().discovery();
    return discovery != null
        && (discovery.always() || !discovery.maps().isEmpty() || files.hasInventories());
  }

  private void runGraph(
      SortedRuns<HistoryRecord> history, Path parts, ReplayCounts counts, boolean discovers)
      throws ReplayFailed, InterruptedException {
    long total = counts.total();
    ReplayGraph.Stages stages = settings.stages();
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(settings.parallelism(), flink());
    env.setMaxParallelism(JobEnvironment.MAX_PARALLELISM);
    ReplayGraph.build(env, history, parts, discovers ? stages : stages.withoutDiscovery());
    try {
      JobClient job = env.executeAsync("lull-replay");
      CompletableFuture<JobExecutionResult> done = job.getJobExecutionResult();
      while (!isDone(done)) {
        progress.replayed(replayed(job), total);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new ReplayFailed(e);
    }
  }

  private static boolean isDone(CompletableFuture<JobExecutionResult> done)
      throws ExecutionException, InterruptedException {
    try {
      done.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static long replayed(JobClient job) throws InterruptedException {
    try {
      Object count = job.getAccumulators().get().get(SplitHistory.REPLAYED);
      return count instanceof Long number ? number : 0;
    } catch (ExecutionException | IllegalStateException e) {
      return 0; // The cluster has just ended.
    }
  }

  /** No checkpoints and no restart: what fails is run again from the files. */
  private Configuration flink() {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    flink.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, HEARTBEAT);
    flink.set(TaskManagerOptions.NUM_TASK_SLOTS, settings.parallelism());
    MemorySize network = MemorySize.ofMebiBytes(64L * Math.max(1, settings.parallelism() / 2));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    flink.set(RestOptions.ADDRESS, "localhost");
    flink.set(RestOptions.BIND_ADDRESS, "localhost");
    flink.set(RestOptions.BIND_PORT, "0");
    return flink;
  }
}
