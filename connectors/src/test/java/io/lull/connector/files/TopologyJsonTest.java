package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class TopologyJsonTest {
  @Property(tries = 300, edgeCases = EdgeCasesMode.MIXIN)
  void whatIsWrittenIsReadByBothReaders(@ForAll("changes") TopologyChange change)
      throws BadLineException {
    String line = TopologyJson.line(change);
    assertThat(TopologyJsonReader.read(line)).isEqualTo(change);
    assertThat(JsonLines.topology(line)).isEqualTo(change);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.MIXIN)
  void aLineThatIsCutOrDamagedIsRefused(
      @ForAll("changes") TopologyChange change, @ForAll int at, @ForAll char damage) {
    String line = TopologyJson.line(change);
    int cut = Math.floorMod(at, line.length());
    assertThatThrownBy(() -> TopologyJsonReader.read(line.substring(0, cut)))
        .isInstanceOf(BadLineException.class);
    StringBuilder damaged = new StringBuilder(line);
    damaged.setCharAt(cut, damage);
    try {
      TopologyJsonReader.read(damaged.toString());
    } catch (BadLineException e) {
      assertThat(e.reason()).isNotBlank();
    }
  }

  @Example
  void whatItDoesNotKnowIsAnError() {
    assertThatThrownBy(() -> TopologyJsonReader.read("{\"op\":\"UPSERT\",\"colour\":\"red\"}"))
        .hasMessageContaining("'colour'");
    assertThatThrownBy(() -> TopologyJsonReader.read("[]")).isInstanceOf(BadLineException.class);
    assertThatThrownBy(() -> TopologyJsonReader.read("")).isInstanceOf(BadLineException.class);
    assertThatThrownBy(() -> TopologyJsonReader.read("{\"op\":\"UPSERT\"}"))
        .hasMessageContaining("either 'node' or 'relation'");
  }

  @Provide
  Arbitrary<TopologyChange> changes() {
    Arbitrary<String> texts =
        Arbitraries.strings().ofMinLength(1).ofMaxLength(8).filter(text -> !text.isBlank());
    Arbitrary<Map<String, String>> attributes =
        Arbitraries.maps(texts, Arbitraries.strings().ofMaxLength(8)).ofMaxSize(3);
    Arbitrary<Object> nodes =
        Combinators.combine(
                texts,
                texts,
                Arbitraries.strings().ofMaxLength(8),
                texts.list().ofMaxSize(3),
                texts.injectNull(0.5),
                attributes)
            .as(Node::new);
    Arbitrary<Object> relations =
        Combinators.combine(texts, texts, texts, attributes).as(Relation::new);
    return Combinators.combine(
            Arbitraries.longs().between(0, 4_000_000_000_000L).injectNull(0.3),
            Arbitraries.of(ChangeOp.values()),
            Arbitraries.oneOf(nodes, relations),
            Arbitraries.of("file", "control", "cmdb"))
        .as(TopologyJsonTest::change);
  }

  private static TopologyChange change(
      @Nullable Long time, ChangeOp op, Object subject, String source) {
    TopologyChange change = new TopologyChange();
    change.setTimeMillis(time);
    change.setOp(op);
    change.setSource(source);
    if (subject instanceof Node node) {
      change.setNode(node);
    } else {
      change.setRelation((Relation) subject);
    }
    return change;
  }

  @Example
  void attributesAreSorted() {
    Relation relation = new Relation("a", "b", "T", Map.of("y", "1", "x", "2"));
    assertThat(TopologyJson.line(change(null, ChangeOp.UPSERT, relation, "file")))
        .endsWith("\"attributes\":{\"x\":\"2\",\"y\":\"1\"}}}");
    assertThat(List.of(TopologyJson.attributes(Map.of()))).containsExactly("");
  }
}
