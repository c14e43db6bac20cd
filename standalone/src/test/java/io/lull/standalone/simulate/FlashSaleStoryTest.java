package io.lull.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Relation;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlashSaleStoryTest {
  private final Estate estate = EstateBuilder.build(1);

  @Test
  void theEstateHasAboutTwoThousandCisAndNoDanglingRelation() {
    assertThat(estate.nodes().size()).isBetween(1_700, 2_300);
    for (Relation relation : estate.relations()) {
      assertThat(estate.nodes()).containsKeys(relation.getFrom(), relation.getTo());
    }
  }

  @Test
  void theSameSeedTellsTheSameStory() {
    assertThat(FlashSaleStory.tell(EstateBuilder.build(1), 7))
        .isEqualTo(FlashSaleStory.tell(estate, 7));
  }

  @Test
  void theStormHasHundredsOfAlarmsInEveryFormatAndTheFlapFiftyDownstream() {
    List<Signal> story = FlashSaleStory.tell(estate, 7);
    assertThat(story).extracting(Signal::channel).contains(Signal.Channel.values());
    assertThat(story.stream().filter(s -> s.fault().equals(FlashSaleStory.DATABASE_FAULT)).count())
        .isGreaterThan(300);
    assertThat(
            story.stream()
                .filter(s -> s.fault().equals(FlashSaleStory.LINK_FAULT))
                .filter(s -> !s.resource().contains("leaf") && !s.resource().contains("spine"))
                .count())
        .isEqualTo(FlashSaleStory.LINK_DOWNSTREAM);
    assertThat(story.get(story.size() - 1).offsetMillis()).isLessThan(40_000);
  }
}
