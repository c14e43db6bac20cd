package io.lull.connector.janusgraph;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.TopologyJson;
import io.lull.schema.TopologyChange;
import io.lull.schema.TrustedContracts;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CmdbSourceTest {
  // What the tasks of this process share with the test.
  private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger CHECKPOINTS = new AtomicInteger();
  private static final AtomicBoolean FAIL = new AtomicBoolean();

  @TempDir private Path directory;

  @Test
  void theEstateIsReadAndThenWhatOthersWrite() throws Exception {
    TrustedContracts.establish();
    CmdbSettings settings = CmdbSettings.embedded(directory);
    try (Cmdb cmdb = Cmdb.open(settings);
        ChangeStore job = ChangeStoreFactory.of(settings, Writer.TOPOLOGY).get()) {
      TopologyChange old = TestingEstate.node(null, "a", "ams");
      TopologyChange a = TestingEstate.node(100L, "a", "fra");
      TopologyChange b = TestingEstate.node(null, "b", "ams");
      TopologyChange relation = TestingEstate.relation(null, "a", "b", "0.5");
      cmdb.write(List.of(old, a, b, relation), refusal -> {});
      JobClient client = start(settings);
      try {
        await(() -> SEEN.size() >= 3);
        assertThat(SEEN).contains(lines(a, b, relation)).doesNotContain(lines(old));

        TopologyChange mine = TestingEstate.node(null, "mine", "ams");
        TopologyChange moved = TestingEstate.node(200L, "b", "ber");
        TopologyChange gone = TestingEstate.noNode(300L, "a");
        job.write(List.of(mine));
        cmdb.write(List.of(moved, gone), refusal -> {});
        await(() -> SEEN.contains(TopologyJson.line(moved)));
        int before = CHECKPOINTS.get();
        await(() -> CHECKPOINTS.get() >= before + 2);
        FAIL.set(true);
        TopologyChange c = TestingEstate.node(null, "c", "ams");
        cmdb.write(List.of(c), refusal -> {});
        await(() -> !FAIL.get() && SEEN.contains(TopologyJson.line(c)));
        gone.setSource("cmdb");
        TopologyChange ended = TestingEstate.noRelation(300L, "a", "b", "DEPENDS_ON");
        ended.setSource("cmdb");
        assertThat(SEEN).contains(lines(gone, ended)).doesNotContain(lines(mine));
      } finally {
        client.cancel().get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static String[] lines(TopologyChange... changes) {
    return List.of(changes).stream().map(TopologyJson::line).toArray(String[]::new);
  }

  private static JobClient start(CmdbSettings settings) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    env.enableCheckpointing(100);
    env.fromSource(
            new CmdbSource(settings, new CmdbSource.Options(Writer.TOPOLOGY, 50)),
            WatermarkStrategy.noWatermarks(),
            "cmdb")
        .map(new See())
        .returns(Types.STRING)
        .sinkTo(new DiscardingSink<>());
    return env.executeAsync();
  }

  private static final class See extends RichMapFunction<TopologyChange, String>
      implements CheckpointListener {
    private static final long serialVersionUID = 1L;

    @Override
    public String map(TopologyChange change) {
      if (FAIL.compareAndSet(true, false)) {
        throw new IllegalStateException("fails once, as the test wants it");
      }
      SEEN.add(TopologyJson.line(change));
      return "";
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      CHECKPOINTS.incrementAndGet();
    }
  }

  private static void await(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time; seen: " + SEEN).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
