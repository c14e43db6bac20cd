package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Topology;
import io.lull.pipeline.ordered.TestingMailbox;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.Origin;
import io.lull.schema.TopologyChange;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FactsFunctionTest {
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;

  private static Fact host(String name) {
    return TestFact.of("snmp", name).type("HOST").name(name).id("SERIAL", "S-" + name).build();
  }

  private static Fact guest(String name, String host) {
    return TestFact.of("kubernetes", name).type("POD").name(name).to("RUNS_ON", host).build();
  }

  @Test
  void factsAreTakenInTheOrderOfTheirTime() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.fact(2, guest("p", "h2"));
      bench.fact(1, guest("p", "h1"));
      bench.fact(0, host("h1"));
      bench.fact(0, host("h2"));
      bench.watermark(3);
      assertThat(bench.told())
          .containsExactly(
              "0 UPSERT h1",
              "0 UPSERT h2",
              "1 UPSERT p",
              "1 UPSERT p|RUNS_ON|h1",
              "2 DELETE p|RUNS_ON|h1",
              "2 UPSERT p|RUNS_ON|h2");
    }
  }

  /** Even where two CIs want one name. */
  @Test
  void whatIsToldOfFactsOfOneTimeDoesNotDependOnTheOrderInWhichTheyCome() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      List<Fact> facts = ReconcilerProperties.facts(seed, 20);
      List<TopologyChange> expected = toldOf(facts);
      assertThat(expected).isNotEmpty();
      Collections.shuffle(facts, new Random(seed));
      assertThat(toldOf(facts)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static List<TopologyChange> toldOf(List<Fact> facts) throws Exception {
    try (Bench bench = new Bench(null)) {
      for (Fact fact : facts) {
        bench.fact(0, fact);
      }
      bench.watermark(1);
      return bench.harness.extractOutputValues();
    }
  }

  @Test
  void aRestoredJobGoesOnAndStateGoesToZero() throws Exception {
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.fact(0, host("h1"));
      bench.fact(0, guest("p", "h1"));
      bench.fact(1, TestFact.of("table", "row").name("h1").attribute("site", "fra").build());
      bench.watermark(1);
      assertThat(bench.told()).hasSize(4);
      snapshot = bench.harness.snapshot(1, 1);
      assertThat(bench.harness.numKeyedStateEntries()).isPositive();
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.fact(2, guest("p", "h1"));
      bench.fact(3, TestFact.gone("kubernetes", "p"));
      bench.fact(3, TestFact.of("seen", "h1").id("NAME", "h1").build());
      bench.watermark(60);
      assertThat(bench.told())
          .as("that telemetry speaks of h1 too is no news")
          .containsExactly("8 DELETE p|RUNS_ON|h1", "8 DELETE p");
      bench.watermark(60 * 24 * 9);
      assertThat(bench.told()).contains("11521 DELETE h1");
      bench.harness.snapshot(2, 2);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void thatASourceIsSilentIsToldOnceWhateverIsRestarted() throws Exception {
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.fact(0, host("h1"));
      bench.watermark(60 * 30);
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES)).hasSize(1);
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.fact(60 * 31, TestFact.of("seen", "h2").id("NAME", "h2").build());
      bench.watermark(60 * 32);
      assertThat(bench.told()).as("h1 is kept").containsExactly("1860 UPSERT h2");
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES)).isNullOrEmpty();
    }
  }

  /** Between when what it said was due, and when it had been silent for that long. */
  @Test
  void aSilenceIsToldAtItsTimeByAJobThatWasRestartedMeanwhile() throws Exception {
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.fact(0, host("h1"));
      bench.fact(0, host("h2"));
      bench.fact(60 * 2, TestFact.gone("snmp", "h2"));
      bench.watermark(60 * 26);
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES)).isNull();
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.watermark(60 * 27 - 1);
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES)).isNull();
      bench.watermark(60 * 40);
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES))
          .extracting(note -> note.getValue().getTimeMillis())
          .containsExactly(START + 60 * 27 * MINUTE);
      snapshot = bench.harness.snapshot(2, 2);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.watermark(60 * 60);
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES)).isNull();
      assertThat(bench.told()).isEmpty();
    }
  }

  @Test
  void whatAnOlderVersionOfAMapHadStaysGoneInARestoredJobToo() throws Exception {
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.version(2, "services: [{name: cart, aliases: [c]}]");
      bench.version(3, "services: []");
      bench.watermark(4);
      bench.version(2, "services: [{name: cart, aliases: [c]}]");
      assertThat(bench.told()).containsExactly("2 UPSERT cart", "3 DELETE cart");
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.version(1, "services: [{name: search, aliases: [c]}]");
      bench.watermark(5);
      assertThat(bench.told()).isEmpty();
      bench.version(6, "services: [{name: cart, aliases: [c]}]");
      bench.version(7, "services: []");
      bench.watermark(7 + 60 * 24 * 7);
      assertThat(bench.told()).containsExactly("6 UPSERT cart", "7 DELETE cart");
      bench.harness.snapshot(2, 2);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void ofWhatHappensAtOneTimeTheOutcomeIsTold() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.fact(0, TestFact.of("seen", "h1").id("IP", "10.0.0.1").build());
      bench.fact(0, TestFact.of("table", "h1").name("h1").id("IP", "10.0.0.1").build());
      bench.fact(0, TestFact.of("table", "h2").name("h2").build());
      bench.watermark(1);
      assertThat(bench.told()).containsExactly("0 UPSERT h1", "0 UPSERT h2");
    }
  }

  @Test
  void whatComesLateIsToldAtATimeOfItsOwn() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.watermark(1);
      bench.fact(0, host("h1"));
      bench.fact(0, host("h2"));
      List<TopologyChange> changes = bench.harness.extractOutputValues();
      assertThat(changes)
          .extracting(TopologyChange::getTimeMillis)
          .containsExactly(START + MINUTE + 1, START + MINUTE + 2);
    }
  }

  /** Its watermark starts again below everything: what was late before a failure is not then. */
  @Test
  void aRestoredJobDoesNotGoBackInTime() throws Exception {
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.fact(5, TestFact.of("snmp", "h1").name("h1").attribute("site", "fra").build());
      bench.watermark(5);
      assertThat(bench.told()).containsExactly("5 UPSERT h1");
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.fact(3, TestFact.of("table", "h1").name("h1").attribute("rack", "7").build());
      bench.watermark(6);
      List<TopologyChange> changes = bench.harness.extractOutputValues();
      assertThat(changes)
          .as("of what is said of one CI the last holds, and it has both")
          .singleElement()
          .satisfies(
              change -> {
                assertThat(change.getTimeMillis()).isEqualTo(START + 5 * MINUTE + 1);
                assertThat(change.getNode().getAttributes())
                    .containsEntry("site", "fra")
                    .containsEntry("rack", "7");
              });
    }
  }

  @Test
  void aCircleThatWasToldIsNotToldAgainByARestoredJob() throws Exception {
    Fact a = TestFact.of("table", "a").name("a").to("PART_OF", "b").build();
    Fact b = TestFact.of("table", "b").name("b").to("PART_OF", "a").build();
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.fact(0, a);
      bench.fact(1, b);
      bench.watermark(2);
      assertThat(bench.told())
          .contains("1 UPSERT a|PART_OF|b")
          .doesNotContain("1 UPSERT b|PART_OF|a");
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES)).hasSize(1);
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.fact(3, a);
      bench.fact(3, b);
      bench.watermark(4);
      assertThat(bench.told()).isEmpty();
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES)).isNull();
      bench.fact(5, TestFact.of("table", "a").name("a").build());
      bench.watermark(6);
      assertThat(bench.told()).containsExactly("5 DELETE a|PART_OF|b", "5 UPSERT b|PART_OF|a");
    }
  }

  @Test
  void whatPeopleShouldKnowIsASideOutput() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.fact(0, TestFact.of("snmp", "a").name("a").attribute("site", "fra").build());
      bench.fact(1, TestFact.of("table", "a").name("a").attribute("site", "ams").build());
      bench.watermark(2);
      assertThat(bench.harness.getSideOutput(ReconcileStage.NOTES))
          .extracting(record -> record.getValue().getKind())
          .containsExactly("CONTRADICTION");
    }
  }

  @Test
  void nothingNeedsKryo() {
    SerializerConfigImpl strict =
        new SerializerConfigImpl(new Configuration().set(PipelineOptions.GENERIC_TYPES, false));
    for (Class<?> type :
        List.of(StoredFact.class, StoredCi.class, Fact.class, DiscoveryNote.class)) {
      assertThat(TypeInformation.of(type).createSerializer(strict)).isNotNull();
    }
  }

  /** The stage as it is put into a job graph, on a harness. */
  private static final class Bench implements AutoCloseable {
    private final KeyedOneInputStreamOperatorTestHarness<String, Fact, TopologyChange> harness;

    Bench(@Nullable OperatorSubtaskState snapshot) throws Exception {
      harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              operator(), fact -> ReconcileStage.KEY, Types.STRING);
      harness.setup(
          TypeInformation.of(TopologyChange.class)
              .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      if (snapshot != null) {
        harness.initializeState(snapshot);
      }
      harness.open();
    }

    @SuppressWarnings("unchecked") // the stage's own operator
    private static OneInputStreamOperator<Fact, TopologyChange> operator() {
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      var stage =
          ReconcileStage.connect(
              env.fromData(TypeInformation.of(Fact.class), host("x")), ReconcileOptions.DEFAULT);
      var transformation = (OneInputTransformation<Fact, TopologyChange>) stage.getTransformation();
      return (OneInputStreamOperator<Fact, TopologyChange>)
          ((SimpleOperatorFactory<TopologyChange>) transformation.getOperatorFactory())
              .getOperator();
    }

    void fact(long minute, Fact fact) throws Exception {
      harness.processElement(new StreamRecord<>(fact, START + minute * MINUTE));
    }

    void version(long minute, String yaml) throws Exception {
      Origin origin = new Origin("lull.raw.service-map", 0, minute);
      for (Fact fact : ServiceMap.parse("shop", origin, yaml).facts()) {
        fact.setTimeMillis(START + minute * MINUTE);
        fact(minute, fact);
      }
    }

    void watermark(long minute) throws Exception {
      harness.processWatermark(new Watermark(START + minute * MINUTE));
      TestingMailbox.runAll(harness);
    }

    List<String> told() {
      List<String> told =
          harness.extractOutputValues().stream()
              .map(
                  change ->
                      (change.getTimeMillis() - START) / MINUTE
                          + " "
                          + change.getOp()
                          + " "
                          + Topology.idOf(change))
              .toList();
      harness.getOutput().clear();
      return told;
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
