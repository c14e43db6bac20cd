package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.ScrapeSerializer;
import io.lull.pipeline.ordered.TestingMailbox;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The stage as it is put into a job graph, on a harness. */
final class BaselineBench implements AutoCloseable {
  static final long START = 1_700_000_000_000L;
  static final long MINUTE = 60_000;
  static final BaselineOptions OPTIONS =
      new BaselineOptions(
          true, 100, 5 * MINUTE, 60 * MINUTE, 3, 10 * MINUTE, 1 << 20, 1 << 20, false);

  final KeyedOneInputStreamOperatorTestHarness<String, Scrape, Event> harness;
  private final Random random = new Random(5);

  BaselineBench(BaselineOptions options, @Nullable OperatorSubtaskState snapshot) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            operator(options), Scrape::resource, Types.STRING);
    harness.setup(
        TypeInformation.of(Event.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    if (snapshot != null) {
      harness.initializeState(snapshot);
    }
    harness.open();
  }

  @SuppressWarnings("unchecked") // the stage's own operator
  private static OneInputStreamOperator<Scrape, Event> operator(BaselineOptions options) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    var stage =
        BaselineStage.connect(env.fromData(ScrapeSerializer.type(), batch(0, cpu(1))), options);
    var transformation = (OneInputTransformation<Scrape, Event>) stage.getTransformation();
    return (OneInputStreamOperator<Scrape, Event>)
        ((SimpleOperatorFactory<Event>) transformation.getOperatorFactory()).getOperator();
  }

  private static Scrape batch(long minute, Sample... samples) {
    long time = START + minute * MINUTE;
    return Scrape.of(new MetricBatch("db-1", time, time, "test", null, List.of(samples)));
  }

  void quiet(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      take(i, cpu(20 + random.nextGaussian()), sample("memory", 500 + 5 * random.nextGaussian()));
    }
    watermark(to - 1);
    harness.getOutput().clear();
  }

  /** Counts so many more requests in each bucket. */
  void requests(long minute, double[] counted, double fast, double slow, double lost)
      throws Exception {
    counted[0] += fast;
    counted[1] += fast + slow;
    counted[2] += fast + slow + lost;
    take(minute, bucket("0.1", counted[0]), bucket("1", counted[1]), bucket("+Inf", counted[2]));
  }

  private static Sample bucket(String le, double count) {
    Map<String, String> labels = Map.of("le", le);
    return new Sample("wait_seconds_bucket", labels, count, MetricKind.COUNTER, "1", false);
  }

  /** Thirty resources, each with a peak of its own. */
  List<Event> fleet() throws Exception {
    for (int minute = 0; minute < 300; minute++) {
      for (int host = 0; host < 30; host++) {
        double load = minute == 200 + host ? 95 : 20 + random.nextGaussian();
        long time = START + minute * MINUTE;
        MetricBatch batch =
            new MetricBatch("h" + host, time, time, "test", null, List.of(cpu(load)));
        harness.processElement(new StreamRecord<>(Scrape.of(batch), time));
      }
      watermark(minute);
    }
    return events();
  }

  void take(long minute, Sample... samples) throws Exception {
    Scrape batch = batch(minute, samples);
    harness.processElement(new StreamRecord<>(batch, batch.timeMillis()));
  }

  void watermark(long minute) throws Exception {
    harness.processWatermark(new Watermark(START + minute * MINUTE));
    TestingMailbox.runAll(harness);
  }

  List<Event> events() {
    List<Event> events = harness.extractOutputValues();
    harness.getOutput().clear();
    return events;
  }

  Event single() {
    List<Event> events = events();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }

  /** The same values again and again, of which nobody thinks anything. */
  void usual(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      take(i, cpu(20), sample("memory", 500));
    }
    watermark(to - 1);
  }

  static Sample cpu(double value) {
    return sample("cpu", value);
  }

  static Sample sample(String metric, double value) {
    return new Sample(metric, Map.of(), value, MetricKind.GAUGE, "", false);
  }
}
