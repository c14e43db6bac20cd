package io.lull.pipeline.correlate.naming;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessageTraitsTest {

  @Test
  void messagesThatDifferInNumbersAddressesAndQuotesHaveOneSignature() {
    MessageTraits one =
        MessageTraits.of(
            "Interface Gi0/1 of 'edge one' changed state to down at 12:00:01, code 0x3f");
    MessageTraits other =
        MessageTraits.of(
            "Interface Te1/7 of 'edge two' changed state to down at 12:07:59, code 0xaa");
    assertThat(one.bands()).hasSize(MessageTraits.BANDS).isEqualTo(other.bands());
  }

  @Test
  void messagesOfOtherWordsHaveAnotherSignature() {
    MessageTraits one = MessageTraits.of("Interface changed state to down");
    MessageTraits other = MessageTraits.of("Fan tray failed, replace the module now");
    assertThat(one.bands()).doesNotContainAnyElementsOf(other.bands());
  }

  @Test
  void namesAndAddressesAreMentionedWordsAndNumbersAreNot() {
    MessageTraits traits =
        MessageTraits.of(
            "Cannot reach ledger-db1.corp.example:5432 (10.1.2.3), retry 17 of 20 at 12:00:01.250.");
    assertThat(traits.mentions()).containsExactly("ledger-db1.corp.example", "10.1.2.3");
    assertThat(MessageTraits.of("neighbor 2001:db8::1 is down").mentions())
        .containsExactly("2001:db8::1");
  }

  @Property
  void everyMessageHasFewTraits(@ForAll String message) {
    MessageTraits traits = MessageTraits.of(message);
    assertThat(traits).isEqualTo(MessageTraits.of(message));
    assertThat(traits.mentions())
        .hasSizeLessThanOrEqualTo(MessageTraits.MOST_MENTIONS)
        .doesNotHaveDuplicates();
    assertThat(traits.bands()).hasSizeBetween(0, MessageTraits.BANDS);
  }
}
