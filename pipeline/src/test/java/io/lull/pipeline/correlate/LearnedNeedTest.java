package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.impact.Losses;
import org.junit.jupiter.api.Test;

/** A service with four members that is documented to need three. */
class LearnedNeedTest {
  private static final double HEARD = 0.85;
  private final LearnedNeed need = new LearnedNeed();

  @Test
  void itsSilenceTwiceIsMoreThanADocument() {
    silent(2, 1);
    assertThat(need.required()).isEqualTo(3);
    silent(2, 1);
    assertThat(need.required()).as("no fewer than was seen").isEqualTo(2);
  }

  @Test
  void theSilenceOfOneThatNeedsItCountsToo() {
    silent(2, 2);
    assertThat(need.required()).isEqualTo(2);
  }

  @Test
  void whatIsAsDocumentedTeachesNothingNew() {
    for (int i = 0; i < 50; i++) {
      silent(3, 3);
      spoke(2, 3);
    }
    assertThat(need.required()).isEqualTo(3);
  }

  @Test
  void oneThatSuffersThoughItHasEnoughNeedsMore() {
    spoke(3, 1);
    assertThat(need.required()).isEqualTo(4);
  }

  @Test
  void itIsTakenBackWhenItIsSeenToBeWrong() {
    for (int i = 0; i < 100; i++) {
      silent(2, 2);
    }
    assertThat(need.required()).isEqualTo(2);
    for (int i = 0; i < 4; i++) {
      spoke(2, 2);
    }
    assertThat(need.required()).isEqualTo(3);
  }

  @Test
  void anotherNumberOfMembersIsAnotherService() {
    silent(2, 3);
    need.observe(new Losses.Trial("web", 5, 3, 4, 1, false), HEARD);
    assertThat(need.required()).isEqualTo(3);
    assertThat(need.evidence).hasSize(5);
  }

  private void silent(int left, int listeners) {
    need.observe(new Losses.Trial("web", 4, 3, left, listeners, false), HEARD);
  }

  private void spoke(int left, int listeners) {
    need.observe(new Losses.Trial("web", 4, 3, left, listeners, true), HEARD);
  }
}
