package io.lull.job.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.InventoryOutput;
import io.lull.connector.format.RawRecord;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.Identifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceMapDecoderTest {
  private static final long TIME = 1_700_000_000_000L;
  private static final String MAP =
      """
      services:
        - {name: Checkout, dependsOn: [cart, payment]}
        - {name: Search, members: [index-1, index-2], required: 1}
      """;

  private final InventoryOutput found = new InventoryOutput();
  private final List<Fact> facts = found.facts();
  private final List<String> rejects = found.rejects();

  private void decode(@Nullable String key, String value) {
    found.clear();
    byte[] name = key == null ? null : key.getBytes(UTF_8);
    new ServiceMapDecoder()
        .decode(
            new RawRecord(
                "lull.raw.service-map", 0, 7, TIME, name, Map.of(), value.getBytes(UTF_8)),
            found);
  }

  private List<String> subjects() {
    return facts.stream().map(fact -> fact.getOp() + " " + fact.getSubject()).toList();
  }

  @Test
  void theKeySaysWhichMapItIs() {
    decode("shop", MAP);
    assertThat(subjects())
        .containsExactly("UPSERT shop|Checkout", "UPSERT shop|Search", "DELETE shop|");
    assertThat(facts.get(2).getIdentifiers())
        .as("what stays")
        .extracting(Identifier::getValue)
        .containsExactly("Checkout", "Search");
    assertThat(facts.get(0).getOrigin().getPosition()).isEqualTo(7);
  }

  @Test
  void withoutAKeyItIsTheMapOfTheTopic() {
    decode(null, MAP);
    assertThat(subjects()).contains("UPSERT lull.raw.service-map|Checkout");
  }

  @Test
  void aMapThatSaysNoTimeHoldsSinceItsRecord() {
    decode("shop", MAP);
    assertThat(facts).extracting(Fact::getTimeMillis).containsOnly(TIME);
    decode("shop", "");
    assertThat(facts).extracting(Fact::getTimeMillis).containsOnly(TIME);
    decode("shop", "time: 1970-01-01T00:00:05Z\n" + MAP);
    assertThat(facts).extracting(Fact::getTimeMillis).containsOnly(5_000L);
    RawRecord file = new RawRecord("shop.yaml", -1, 1, TIME, null, Map.of(), MAP.getBytes(UTF_8));
    found.clear();
    new ServiceMapDecoder().decode(file, found);
    assertThat(facts).extracting(Fact::getTimeMillis).as("since ever").containsOnlyNulls();
  }

  @Test
  void anEmptyRecordWithdrawsTheMapOfItsKey() {
    decode("shop", "");
    assertThat(subjects()).containsExactly("DELETE shop|");
    assertThat(facts.get(0).getIdentifiers()).isEmpty();
    assertThat(rejects).isEmpty();
    decode(null, "");
    assertThat(facts).as("which map is not known").isEmpty();
    assertThat(rejects).singleElement().asString().contains("the map is empty");
  }

  /** What a cut map still says it says whole; what can be told to be cut withdraws nothing. */
  @Test
  void aMapThatIsCutAnywhereNeverSaysHalfAService() {
    decode("shop", MAP);
    List<Fact> all = List.copyOf(facts);
    for (int end = 1; end < MAP.length(); end++) {
      decode("shop", MAP.substring(0, end));
      for (Fact fact : facts) {
        if (fact.getOp() == ChangeOp.UPSERT) {
          assertThat(all).as("cut at %d", end).contains(fact);
        }
      }
      boolean betweenServices = MAP.substring(0, end).stripTrailing().endsWith("}");
      boolean withdraws = facts.stream().anyMatch(fact -> fact.getOp() == ChangeOp.DELETE);
      assertThat(withdraws).as("cut at %d", end).isEqualTo(betweenServices);
      assertThat(rejects.isEmpty()).isEqualTo(withdraws);
    }
  }
}
