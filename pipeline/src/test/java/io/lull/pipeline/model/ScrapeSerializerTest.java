package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Origin;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ScrapeSerializerTest {
  private final TypeSerializer<Scrape> serializer =
      ScrapeSerializer.type().createSerializer(new SerializerConfigImpl());

  @Property(tries = 100)
  void whatIsWrittenIsRead(
      @ForAll @NotEmpty @AlphaChars String resource,
      @ForAll @CharRange(from = ' ', to = '\u20ff') String label,
      @ForAll List<Double> values)
      throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      MetricKind kind = MetricKind.values()[i % 3];
      boolean stale = i % 5 == 4;
      double value = stale ? Double.NaN : values.get(i);
      samples.add(new Sample("m" + i, Map.of("l", label), value, kind, "By", stale));
    }
    Origin origin = label.isEmpty() ? null : new Origin("topic", 3, 1L << 40);
    MetricBatch batch = new MetricBatch(resource, -5L, 7L, "otlp", origin, samples);
    assertThat(copied(Scrape.of(batch)).toBatch()).hasToString(batch.toString());
  }

  @Test
  void labelsInCommonAreThoseThatASeriesLacks() throws IOException {
    Scrape own = Scrape.of(batch(Map.of("service", "a")));
    byte[] common = Scrape.labels(Map.of("service", "b", "pod", "p"));
    Scrape both =
        new Scrape(
            "r", 1, 2, "otlp", null, 0, 0, common, own.layout(), new long[] {Scrape.bits(1.0)});
    assertThat(copied(both).labels(0)).isEqualTo(Map.of("service", "a", "pod", "p"));
    assertThat(both.seriesHash()).isNotEqualTo(own.seriesHash());
  }

  @Test
  void scrapesOfTheSameSeriesShareTheirLayout() throws IOException {
    Scrape one = copied(Scrape.of(batch(Map.of("a", "b"))));
    Scrape other = copied(Scrape.of(batch(Map.of("a", "b"))));
    Scrape different = copied(Scrape.of(batch(Map.of("a", "c"))));
    assertThat(other.layout()).isSameAs(one.layout());
    assertThat(different.layout()).isNotSameAs(one.layout());
    assertThat(different.seriesHash()).isNotEqualTo(one.seriesHash());
  }

  private static MetricBatch batch(Map<String, String> labels) {
    Sample sample = new Sample("m", labels, 1.0, MetricKind.GAUGE, "", false);
    return new MetricBatch("r", 1L, 2L, "otlp", null, List.of(sample));
  }

  private Scrape copied(Scrape scrape) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(scrape, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }
}
