package io.lull.connector.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * What holds for every decoder, whatever the bytes: it returns, soon, having put out something,
 * within its limits, and the same each time. Subclass it with valid documents of the format.
 */
public abstract class DecoderContract {
  protected static final Limits LIMITS = new Limits(1 << 20, 32, 2000, 512);

  /** Of processor time, for the machine may be busy; what it must catch is quadratic or worse. */
  private static final long MAX_NANOS = 3_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final byte[][] HOSTILE = {
    {0},
    {(byte) 0xff, (byte) 0xfe},
    {(byte) 0xc0, (byte) 0x80},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0x84, (byte) 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
    {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
    "\n".getBytes(StandardCharsets.UTF_8),
    "\"".getBytes(StandardCharsets.UTF_8),
    "{[".getBytes(StandardCharsets.UTF_8),
    "\\ud800".getBytes(StandardCharsets.UTF_8),
    "-1e999999999".getBytes(StandardCharsets.UTF_8),
    "99999999999999999999999".getBytes(StandardCharsets.UTF_8),
    "null".getBytes(StandardCharsets.UTF_8),
  };

  /** A new decoder, not the registry's guarded one: it must be total by itself. */
  protected abstract Decoder decoder(DecoderOptions options);

  /** Valid documents, each giving at least one record and no reject. */
  protected abstract List<byte[]> samples();

  /** Headers of the raw records as name, value, name, value. */
  protected String[] headers() {
    return new String[0];
  }

  /** Characters put out for one byte of input, at most; what is repeated per record counts. */
  protected int maxAmplification() {
    return 100;
  }

  @Test
  void samplesGiveRecordsAndNothingElse() {
    for (byte[] sample : samples()) {
      TestingOutput out = decode(sample);
      assertThat(out.events.size() + out.batches.size() + out.facts.size())
          .as("%s", out)
          .isPositive();
      assertThat(out.rejects).isEmpty();
      assertThat(out.parts).isEmpty();
    }
  }

  @Test
  void isRegisteredUnderItsName() {
    assertThat(Decoders.formats()).contains(decoder(options()).format());
  }

  @Property(tries = 300)
  void takesArbitraryBytes(@ForAll @Size(max = 400) byte[] value) {
    check(value);
  }

  @Test
  void takesTheEmptyValue() {
    check(new byte[0]);
  }

  @Test
  void takesTruncationAtEveryOffset() {
    for (byte[] sample : samples()) {
      int step = Math.max(1, sample.length / 2000);
      for (int end = 0; end < sample.length; end += step) {
        check(Arrays.copyOf(sample, end));
      }
    }
  }

  @Property(tries = 500)
  void takesFlippedBits(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int flips) {
    Random random = new Random(seed);
    byte[] value = anySample(random).clone();
    for (int i = 0; i < flips && value.length > 0; i++) {
      int at = random.nextInt(value.length);
      value[at] ^= (byte) (1 << random.nextInt(8));
    }
    check(value);
  }

  @Property(tries = 500)
  void takesHostileBytesInTheMiddle(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] sample = anySample(random);
    byte[] hostile = HOSTILE[random.nextInt(HOSTILE.length)];
    int at = random.nextInt(sample.length + 1);
    int skipped = Math.min(random.nextInt(12), sample.length - at);
    byte[] value = new byte[sample.length - skipped + hostile.length];
    System.arraycopy(sample, 0, value, 0, at);
    System.arraycopy(hostile, 0, value, at, hostile.length);
    System.arraycopy(
        sample, at + skipped, value, at + hostile.length, sample.length - at - skipped);
    check(value);
  }

