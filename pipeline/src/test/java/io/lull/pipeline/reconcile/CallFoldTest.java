package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.CallSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallFoldTest {
  private static final long WINDOW = 60_000;
  private static final long T = 1_764_000_000_000L / WINDOW * WINDOW;

  private static CallSpan in(String service, long id, long parent, long at) {
    return new CallSpan(service, 7, id, parent, CallSpan.INCOMING, T + at, 1000, false, null);
  }

  private static CallSpan out(
      String service, long id, long parent, long at, @Nullable String peer) {
    return new CallSpan(service, 7, id, parent, CallSpan.OUTGOING, T + at, 2000, at % 2 == 1, peer);
  }

  private static Map<String, Long> counts(CallFold fold, long end) {
    Map<String, Long> counts = new TreeMap<>();
    fold.close(end).forEach(c -> counts.put(c.caller() + ">" + c.callee(), c.calls()));
    return counts;
  }

  @Test
  void aCallIsFoundFromEitherEndAndCountedOnce() {
    CallFold fold = new CallFold(WINDOW);
    fold.take(in("shop", 1, 0, 0));
    fold.take(out("shop", 2, 1, 1, "cart")); // Named, and answered below.
    fold.take(in("cart", 3, 2, 1));
    fold.take(out("shop", 4, 1, 2, null)); // Only who answers is known.
    fold.take(in("payment", 5, 4, 2));
    fold.take(out("cart", 6, 3, 3, "orders-db.example")); // A database has no spans.
    assertThat(counts(fold, T + WINDOW))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "shop>", 1L,
                "shop>cart", 1L,
                "cart>", 1L,
                "shop>payment", 1L,
                "payment>", 1L,
                "cart>orders-db.example", 1L));
    assertThat(counts(fold, T + 2 * WINDOW)).isEmpty();
    assertThat(fold.isEmpty()).isTrue();
  }

  @Test
  void aChildMayComeBeforeItsParentAndAWindowLater() {
    CallFold fold = new CallFold(WINDOW);
    fold.take(in("b", 2, 1, 0));
    fold.take(out("a", 1, 0, WINDOW + 1, null));
    assertThat(counts(fold, T + WINDOW)).containsOnlyKeys("b>");
    assertThat(counts(fold, T + 2 * WINDOW)).containsEntry("a>b", 1L);
  }

  /** Of two windows, some told twice; in the middle it is saved and taken back. */
  @Property(tries = 100)
  void whatIsCountedDoesNotDependOnTheOrder(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<CallSpan> spans = new ArrayList<>();
    for (int i = 1; i < 80; i++) {
      String service = "s" + random.nextInt(4);
      long parent = random.nextInt(80);
      long at = random.nextInt((int) (2 * WINDOW));
      spans.add(
          random.nextBoolean()
              ? in(service, i, parent, at)
              : out(service, i, parent, at, random.nextBoolean() ? "s" + random.nextInt(4) : null));
      if (random.nextInt(10) == 0) {
        spans.add(spans.get(spans.size() - 1));
      }
    }
    List<CallCount> one = fold(spans, spans.size());
    assertThat(one).extracting(CallCount::endMillis).contains(T + WINDOW, T + 2 * WINDOW);
    Collections.shuffle(spans, random);
    assertThat(fold(spans, random.nextInt(spans.size()))).isEqualTo(one);
  }

  private static List<CallCount> fold(List<CallSpan> spans, int savedAt) throws IOException {
    CallFold fold = new CallFold(WINDOW);
    for (int i = 0; i < spans.size(); i++) {
      if (i == savedAt) {
        fold = CallFold.read(fold.write(), WINDOW);
      }
      fold.take(spans.get(i));
    }
    List<CallCount> counts = new ArrayList<>(fold.close(T + WINDOW));
    counts.addAll(fold.close(T + 2 * WINDOW));
    counts.sort(
        Comparator.comparing(CallCount::endMillis)
            .thenComparing(CallCount::caller)
            .thenComparing(CallCount::callee));
    return counts;
  }

  @Test
  void whatIsToldTwiceCountsOnceAlsoWhenItComesLate() {
    CallFold fold = new CallFold(WINDOW);
    fold.take(in("a", 1, 0, 0));
    fold.take(in("a", 1, 0, 0));
    assertThat(counts(fold, T + WINDOW)).containsEntry("a>", 1L);
    fold.take(in("a", 1, 0, 0));
    fold.take(in("a", 2, 0, 0)); // Late, and not known.
    assertThat(counts(fold, T + 2 * WINDOW)).containsEntry("a>", 1L);
  }

  @Test
  void manyMayWaitForOne() {
    CallFold fold = new CallFold(WINDOW);
    for (int i = 0; i < 1000; i++) {
      fold.take(in("taker", 10 + i, 1, 0));
    }
    fold.take(out("sender", 1, 0, 1, null));
    assertThat(counts(fold, T + WINDOW)).containsEntry("sender>taker", 1000L);
  }

  @Test
  void sharesMoveSlowlyAndAreToldWhenTheyHaveMoved() {
    CallShare share = null;
    List<String> told = new ArrayList<>();
    for (int window = 1; window <= 60; window++) {
      long calls = window <= 20 ? 40 + window % 2 : 80;
      CallCount count =
          new CallCount("a", "b", T + window * WINDOW, calls, 1, calls * 5_000, calls);
      share = CallShare.after(share, count, 100, WINDOW);
      if (share.isDue()) {
        told.add(window + " " + share.told().get("share"));
      }
    }
    // New at 41 %, surer at 40.5 %, then the same every ten minutes; from 20 on by steps up to 80
    // %.
    assertThat(told).startsWith("1 0.41", "4 0.405", "14 0.405");
    assertThat(told).hasSizeLessThan(15).last().asString().endsWith(" 0.798");
    assertThat(Objects.requireNonNull(share).share()).isGreaterThan(0.79);
    assertThat(share.fact("a", "b").getRelations().get(0).getAttributes())
        .containsEntry("latencyMillis", "5")
        .containsKeys("rate", "errorShare", "share");
  }

  @Test
  void aShareOfFewRequestsIsMendedWhenThereAreMany() {
    CallCount few = new CallCount("a", "b", T + WINDOW, 2, 0, 0, 0);
    CallShare share = CallShare.after(null, few, 4, WINDOW);
    assertThat(share.told()).containsEntry("share", "0.5");
    share = CallShare.after(share, calls(2, 470), 1_000, WINDOW);
    assertThat(share.isDue()).isTrue();
    assertThat(share.told()).containsEntry("share", "0.47");
    share = CallShare.after(share, calls(3, 440), 1_000, WINDOW);
    assertThat(share.isDue()).as("no surer than before, and not far away").isFalse();
  }

  @Test
  void whatIsCalledNoMoreIsASmallerShare() {
    CallShare share = CallShare.after(null, calls(1, 50), 100, WINDOW);
    for (int window = 2; window <= 10; window++) {
      share = share.without(100, WINDOW);
    }
    assertThat(share.share()).isLessThan(0.05);
    assertThat(share.told()).containsEntry("share", "0.5");
    assertThat(CallShare.after(share, calls(11, 1), 100, WINDOW).told().get("share"))
        .startsWith("0.0");
  }

  private static CallCount calls(int window, long calls) {
    return new CallCount("a", "b", T + window * WINDOW, calls, 0, 0, 0);
  }

  @Test
  void tablesKeepWhatWasPut() {
    LongTable table = new LongTable();
    Map<Long, Integer> model = new TreeMap<>();
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      long key = random.nextInt(3_000) - 1_500L;
      int value = random.nextInt(5) == 0 ? LongTable.ABSENT : random.nextInt(100);
      table.put(key, value);
      model.put(key, value);
    }
    model.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    assertThat(table.get(99_999)).isEqualTo(LongTable.ABSENT);
  }
}
