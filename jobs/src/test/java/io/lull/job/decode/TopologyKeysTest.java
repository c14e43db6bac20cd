package io.lull.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.kafka.Contracts;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key of a record, the id in the graph, and what a tombstone means are one thing. */
class TopologyKeysTest {

  @ParameterizedTest
  @CsvSource({
    "Et1, Et7, a|CONNECTED_TO|b|Et1|Et7",
    "Et1, '', a|CONNECTED_TO|b",
    "'', Et7, a|CONNECTED_TO|b",
    "' ', ' ', a|CONNECTED_TO|b"
  })
  void aKeyIsTheIdAndItsTombstoneTheDeletion(String from, String to, String key) {
    TopologyChange change = relation(Map.of("fromInterface", from, "toInterface", to));
    assertThat(Contracts.topologyKey(change)).isEqualTo(key);
    assertThat(Topology.idOf(change)).isEqualTo(key);

    TopologyChange deletion = ContractStage.deletion(key, 5);
    assertThat(deletion).isNotNull();
    assertThat(Topology.isDelete(deletion)).isTrue();
    assertThat(Topology.idOf(deletion)).isEqualTo(key);
    assertThat(deletion.getTimeMillis()).isEqualTo(5);
  }

  @Test
  void keysOfNeitherANodeNorARelationMeanNothing() {
    assertThat(Topology.idOf(relation(Map.of()))).isEqualTo("a|CONNECTED_TO|b");
    assertThat(ContractStage.deletion("a|b", 0)).isNull();
    assertThat(ContractStage.deletion("a|T|b|Et1", 0)).isNull();
    assertThat(ContractStage.deletion("", 0)).isNull();
  }

  private static TopologyChange relation(Map<String, String> attributes) {
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.UPSERT)
        .setRelation(
            Relation.newBuilder()
                .setFrom("a")
                .setType("CONNECTED_TO")
                .setTo("b")
                .setAttributes(attributes)
                .build())
        .build();
  }
}
