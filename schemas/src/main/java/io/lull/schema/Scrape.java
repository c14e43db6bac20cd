package io.lull.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The samples of one resource at one time, as they travel inside a job: what a {@link MetricBatch}
 * says, with everything but the values in a {@link ScrapeLayout} that scrapes share. One of them is
 * a handful of objects, however many samples it has.
 */
public final class Scrape {
  /** Bits of the value by which Prometheus says that a series has ended: a NaN of its own. */
  public static final long STALE = 0x7ff0000000000002L;

  /** The common labels of a scrape that has none. */
  public static final byte[] NO_LABELS = {};

  private final String resource;
  private final long timeMillis;
  private final long observedMillis;
  private final String source;
  private final String originSource;
  private final int originPartition;
  private final long originPosition;
  private final byte[] common;
  private final ScrapeLayout layout;
  private final long[] values;

  /**
   * A scrape.
   *
   * @param resource the CI the samples are about
   * @param timeMillis sample time by the sender's clock, milliseconds since the epoch
   * @param observedMillis when the first collector saw them, milliseconds since the epoch
   * @param source what spoke
   * @param originSource topic or file it was read from; null: not known
   * @param common labels that all series have which lack one of that name, as bytes ({@link
   *     #labels})
   * @param values bits of the values, in the order of the layout; {@link #STALE}: none any more
   */
  public Scrape(
      String resource,
      long timeMillis,
      long observedMillis,
      String source,
      String originSource,
      int originPartition,
      long originPosition,
      byte[] common,
      ScrapeLayout layout,
      long[] values) {
    this.resource = resource;
    this.timeMillis = timeMillis;
    this.observedMillis = observedMillis;
    this.source = source;
    this.originSource = originSource;
    this.originPartition = originPartition;
    this.originPosition = originPosition;
    this.common = common;
    this.layout = layout;
    this.values = values;
  }

  /** Labels as bytes, for {@link #common}. */
  public static byte[] labels(Map<String, String> labels) {
    return ScrapeLayout.labels(labels);
  }

  /** What a batch says. */
  public static Scrape of(MetricBatch batch) {
    List<Sample> samples = batch.getSamples();
    ScrapeLayout.Builder layout = new ScrapeLayout.Builder();
    long[] values = new long[samples.size()];
    for (int i = 0; i < values.length; i++) {
      Sample sample = samples.get(i);
      layout.add(sample.getMetric(), sample.getLabels(), sample.getKind(), sample.getUnit());
      values[i] = sample.getStale() ? STALE : bits(sample.getValue());
    }
    Origin origin = batch.getOrigin();
    return new Scrape(
        batch.getResource(),
        batch.getTimeMillis(),
        batch.getObservedMillis(),
        batch.getSource(),
        origin == null ? null : origin.getSource(),
        origin == null ? 0 : origin.getPartition(),
        origin == null ? 0 : origin.getPosition(),
        NO_LABELS,
        layout.build(),
        values);
  }

  /** The bits of a value that is no stale marker, whatever NaN it is. */
  public static long bits(double value) {
    return Double.doubleToLongBits(value);
  }

  /** The same as a batch. */
  public MetricBatch toBatch() {
    List<Sample> samples = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      samples.add(sample(i));
    }
    return toBatch(samples);
  }

  /** A batch of some of its samples. */
  public MetricBatch toBatch(List<Sample> samples) {
    Origin origin =
        originSource == null ? null : new Origin(originSource, originPartition, originPosition);
    return new MetricBatch(resource, timeMillis, observedMillis, source, origin, samples);
  }

  /** One sample by itself. */
  public Sample sample(int index) {
    ScrapeLayout.Entry entry = layout.entry(index);
    boolean stale = isStale(index);
    return new Sample(
        entry.metric(),
        labels(index),
        stale ? Double.NaN : value(index),
        entry.kind(),
        entry.unit(),
        stale);
  }

  public String resource() {
    return resource;
  }

  public long timeMillis() {
    return timeMillis;
  }

  public long observedMillis() {
    return observedMillis;
  }

  public String source() {
    return source;
  }

  /** Topic or file it was read from; null: not known. */
  public String originSource() {
    return originSource;
  }

  public int originPartition() {
    return originPartition;
  }

  public long originPosition() {
    return originPosition;
  }

  public byte[] common() {
    return common;
  }

  public ScrapeLayout layout() {
    return layout;
  }

  public int size() {
    return values.length;
  }

  public double value(int index) {
    return Double.longBitsToDouble(values[index]);
  }

  public long bits(int index) {
    return values[index];
  }

  public boolean isStale(int index) {
    return values[index] == STALE;
  }

  /** All labels of a series: its own, then those in common. */
  public Map<String, String> labels(int index) {
    Map<String, String> own = layout.entry(index).labels();
    if (common.length == 0) {
      return own;
    }
    Map<String, String> all = new LinkedHashMap<>(own);
    ScrapeLayout.labels(common).forEach(all::putIfAbsent);
    return all;
  }

  /** Which series these are, apart from the resource: the same where layout and labels are. */
  public long seriesHash() {
    return common.length == 0
        ? layout.hash()
        : layout.hash() * 31 + ScrapeLayout.hash(common, 0, common.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scrape scrape && toBatch().equals(scrape.toBatch());
  }

  @Override
  public int hashCode() {
    return Objects.hash(resource, timeMillis);
  }

  @Override
  public String toString() {
    return toBatch().toString();
  }
}
