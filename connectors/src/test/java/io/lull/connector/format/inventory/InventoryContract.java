package io.lull.connector.format.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Fact;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What holds for every inventory: one that is cut in the middle, at whatever byte, is never taken
 * by halves, and what is lost is said with its place.
 */
abstract class InventoryContract extends DecoderContract {
  /** An inventory of many lines or rows, each of which is taken by itself. */
  abstract byte[] lines();

  @Test
  void ofACutDocumentNothingIsTakenThatTheWholeDoesNotSay() {
    for (byte[] sample : samples()) {
      List<Fact> whole = decode(sample).facts;
      for (int end = 0; end < sample.length; end++) {
        cut(sample, end, new HashSet<>(whole));
      }
    }
  }

  @Test
  void ofCutLinesTheWholeOnesAreTakenAndTheCutOneIsSaid() {
    byte[] lines = lines();
    List<Fact> whole = decode(lines).facts;
    assertThat(whole).hasSizeGreaterThan(1);
    Set<Fact> known = new HashSet<>(whole);
    int before = 0;
    for (int end = 0; end <= lines.length; end++) {
      List<Fact> facts = cut(lines, end, known).facts;
      assertThat(facts)
          .as("in their order, cut at %d", end)
          .isEqualTo(whole.subList(0, facts.size()));
      assertThat(facts.size()).as("no line is lost again").isGreaterThanOrEqualTo(before);
      before = facts.size();
    }
    assertThat(before).isEqualTo(whole.size());
  }

  private TestingOutput cut(byte[] value, int end, Set<Fact> whole) {
    TestingOutput out = check(Arrays.copyOf(value, end));
    assertThat(whole).as("cut at %d", end).containsAll(out.facts);
    List<String> reasons = new ArrayList<>(out.rejects);
    out.parts.forEach(part -> reasons.add(part.reason()));
    assertThat(reasons).as("cut at %d", end).hasSizeLessThanOrEqualTo(1);
    if (out.facts.size() < whole.size() && !endsBetween(value, end)) {
      assertThat(reasons).as("cut at %d", end).isNotEmpty();
    }
    if (end > 0) {
      assertThat(reasons)
          .as("cut at %d", end)
          .allMatch(reason -> reason.matches("(?s).*line \\d+.*"));
    }
    return out;
  }

  /** Whether the cut is where one thing has ended and no other has begun: nobody can tell. */
  private static boolean endsBetween(byte[] value, int end) {
    return end < value.length && end > 0 && (value[end - 1] == '\n' || value[end] == '\n');
  }

  /** Documents as an exporter writes them, one a line. */
  static byte[] lines(List<byte[]> documents) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] document : documents) {
      lines.writeBytes(new String(document, UTF_8).replace("\n ", " ").strip().getBytes(UTF_8));
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
