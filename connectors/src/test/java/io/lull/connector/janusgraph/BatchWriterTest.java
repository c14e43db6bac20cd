package io.lull.connector.janusgraph;

import static io.lull.connector.janusgraph.TestingEstate.node;
import static io.lull.connector.janusgraph.TestingEstate.relation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchWriterTest {
  private final FaultyStore store = new FaultyStore();
  private final List<Long> pauses = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final BatchWriter writer =
      new BatchWriter(() -> store, new BatchWriter.Backoff(4, 50, 150), pauses::add);

  private static List<TopologyChange> hosts(int count) {
    return IntStream.range(0, count).mapToObj(i -> node(null, "host-" + i, "ams")).toList();
  }

  @Test
  void aLockThatAnotherHadIsTriedAgainAfterTwiceThePause() throws Exception {
    store.setLocked(3);
    writer.write(hosts(10), refusals::add);
    assertThat(store.batches()).containsExactly(10);
    assertThat(pauses).containsExactly(50L, 100L, 150L);
    assertThat(refusals).isEmpty();
  }

  @Test
  void whileTheStoreIsDownNothingIsRefused() {
    store.setDown(true);
    assertThatThrownBy(() -> writer.write(hosts(10), refusals::add))
        .isInstanceOf(CmdbUnavailableException.class)
        .hasMessageContaining("connection refused");
    assertThat(refusals).isEmpty();
  }

  @Test
  void aLockThatIsNeverFreeIsNoFaultOfTheChange() {
    store.setLocked(1000);
    assertThatThrownBy(() -> writer.write(hosts(1), refusals::add))
        .isInstanceOf(CmdbUnavailableException.class)
        .hasMessageContaining("other writers");
    assertThat(refusals).isEmpty();
  }

  @Test
  void oneBadChangeIsRefusedAndTheOthersAreWritten() throws Exception {
    store.setPoison(change -> change.getNode().getId().equals("host-37"));
    writer.write(hosts(100), refusals::add);
    assertThat(store.written()).hasSize(99).doesNotContainKey("host-37");
    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).change().getNode().getId()).isEqualTo("host-37");
    assertThat(refusals.get(0).reason()).contains("too large");
  }

  @Test
  void whatCanBeNoChangeIsRefusedWithoutAsking() throws Exception {
    TopologyChange blank = relation(null, "a", "b", "1");
    blank.getRelation().setTo(" ");
    writer.write(List.of(node(null, "a|b", "ams"), new TopologyChange(), blank), refusals::add);
    assertThat(refusals).extracting(Refusal::reason).hasSize(3);
    assertThat(refusals.get(0).reason()).isEqualTo("node.id 'a|b' must not contain '|'");
    assertThat(refusals.get(2).reason()).isEqualTo("relation.to is empty");
    assertThat(store.tries()).isZero();
  }
}
