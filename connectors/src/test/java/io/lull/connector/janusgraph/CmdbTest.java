package io.lull.connector.janusgraph;

import static io.lull.connector.janusgraph.TestingEstate.link;
import static io.lull.connector.janusgraph.TestingEstate.noNode;
import static io.lull.connector.janusgraph.TestingEstate.noRelation;
import static io.lull.connector.janusgraph.TestingEstate.node;
import static io.lull.connector.janusgraph.TestingEstate.relation;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.TopologyJson;
import io.lull.schema.TopologyChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CmdbTest {
  private static final long NOW = 1_000_000;

  @TempDir private Path directory;

  private Cmdb open(String name) {
    return Cmdb.open(CmdbSettings.embedded(directory.resolve(name)));
  }

  private static void write(Cmdb cmdb, List<TopologyChange> changes) throws Exception {
    cmdb.write(
        changes,
        refusal -> {
          throw new AssertionError(refusal.toString());
        });
  }

  private static List<String> lines(TopologyChange... changes) {
    return List.of(changes).stream().map(TopologyJson::line).sorted().toList();
  }

  @Test
  void theEstateIsShownAsItWasAndNothingIsOverwritten() throws Exception {
    TopologyChange web = node(null, "web", "ams");
    TopologyChange moved = node(300L, "web", "fra");
    TopologyChange database = node(100L, "db", "ams");
    TopologyChange depends = relation(100L, "web", "db", "0.4");
    TopologyChange lessSo = relation(200L, "web", "db", "0.2");
    try (Cmdb cmdb = open("graph")) {
      write(cmdb, List.of(depends, web, database));
      write(cmdb, List.of(lessSo, moved));
      write(cmdb, List.of(noNode(400L, "db")));

      assertThat(TestingEstate.at(cmdb, 50)).isEqualTo(lines(web));
      assertThat(TestingEstate.at(cmdb, 100)).isEqualTo(lines(web, database, depends));
      assertThat(TestingEstate.at(cmdb, 299)).isEqualTo(lines(web, database, lessSo));
      assertThat(TestingEstate.at(cmdb, 399)).isEqualTo(lines(moved, database, lessSo));
      assertThat(TestingEstate.at(cmdb, NOW)).isEqualTo(lines(moved));
      write(cmdb, List.of(node(500L, "db", "ber")));
      assertThat(TestingEstate.at(cmdb, NOW))
          .as("the relation went with the CI, and does not come back with it")
          .isEqualTo(lines(moved, node(500L, "db", "ber")));
    }
    try (Cmdb again = open("graph")) {
      assertThat(TestingEstate.at(again, 299)).isEqualTo(lines(web, database, lessSo));
    }
  }

  @Test
  void aNeighbourhoodInACircleHasEachCiOnce() throws Exception {
    try (Cmdb cmdb = open("circle")) {
      write(
          cmdb,
          List.of(
              node(null, "a", "ams"),
              node(null, "b", "ams"),
              node(null, "c", "ams"),
              relation(1L, "a", "b", "0.1"),
              relation(1L, "b", "c", "0.1"),
              relation(1L, "c", "a", "0.1"),
              relation(1L, "a", "a", "0.1")));
      Neighbourhood around = cmdb.around("a", 50, NOW, 100).orElseThrow();
      assertThat(around.neighbours())
          .extracting(neighbour -> neighbour.node().getId())
          .containsExactly("b", "c");
      assertThat(around.relations()).hasSize(4);
    }
  }

  /** Any order, any cut into batches, any repetition: the same graph, marks of ends included. */
  @Test
  void theGraphIsAFunctionOfTheSetOfChanges() throws Exception {
    List<TopologyChange> changes = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      changes.add(node(null, id, "ams"));
      changes.add(node(150L, id, "fra"));
    }
    changes.add(noNode(250L, "b"));
    changes.add(node(350L, "b", "ber"));
    changes.add(relation(50L, "a", "b", "0.1"));
    changes.add(relation(120L, "a", "b", "0.2"));
    changes.add(relation(400L, "a", "b", "0.3"));
    changes.add(relation(300L, "c", "b", "0.3"));
    changes.add(noRelation(500L, "a", "b", "DEPENDS_ON"));
    changes.add(noRelation(600L, "a", "b", "DEPENDS_ON"));
    changes.add(link(60L, "a", "c", "e0"));
    changes.add(link(61L, "a", "c", "e1"));
    changes.add(noRelation(200L, "a", "c", "CONNECTED_TO"));
    changes.add(link(210L, "a", "c", "e1"));
    try (Cmdb cmdb = open("graph")) {
      write(cmdb, changes);
      List<String> expected = TestingEstate.history(cmdb);
      assertThat(expected).hasSizeGreaterThan(15);
      for (int seed = 0; seed < 3; seed++) {
        Random random = new Random(seed);
        List<TopologyChange> shuffled = new ArrayList<>(changes);
        shuffled.addAll(changes.subList(0, random.nextInt(changes.size())));
        Collections.shuffle(shuffled, random);
        for (int from = 0; from < shuffled.size(); ) {
          int to = Math.min(shuffled.size(), from + 1 + random.nextInt(6));
          write(cmdb, shuffled.subList(from, to));
          from = to;
        }
        assertThat(TestingEstate.history(cmdb)).as("seed " + seed).isEqualTo(expected);
        try (Cmdb other = open("shuffled-" + seed)) {
          for (TopologyChange change : shuffled) {
            write(other, List.of(change));
          }
          assertThat(TestingEstate.history(other)).as("seed " + seed).isEqualTo(expected);
        }
      }
    }
  }
}
