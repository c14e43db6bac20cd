package io.lull.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFlinkTest {
  private static final long LAST = -1;
  private static final CountDownLatch ENDED = new CountDownLatch(1);

  /** As a source of a file that was read to its end, beside one that goes on. */
  @Test
  @Timeout(60)
  void aJobRunsFullyThoughSomeOfItsSourcesHaveComeToTheirEnd(@TempDir Path directory)
      throws Exception {
    try (EmbeddedFlink flink = EmbeddedFlink.start(directory, 0, 1)) {
      JobID job = flink.submit(job("running", directory));
      ENDED.await();
      assertThat(staysSo(flink, job, true)).isTrue();
      JobID waiting = flink.submit(job("waiting", directory));
      assertThat(staysSo(flink, waiting, false)).as("there is no slot for it").isTrue();
    }
  }

  /** Whether it comes to be so within a while, and is so for longer than a task needs to end. */
  private static boolean staysSo(EmbeddedFlink flink, JobID job, boolean fullyRunning)
      throws InterruptedException {
    int so = 0;
    for (int i = 0; i < 100 && so < 10; i++) {
      so = flink.isFullyRunning(job) == fullyRunning ? so + 1 : 0;
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return so == 10;
  }

  private static StreamGraph job(String name, Path directory) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            EmbeddedFlink.jobSettings(directory, Duration.ofMillis(200), 1));
    env.fromSequence(LAST, LAST).map(new Slowly()).sinkTo(new DiscardingSink<>());
    env.fromSequence(0, Long.MAX_VALUE).map(new Slowly()).sinkTo(new DiscardingSink<>());
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(name);
    return graph;
  }

  /** Tells when the task that had the last value is closed, which is after its last checkpoint. */
  private static final class Slowly extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    private transient boolean last;

    @Override
    public Long map(Long value) throws InterruptedException {
      last = value == LAST;
      TimeUnit.MILLISECONDS.sleep(10);
      return value;
    }

    @Override
    public void close() {
      if (last) {
        ENDED.countDown();
      }
    }
  }
}
