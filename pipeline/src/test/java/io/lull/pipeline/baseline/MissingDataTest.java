package io.lull.pipeline.baseline;

import static io.lull.pipeline.baseline.BaselineBench.MINUTE;
import static io.lull.pipeline.baseline.BaselineBench.OPTIONS;
import static io.lull.pipeline.baseline.BaselineBench.START;
import static io.lull.pipeline.baseline.BaselineBench.cpu;
import static io.lull.pipeline.baseline.BaselineBench.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Series that stop while others come, and resources of which nothing comes any more. */
class MissingDataTest {
  private static final int KNOWN = 200;

  @Test
  void aSeriesThatStopsWhileOthersComeIsToldOnceAndClearedWhenItIsBack() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, KNOWN);
      for (int minute = KNOWN; minute < KNOWN + 60; minute++) {
        bench.take(minute, cpu(20));
      }
      bench.watermark(KNOWN + 59);
      Event raised = bench.single();
      assertThat(raised.getType()).isEqualTo("SERIES_MISSING");
      assertThat(raised.getStatus()).isEqualTo(EventStatus.RAISED);
      assertThat(raised.getTimeMillis()).isEqualTo(START + (KNOWN + 4) * MINUTE);
      assertThat(raised.getAttributes())
          .containsEntry("contributions", "memory=1")
          .containsEntry("intervalMillis", Long.toString(5 * MINUTE));
      bench.usual(KNOWN + 60, KNOWN + 62);
      Event cleared = bench.single();
      assertThat(cleared.getStatus()).isEqualTo(EventStatus.CLEARED);
      assertThat(cleared.getTimeMillis()).isEqualTo(START + (KNOWN + 60) * MINUTE);
    }
  }

  @Test
  void seriesThatStopTogetherAreOneAlarm() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      for (int minute = 0; minute < KNOWN; minute++) {
        bench.take(minute, cpu(20), sample("disk", 3), sample("memory", 500));
      }
      for (int minute = KNOWN; minute < KNOWN + 30; minute++) {
        bench.take(minute, cpu(20));
      }
      bench.watermark(KNOWN + 29);
      assertThat(bench.single().getAttributes()).containsEntry("contributions", "disk=1 memory=1");
    }
  }

  @Test
  void aSeriesThatEndedIsNotMissing() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, KNOWN);
      bench.take(
          KNOWN, cpu(20), new Sample("memory", Map.of(), Double.NaN, MetricKind.GAUGE, "", true));
      for (int minute = KNOWN + 1; minute < KNOWN + 30; minute++) {
        bench.take(minute, cpu(20));
      }
      bench.watermark(KNOWN + 29);
      assertThat(bench.events()).isEmpty();
    }
  }

  /** NaN is a sample: of nothing that was measured, but it came. */
  @Test
  void aSeriesWithoutValuesIsThere() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, KNOWN);
      for (int minute = KNOWN; minute < KNOWN + 30; minute++) {
        bench.take(minute, cpu(20), sample("memory", Double.NaN));
      }
      bench.watermark(KNOWN + 29);
      assertThat(bench.events()).isEmpty();
    }
  }

  /** A container that is started anew has another id: the metric goes on. */
  @Test
  void aSeriesWhosePlaceAnotherOfItsMetricTookIsNotMissing() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      for (int minute = 0; minute < KNOWN + 60; minute++) {
        Map<String, String> labels = Map.of("id", minute < KNOWN ? "1" : "2");
        bench.take(minute, cpu(20), new Sample("heap", labels, 7.0, MetricKind.GAUGE, "", false));
      }
      bench.watermark(KNOWN + 59);
      assertThat(bench.events()).isEmpty();
    }
  }

  /** A job that runs an hour each night, and one whose samples come by chance. */
  @Property(tries = 10)
  void whatCameIrregularlyIsNeverMissing(@ForAll long seed) throws Exception {
    Random chance = new Random(seed);
    try (BaselineBench bench =
        new BaselineBench(
            new BaselineOptions(true, 100, 5 * MINUTE, 24 * 60 * MINUTE, 3, 0, 0, 0, false),
            null)) {
      int days = 5;
      for (int minute = 0; minute < days * 1440; minute++) {
        List<Sample> samples = new ArrayList<>(List.of(cpu(20)));
        if (minute >= 1440 && minute % 1440 < 180) {
          samples.add(sample("backup", 3));
        }
        if (minute < 4 * 1440 && chance.nextInt(6) == 0) {
          samples.add(sample("rare", 3));
        }
        bench.take(minute, samples.toArray(Sample[]::new));
        bench.watermark(minute);
      }
      List<Event> told = bench.events();
      assertThat(told)
          .as("a job is missed when it stops for the first time, for what is known then")
          .allMatch(event -> event.getTimeMillis() < START + 3 * 1440 * MINUTE)
          .noneMatch(event -> event.toString().contains("rare"))
          .hasSizeLessThanOrEqualTo(2);
    }
  }

  /** A minute may be lost now and then. */
  @Property(tries = 10)
  void lostSamplesAreNoMissingSeries(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int lost) throws Exception {
    Random chance = new Random(seed);
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      for (int minute = 0; minute < 1000; minute++) {
        if (chance.nextInt(40) == 0) {
          for (int i = 0; i < lost; i++) {
            bench.take(minute++, cpu(20));
          }
        }
        bench.take(minute, cpu(20), sample("memory", 500));
      }
      bench.watermark(1000);
      assertThat(bench.events()).isEmpty();
    }
  }

  @Test
  void aResourceOfWhichNothingComesIsToldOnceAndForgottenAtItsTime() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, KNOWN);
      bench.watermark(KNOWN + 3);
      assertThat(bench.events()).isEmpty();
      bench.watermark(KNOWN + 30);
      Event raised = bench.single();
      assertThat(raised.getType()).isEqualTo("NO_DATA");
      assertThat(raised.getTimeMillis()).isEqualTo(START + (KNOWN + 4) * MINUTE);
      bench.watermark(KNOWN + 180);
      Event cleared = bench.single();
      assertThat(cleared.getType()).isEqualTo("NO_DATA");
      assertThat(cleared.getStatus()).isEqualTo(EventStatus.CLEARED);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void aResourceThatComesBackIsClearedAndItsSeriesWereNotMissing() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, KNOWN);
      bench.watermark(KNOWN + 39);
      assertThat(bench.single().getType()).isEqualTo("NO_DATA");
      bench.take(KNOWN + 40, cpu(20));
      bench.usual(KNOWN + 41, KNOWN + 60);
      Event cleared = bench.single();
      assertThat(cleared.getStatus()).isEqualTo(EventStatus.CLEARED);
      assertThat(cleared.getTimeMillis()).isEqualTo(START + (KNOWN + 40) * MINUTE);
    }
  }

  @Test
  void ofAYoungResourceNothingIsTold() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, 50);
      bench.watermark(100);
      assertThat(bench.events()).isEmpty();
    }
  }

  /** What stays away is known after a restart, and where little is held on the heap. */
  @Test
  void aRestartChangesNothing() throws Exception {
    OperatorSubtaskState snapshot;
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, KNOWN);
      bench.take(KNOWN, cpu(20));
      bench.take(KNOWN + 1, cpu(20));
      bench.watermark(KNOWN + 1);
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (BaselineBench bench = new BaselineBench(OPTIONS, snapshot)) {
      bench.take(KNOWN + 2, cpu(20));
      bench.take(KNOWN + 3, cpu(20));
      bench.take(KNOWN + 4, cpu(20));
      bench.watermark(KNOWN + 60);
      assertThat(bench.events())
          .extracting(event -> event.getType() + " " + (event.getTimeMillis() - START) / MINUTE)
          .containsExactly("SERIES_MISSING " + (KNOWN + 4), "NO_DATA " + (KNOWN + 9));
    }
  }
}
