package io.lull.connector.janusgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.connector.files.TopologyJson;
import io.lull.schema.TopologyChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.janusgraph.core.JanusGraph;
import org.janusgraph.core.JanusGraphTransaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source goes on from what a checkpoint knows of it. */
class CmdbSourceRestoreTest {
  private static final long START = 1_764_000_000_000L;
  private static final long SECOND = 1_000;
  private static final long DAY = 86_400 * SECOND;

  /** More than are read at once. */
  private static final int ESTATE = 1_050;

  // What sources, which travel, share with the test.
  private static final AtomicLong NOW = new AtomicLong();

  @TempDir private Path directory;
  private CmdbSource source;
  private JanusGraph graph;
  private ChangeStore people;

  @BeforeEach
  void open() {
    NOW.set(START);
    CmdbSettings settings = CmdbSettings.embedded(directory);
    source = new CmdbSource(settings, new CmdbSource.Options(Writer.TOPOLOGY, 1), NOW::get);
    SharedGraph shared = SharedGraph.open(settings);
    graph = shared.graph();
    people =
        new GraphWriter(graph, Writer.IMPORT, GraphWriter.Repeats.KEPT, NOW::get, shared::close);
  }

  @AfterEach
  void close() throws Exception {
    people.close();
  }

  @Test
  void bytesOfBeforeAreRead() throws Exception {
    SimpleVersionedSerializer<CmdbSplit> splits = source.getSplitSerializer();
    assertThat(splits.deserialize(1, HexFormat.of().parseHex("ffffffffffffffff")))
        .isEqualTo(new CmdbSplit(CmdbSplit.SNAPSHOT));
    assertThat(splits.deserialize(1, HexFormat.of().parseHex("000000000a83a9c8")))
        .isEqualTo(new CmdbSplit(176_400_840));
    assertThatThrownBy(() -> splits.deserialize(99, new byte[8]))
        .isInstanceOf(IllegalArgumentException.class);
    SimpleVersionedSerializer<Boolean> enumerators = source.getEnumeratorCheckpointSerializer();
    assertThat(enumerators.deserialize(1, new byte[] {1})).isTrue();
    assertThat(enumerators.deserialize(1, new byte[] {0})).isFalse();
    assertThatThrownBy(() -> enumerators.deserialize(99, new byte[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    SimpleVersionedSerializer<CmdbSplit> splits = source.getSplitSerializer();
    for (CmdbSplit split : List.of(new CmdbSplit(CmdbSplit.SNAPSHOT), new CmdbSplit(7))) {
      assertThat(splits.deserialize(splits.getVersion(), splits.serialize(split))).isEqualTo(split);
    }
    SimpleVersionedSerializer<Boolean> enumerators = source.getEnumeratorCheckpointSerializer();
    for (Boolean assigned : List.of(true, false)) {
      assertThat(enumerators.deserialize(enumerators.getVersion(), enumerators.serialize(assigned)))
          .isEqualTo(assigned);
    }
  }

  @Test
  void anEstateThatWasHalfReadIsReadWholeOnce() throws Exception {
    people.write(IntStream.range(0, ESTATE).mapToObj(i -> host("n" + i)).toList());
    NOW.addAndGet(60 * SECOND);
    CmdbSplit inTheMiddle;
    try (Running first = new Running(new CmdbSplit(CmdbSplit.SNAPSHOT))) {
      first.pollUntil(() -> first.output.changes.size() == ESTATE - 10);
      inTheMiddle = first.checkpoint();
    }
    assertThat(inTheMiddle).isEqualTo(new CmdbSplit(CmdbSplit.SNAPSHOT));

    people.write(List.of(host("while-it-was-down")));
    NOW.addAndGet(60 * SECOND);
    try (Running second = new Running(inTheMiddle)) {
      second.pollUntilCaughtUp();
      assertThat(second.output.changes).hasSize(ESTATE + 1).doesNotHaveDuplicates();

      NOW.addAndGet(60 * SECOND);
      people.write(List.of(host("then")));
      second.pollUntilCaughtUp();
      assertThat(second.output.changes)
          .hasSize(ESTATE + 2)
          .doesNotHaveDuplicates()
          .last()
          .isEqualTo(TopologyJson.line(host("then")));
    }
  }

  @Test
  void afterADayNothingIsMissingAndNothingComesTwice() throws Exception {
    people.write(List.of(host("a"), host("b")));
    NOW.addAndGet(60 * SECOND);
    CmdbSplit soon;
    CmdbSplit later;
    try (Running first = new Running(new CmdbSplit(CmdbSplit.SNAPSHOT))) {
      first.pollUntilCaughtUp();
      NOW.addAndGet(20 * SECOND);
      people.write(List.of(host("c")));
      first.pollUntilCaughtUp();
      soon = first.checkpoint();
      NOW.addAndGet(60 * SECOND);
      first.pollUntilCaughtUp();
      later = first.checkpoint();
      assertThat(first.output.changes)
          .containsExactlyInAnyOrderElementsOf(lines(List.of(host("a"), host("b"), host("c"))));
    }
    List<TopologyChange> missed = new ArrayList<>();
    for (int hour = 0; hour < 24; hour += 5) {
      NOW.addAndGet(DAY / 24 * 5);
      TopologyChange change = host("after-" + hour);
      people.write(List.of(change));
      missed.add(change);
    }
    TopologyChange relation = TestingEstate.relation(START, "a", "after-0", "0.5");
    people.write(List.of(relation));
    missed.add(relation);
    try (Running second = new Running(later)) {
      second.pollUntilCaughtUp();
      assertThat(second.output.changes).containsExactlyInAnyOrderElementsOf(lines(missed));
    }
    try (Running second = new Running(soon)) {
      second.pollUntilCaughtUp();
      missed.add(0, host("c"));
      assertThat(second.output.changes)
          .as("to the slot of the last one others could still be added")
          .containsExactlyInAnyOrderElementsOf(lines(missed));
    }
  }

  @Test
  void whatAFailingReadHadFoundIsNotLost() throws Exception {
    try (Running reader = new Running(new CmdbSplit(CmdbSplit.SNAPSHOT))) {
      reader.pollUntilCaughtUp();
      NOW.addAndGet(60 * SECOND);
      people.write(List.of(host("a"), host("spoilt"), host("z")));
      spoil("spoilt");
      reader.pollFor(300);
      assertThat(reader.output.changes).isEmpty();

      mend("spoilt");
      reader.pollUntilCaughtUp();
      reader.pollUntil(() -> reader.output.changes.size() == 3);
    }
  }

  /** A version that cannot be read. */
  private void spoil(String id) {
    JanusGraphTransaction tx = graph.newTransaction();
    Vertex vertex = tx.query().has(CmdbSchema.ID, id).vertices().iterator().next();
    vertex
        .property(VertexProperty.Cardinality.list, CmdbSchema.VERSION, "no line")
        .property(CmdbSchema.VALID_FROM, START - DAY);
    vertex
        .properties(CmdbSchema.VERSION)
        .forEachRemaining(
            version -> {
              if (version.value().equals("no line")) {
                version.property(CmdbSchema.VALID_TO, START - DAY + 1);
              }
            });
    tx.commit();
  }

  private void mend(String id) {
    JanusGraphTransaction tx = graph.newTransaction();
    Vertex vertex = tx.query().has(CmdbSchema.ID, id).vertices().iterator().next();
    vertex
        .properties(CmdbSchema.VERSION)
        .forEachRemaining(
            version -> {
              if (version.value().equals("no line")) {
                version.remove();
              }
            });
    tx.commit();
  }

  private static TopologyChange host(String id) {
    return TestingEstate.node(START, id, "ams");
  }

  private static List<String> lines(List<TopologyChange> changes) {
    return changes.stream().map(TopologyJson::line).toList();
  }

  /** A reader with what it hands out. */
  private final class Running implements AutoCloseable {
    private final TestingSource.Output output = new TestingSource.Output();
    private final SourceReader<TopologyChange, CmdbSplit> reader =
        source.createReader(new TestingSource.Context());

    Running(CmdbSplit from) {
      reader.start();
      reader.addSplits(List.of(from));
    }

    /** As it is written and read again. */
    CmdbSplit checkpoint() throws Exception {
      SimpleVersionedSerializer<CmdbSplit> serializer = source.getSplitSerializer();
      CmdbSplit split = reader.snapshotState(1).get(0);
      return serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    }

    /** All is read but what may still be added to. */
    void pollUntilCaughtUp() throws Exception {
      long caughtUp = ChangeSlots.of(NOW.get()) - 3;
      pollUntil(() -> reader.snapshotState(1).get(0).followFrom() >= caughtUp);
      pollFor(50);
    }

    void pollUntil(BooleanSupplier condition) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!condition.getAsBoolean()) {
        assertThat(System.nanoTime()).as("in time; seen: " + output.changes).isLessThan(deadline);
        poll();
      }
    }

    void pollFor(long millis) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (System.nanoTime() < deadline) {
        poll();
      }
    }

    private void poll() throws Exception {
      if (reader.pollNext(output) == InputStatus.NOTHING_AVAILABLE) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }

    @Override
    public void close() throws Exception {
      reader.close();
    }
  }
}
