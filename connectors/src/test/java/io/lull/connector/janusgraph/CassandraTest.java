package io.lull.connector.janusgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lull.schema.TopologyChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph in a real Cassandra that is killed under load. */
class CassandraTest {
  private static final int BATCHES = 12;
  private static final int BATCH = 20;

  @TempDir private Path directory;

  @Test
  void whatIsWrittenWhileCassandraIsKilledIsThereAfterwards() throws Exception {
    if (!"true".equals(System.getenv("LULL_REQUIRE_CLIENTS"))) {
      assumeTrue(
          CassandraProcess.isAvailable(),
          "no jars of Cassandra; ./mvnw -pl connectors/cassandra process-resources finds them");
    }
    try (CassandraProcess cassandra = new CassandraProcess(directory)) {
      cassandra.start();
      CmdbSettings settings =
          CmdbSettings.cql(List.of("127.0.0.1"), cassandra.port(), "lull", "datacenter1")
              .withProperties(
                  Map.of(
                      "storage.cql.replication-factor", "1",
                      "ids.block-size", "1000",
                      "storage.cql.request-timeout", "3000"));
      CountDownLatch written = new CountDownLatch(BATCHES);
      List<Refusal> refusals = new ArrayList<>();
      try (StoreThread store =
          new StoreThread(
              ChangeStoreFactory.of(settings, Writer.TOPOLOGY), BatchWriter.Backoff.DEFAULT)) {
        for (int number = 0; number < BATCHES; number++) {
          store.write(
              batch(number),
              refused -> {
                refusals.addAll(refused);
                written.countDown();
              });
        }
        while (written.getCount() > BATCHES - 3) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
        cassandra.kill();
        TimeUnit.SECONDS.sleep(4);
        assertThat(written.getCount()).as("it was killed in the middle").isPositive();
        cassandra.start();
        assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(refusals).isEmpty();
        try (Cmdb cmdb = Cmdb.open(settings)) {
          assertThat(TestingEstate.at(cmdb, 1000)).hasSize(2 * BATCHES * BATCH - 1);
          assertThat(TestingEstate.at(cmdb, 0)).hasSize(BATCHES * BATCH);
          assertThat(cmdb.around("alias-host-5", 2, 1000, 100))
              .hasValueSatisfying(found -> assertThat(found.neighbours()).hasSize(4));
        }
      }
    }
  }

  /** Hosts since ever, and from 500 on a chain along them. */
  private static List<TopologyChange> batch(int number) {
    List<TopologyChange> changes = new ArrayList<>();
    for (int i = number * BATCH; i < (number + 1) * BATCH; i++) {
      changes.add(TestingEstate.node(null, "host-" + i, "ams"));
      if (i > 0) {
        changes.add(TestingEstate.relation(500L, "host-" + i, "host-" + (i - 1), "0.5"));
      }
    }
    return changes;
  }
}
