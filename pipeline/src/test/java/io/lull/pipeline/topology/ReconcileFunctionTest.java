package io.lull.pipeline.topology;

import static io.lull.pipeline.model.TestingTopology.node;
import static io.lull.pipeline.model.TestingTopology.relation;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Topology;
import io.lull.pipeline.ordered.TestingMailbox;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconcileFunctionTest {

  private static KeyedOneInputStreamOperatorTestHarness<String, TopologyChange, TopologyChange>
      open(@Nullable OperatorSubtaskState state) throws Exception {
    var bench =
        new KeyedOneInputStreamOperatorTestHarness<String, TopologyChange, TopologyChange>(
            new KeyedProcessOperator<>(new ReconcileFunction(10)), c -> "topology", Types.STRING);
    bench.setup(
        new AvroTypeInfo<>(TopologyChange.class)
            .createSerializer(bench.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      bench.initializeState(state);
    }
    bench.open();
    return bench;
  }

  /** Two rings of eight CIs; the relations of the second are known only with its last CI. */
  private static List<StreamRecord<TopologyChange>> changes() {
    List<StreamRecord<TopologyChange>> changes = new ArrayList<>();
    for (int ring = 0; ring < 2; ring++) {
      for (int i = 0; i < 8; i++) {
        changes.add(new StreamRecord<>(node(i + ".ring" + ring), 1_000L * ring));
      }
      for (int i = 0; i < 8; i++) {
        TopologyChange next =
            relation(i + ".ring" + ring, "CONNECTED_TO", (i + 1) % 8 + ".ring" + ring);
        changes.add(new StreamRecord<>(next, 1_000L * ring));
      }
    }
    changes.add(new StreamRecord<>(node("late"), 2_000));
    return changes;
  }

  /** What is told, by stream time and id. */
  private static Map<String, String> told(Iterable<?> output) {
    Map<String, String> told = new TreeMap<>();
    for (Object element : output) {
      if (element instanceof StreamRecord<?> record
          && record.getValue() instanceof TopologyChange change
          && change.getNode() != null) {
        told.put(record.getTimestamp() + " " + Topology.idOf(change), change.getNode().getDomain());
      }
    }
    return told;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 32, 100})
  void whereTheWatermarksStandAndTheJobFailsMakesNoDifference(int every) throws Exception {
    Map<String, String> told = new TreeMap<>();
    OperatorSubtaskState state = null;
    List<StreamRecord<TopologyChange>> changes = changes();
    for (int from = 0; from < changes.size(); from += every) {
      List<StreamRecord<TopologyChange>> part =
          changes.subList(from, Math.min(changes.size(), from + every));
      try (var bench = open(state)) {
        for (StreamRecord<TopologyChange> change : part) {
          bench.processElement(new StreamRecord<>(change.getValue(), change.getTimestamp()));
        }
        bench.processWatermark(new Watermark(part.get(part.size() - 1).getTimestamp() - 1));
        TestingMailbox.runAll(bench);
        if (from + every >= changes.size()) {
          bench.processWatermark(Watermark.MAX_WATERMARK);
          TestingMailbox.runAll(bench);
          assertThat(bench.numEventTimeTimers()).isZero();
        }
        told.putAll(told(bench.getOutput()));
        state = bench.snapshot(from, from);
      }
    }
    assertThat(told)
        .containsEntry("0 0.ring0", "default")
        .containsEntry("1000 0.ring1", "near-0.ring1")
        .containsEntry("1000 3.ring1", "near-2.ring1")
        .containsEntry("2000 late", "near-2.ring1")
        .hasSize(17);
  }
}
