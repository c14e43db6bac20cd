package io.lull.connector.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogFramerTest {
  private final List<String> messages = new ArrayList<>();
  private final AtomicInteger truncated = new AtomicInteger();

  private SyslogFramer framer(int maxBytes) {
    return new SyslogFramer(maxBytes, truncated::incrementAndGet);
  }

  private boolean keep(byte[] message) {
    return messages.add(new String(message, StandardCharsets.UTF_8));
  }

  private void feed(SyslogFramer framer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(framer.feed(bytes, 0, bytes.length, this::keep)).isEqualTo(bytes.length);
  }

  /** {@code |} separates the messages expected; escapes stand for LF, CR and NUL. */
  @ParameterizedTest
  @CsvSource({
    "lines, '<13>a\\n<13>b\\n', '<13>a|<13>b'",
    "CR and NUL are no part of a message, '<13>a\\r\\n<13>b\\0\\n<13>c\\0', '<13>a|<13>b|<13>c'",
    "empty lines are no messages, '\\n\\r\\n<13>a\\n\\n', '<13>a'",
    "octet counting, '5 <13>a6 <13>bb', '<13>a|<13>bb'",
    "a counted message may hold LF, '9 <13>a\\nb\\nc5 <13>d', '<13>a\\nb\\nc|<13>d'",
    "counted with LF after it all the same, '6 <13>a\\n5 <13>b', '<13>a|<13>b'",
    "LF between counted messages, '5 <13>a\\n5 <13>b\\n', '<13>a|<13>b'",
    "both framings in turn, '<13>a\\n5 <13>b<13>c\\n', '<13>a|<13>b|<13>c'",
    "a line that begins with digits, '2026-11-22 x\\n<13>a\\n', '2026-11-22 x|<13>a'",
    "digits and a blank but no message, '45 apples\\n<13>a\\n', '45 apples|<13>a'",
    "only digits, '12345\\n<13>a\\n', '12345|<13>a'",
    "a count that is too long is text, '1234567890 <13>a\\n<13>b\\n', '1234567890 <13>a|<13>b'",
    "UTF-8 is counted in bytes, '7 <13>äx<13>b\\n', '<13>äx|<13>b'"
  })
  void cutsAStreamIntoMessages(String what, String stream, String expected) {
    feed(framer(100), unescape(stream));

    assertThat(messages).as(what).containsExactly(unescape(expected).split("\\|"));
    assertThat(truncated).hasValue(0);
  }

  @Test
  void cutsWhatIsTooLongAndFindsTheNextMessage() {
    SyslogFramer framer = framer(8);

    feed(framer, "<13>123456789\n12 <13>12345678<13>ok\n");

    assertThat(messages).containsExactly("<13>1234", "<13>1234", "<13>ok");
    assertThat(truncated).hasValue(2);
  }

  @Test
  void keepsTheBeginningOfAMessageThatHasNoEnd() {
    SyslogFramer line = framer(100);
    feed(line, "<13>a\n<13>unfini");
    assertThat(line.finish(this::keep)).isTrue();
    SyslogFramer counted = framer(100);
    feed(counted, "90 <13>cut off");
    assertThat(counted.finish(this::keep)).isTrue();

    assertThat(messages).containsExactly("<13>a", "<13>unfini", "<13>cut off");
  }

  @Test
  void offersARefusedMessageAgainBeforeAnyOther() {
    SyslogFramer framer = framer(100);
    byte[] bytes = "<13>a\n<13>b\n<13>c\n".getBytes(StandardCharsets.UTF_8);

    int taken = framer.feed(bytes, 0, bytes.length, message -> false);
    assertThat(framer.isBlocked()).isTrue();
    assertThat(framer.feed(bytes, taken, bytes.length, message -> false)).isEqualTo(taken);
    assertThat(framer.finish(message -> false)).isFalse();
    framer.feed(bytes, taken, bytes.length, this::keep);

    assertThat(messages).containsExactly("<13>a", "<13>b", "<13>c");
    assertThat(framer.isBlocked()).isFalse();
  }

  /** However TCP cuts the stream and whenever there is no room, the messages are the same. */
  @Property(tries = 300)
  void doesNotDependOnHowTheStreamArrives(
      @ForAll("messages") List<String> sent, @ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder stream = new StringBuilder();
    for (String message : sent) {
      if (random.nextBoolean()) {
        stream.append(message.length()).append(' ').append(message);
      } else {
        stream.append(message).append('\n');
      }
    }
    byte[] bytes = stream.toString().getBytes(StandardCharsets.US_ASCII);
    List<String> received = new ArrayList<>();
    SyslogFramer framer = framer(1000);
    int at = 0;
    while (at < bytes.length || framer.isBlocked()) {
      int to = Math.min(bytes.length, at + random.nextInt(4));
      at =
          framer.feed(
              bytes,
              at,
              to,
              message ->
                  random.nextInt(3) > 0
                      && received.add(new String(message, StandardCharsets.US_ASCII)));
    }

    assertThat(received).isEqualTo(sent);
  }

  @Provide
  Arbitrary<List<String>> messages() {
    return Arbitraries.strings()
        .withChars("abc 0123456789<>")
        .ofMaxLength(40)
        .map(text -> "<1>" + text)
        .list()
        .ofMaxSize(20);
  }

  /** Any bytes give messages of at most the limit and lose nothing but ends of messages. */
  @Property(tries = 300)
  void takesAnyBytes(@ForAll byte[] bytes) {
    List<byte[]> received = new ArrayList<>();
    SyslogFramer framer = framer(7);

    assertThat(framer.feed(bytes, 0, bytes.length, received::add)).isEqualTo(bytes.length);
    assertThat(framer.finish(received::add)).isTrue();

    assertThat(received).allMatch(message -> message.length > 0 && message.length <= 7);
    assertThat(received.stream().mapToInt(message -> message.length).sum())
        .isLessThanOrEqualTo(bytes.length);
    assertThat(Arrays.equals(bytes, new byte[bytes.length]) && !received.isEmpty()).isFalse();
  }

  private static String unescape(String text) {
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0");
  }
}
