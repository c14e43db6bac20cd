package io.lull.pipeline.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeduplicateOptionsTest {

  @Test
  void namesEveryOptionThatIsOutOfRange() {
    assertThatThrownBy(() -> new DeduplicateOptions(-1, 0, -1, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gatherMillis is -1, must be at least 0")
        .hasMessageContaining("gatherLimit")
        .hasMessageContaining("wrongOrderMillis")
        .hasMessageContaining("flapRaises")
        .hasMessageContaining("flapWindowMillis")
        .hasMessageContaining("flapQuietMillis")
        .hasMessageContaining("activeTtlMillis");
  }

  @Property
  void aKeyIsReadBackFromItsText(
      @ForAll String resource, @ForAll String type, @ForAll String qualifier) {
    AlarmKey key = new AlarmKey(resource, type, qualifier);
    assertThat(AlarmKey.parse(key.text())).isEqualTo(key);
  }
}
