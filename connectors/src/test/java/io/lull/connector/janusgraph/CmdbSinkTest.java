package io.lull.connector.janusgraph;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.kafka.AvroSerdes;
import io.lull.schema.DeadLetter;
import io.lull.schema.TopologyChange;
import io.lull.schema.TrustedContracts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole job over an embedded graph that goes down under load. */
class CmdbSinkTest {
  private static final int CHANGES = 1200;
  private static final int FAILS_AT = 800;

  // What the tasks of this process share with the test.
  private static final AtomicInteger CHECKPOINTS = new AtomicInteger();
  private static final AtomicBoolean FAILED = new AtomicBoolean();
  private static final Queue<DeadLetter> LETTERS = new ConcurrentLinkedQueue<>();
  private static volatile FaultyStore store = new FaultyStore();

  @TempDir private Path directory;

  @Test
  void whileTheGraphIsDownCheckpointsGoOnAndAfterwardsAllIsThere() throws Exception {
    TrustedContracts.establish();
    CmdbSettings settings = CmdbSettings.embedded(directory.resolve("graph"));
    try (Cmdb cmdb = Cmdb.open(settings);
        ChangeStore behind = ChangeStoreFactory.of(settings, Writer.TOPOLOGY).get()) {
      store = new FaultyStore(behind);
      store.setPoison(change -> change.getNode().getId().equals("host-77"));
      store.setDown(true);
      JobClient job = start();

      int before = CHECKPOINTS.get();
      await(() -> FAILED.get() && store.tries() > 3);
      await(() -> CHECKPOINTS.get() >= before + 3);
      assertThat(store.written()).as("the graph is down").isEmpty();
      store.setDown(false);
      job.getJobExecutionResult().get(60, TimeUnit.SECONDS);

      assertThat(TestingEstate.at(cmdb, 0)).hasSize(CHANGES - 1);
      assertThat(LETTERS).isNotEmpty();
      assertThat(LETTERS)
          .allSatisfy(
              letter -> {
                assertThat(letter.getReason()).contains("too large");
                assertThat(letter.getOrigin().getSource()).isEqualTo("lull.topology");
                assertThat(new String(letter.getKey().array(), StandardCharsets.UTF_8))
                    .isEqualTo("host-77");
              });
    }
  }

  private static JobClient start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    env.enableCheckpointing(100);
    env.fromSource(
            new NumberSequenceSource(0, CHANGES - 1), WatermarkStrategy.noWatermarks(), "numbers")
        .map(new Hosts())
        .returns(TypeInformation.of(TopologyChange.class))
        .sinkTo(
            new CmdbSink(
                () -> store,
                new BatchWriter.Backoff(3, 10, 50),
                new CmdbSink.Options(500, 2 * CHANGES),
                new RefusedLetters(AvroSerdes.SINGLE_OBJECT, "lull.topology"),
                new Letters()));
    return env.executeAsync();
  }

  private static void await(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Hosts by number; fails once in the middle, slowly enough for checkpoints in between. */
  private static final class Hosts extends RichMapFunction<Long, TopologyChange>
      implements CheckpointListener {
    private static final long serialVersionUID = 1L;

    @Override
    public TopologyChange map(Long number) throws Exception {
      if (number % 100 == 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      if (number == FAILS_AT && CHECKPOINTS.get() > 0 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("fails once, as the test wants it");
      }
      return TestingEstate.node(null, "host-" + number, "ams");
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      CHECKPOINTS.incrementAndGet();
    }
  }

  private static final class Letters implements Sink<DeadLetter> {
    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<DeadLetter> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(DeadLetter letter, Context context) {
          LETTERS.add(letter);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