  @Property(tries = 200)
  void takesSwappedAndRepeatedChunks(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] a = anySample(random);
    byte[] b = anySample(random);
    int head = random.nextInt(a.length + 1);
    int tail = random.nextInt(b.length + 1);
    byte[] value = Arrays.copyOf(a, head + b.length - tail);
    System.arraycopy(b, tail, value, head, b.length - tail);
    check(value);
  }

  @Test
  void takesOneByteRepeated() {
    for (int b = 0; b < 256; b++) {
      byte[] value = new byte[5_000];
      Arrays.fill(value, (byte) b);
      check(value);
    }
  }

  @Test
  void takesDeepNesting() {
    for (String unit : List.of("[", "{\"a\":", "{\"alerts\":[", "<1>", "[a ", "[\"", "((", "1 ")) {
      check(unit.repeat(100_000 / unit.length()).getBytes(StandardCharsets.UTF_8));
    }
    check(nestedBer(10_000));
  }

  @Test
  void takesSamplesManyTimesOver() {
    for (byte[] sample : samples()) {
      int times = Math.max(2, 200_000 / Math.max(1, sample.length));
      byte[] value = new byte[sample.length * times];
      for (int i = 0; i < times; i++) {
        System.arraycopy(sample, 0, value, i * sample.length, sample.length);
      }
      check(value);
    }
  }

  /** Checks one input; subclasses use it for what is hostile in their format only. */
  protected final TestingOutput check(byte[] value) {
    byte[] before = value.clone();
    long start = THREADS.getCurrentThreadCpuTime();
    TestingOutput out = decode(value);
    assertThat(THREADS.getCurrentThreadCpuTime() - start).as("nanoseconds").isLessThan(MAX_NANOS);
    assertThat(value).as("input is left alone").isEqualTo(before);
    if (!decoder(options()).mayBeEmpty()) {
      assertThat(out.calls()).as("records or reasons").isPositive();
    }
    assertThat(out.rejects.size()).as("a record is refused once").isLessThanOrEqualTo(1);
    assertThat(out.events.size()).isLessThanOrEqualTo(LIMITS.maxRecords());
    int samples = out.batches.stream().mapToInt(batch -> batch.getSamples().size()).sum();
    assertThat(samples).isLessThanOrEqualTo(LIMITS.maxRecords());
    long chars = 0;
    for (Event event : out.events) {
      chars += checkEvent(event);
    }
    for (MetricBatch batch : out.batches) {
      assertThat(batch.getResource()).isNotEmpty();
      chars += batch.toString().length();
    }
    assertThat(out.facts.size()).isLessThanOrEqualTo(LIMITS.maxRecords());
    for (Fact fact : out.facts) {
      assertThat(fact.getSource()).isNotEmpty();
      assertThat(fact.getSubject()).isNotEmpty();
      chars += fact.toString().length();
    }
    for (String reason : out.rejects) {
      checkReason(reason);
    }
    for (TestingOutput.Part part : out.parts) {
      checkReason(part.reason());
      chars += part.bytes().length;
    }
    assertThat(chars).isLessThanOrEqualTo((long) maxAmplification() * (value.length + 1000));
    TestingOutput again = decode(value);
    assertThat(again.events).as("same input, same events").isEqualTo(out.events);
    assertThat(again.facts).as("same input, same facts").isEqualTo(out.facts);
    assertThat(again.rejects).isEqualTo(out.rejects);
    return out;
  }

  private static void checkReason(String reason) {
    assertThat(reason).isNotBlank();
    assertThat(reason.length()).as("length of %s", reason).isLessThanOrEqualTo(2000);
  }

  private static long checkEvent(Event event) {
    assertThat(event.getId()).isNotEmpty();
    assertThat(event.getResource()).isNotEmpty();
    assertThat(event.getSource()).isNotEmpty();
    long chars = 0;
    for (String text :
        List.of(
            event.getId(),
            event.getResource(),
            event.getType(),
            event.getQualifier(),
            event.getMessage())) {
      assertThat(text.length()).isLessThanOrEqualTo(LIMITS.maxStringChars());
      chars += text.length();
    }
    for (var attribute : event.getAttributes().entrySet()) {
      assertThat(attribute.getKey()).isNotEmpty();
      assertThat(attribute.getValue().length()).isLessThanOrEqualTo(LIMITS.maxStringChars());
      chars += attribute.getKey().length() + attribute.getValue().length();
    }
    return chars;
  }

  protected final TestingOutput decode(byte[] value) {
    return TestingOutput.of(decoder(options()), RawRecords.of(value, headers()));
  }

  protected final DecoderOptions options() {
    return DecoderOptions.DEFAULT.withLimits(LIMITS);
  }

  private byte[] anySample(Random random) {
    List<byte[]> samples = samples();
    return samples.get(random.nextInt(samples.size()));
  }

  private static byte[] nestedBer(int depth) {
    byte[] value = new byte[depth * 4];
    for (int i = 0; i < depth; i++) {
      int left = Math.min(0xffff, value.length - (i + 1) * 4);
      value[i * 4] = 0x30;
      value[i * 4 + 1] = (byte) 0x82;
      value[i * 4 + 2] = (byte) (left >> 8);
      value[i * 4 + 3] = (byte) left;
    }
    return value;
  }
}
