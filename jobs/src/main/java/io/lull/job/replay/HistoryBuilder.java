package io.lull.job.replay;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.ExternalSort;
import io.lull.connector.files.HistoryRecord;
import io.lull.connector.files.JsonLines;
import io.lull.connector.files.LineReader;
import io.lull.connector.files.LineReader.Line;
import io.lull.connector.files.MetricsCsv;
import io.lull.connector.files.SortedRuns;
import io.lull.connector.format.DecoderOptions;
import io.lull.job.cli.CommandException;
import io.lull.job.rules.ControlRules;
import io.lull.schema.CallSpan;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Origin;
import io.lull.schema.Sample;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the input files once and sorts what they hold by event time, on disk. */
final class HistoryBuilder {
  private static final long SORT_BYTES = 96L << 20;
  private static final String METRICS_SOURCE = "csv";

  private final Path input;
  private final DeadLetterFile deadLetters;
  private final ReplayCounts counts;
  private final Progress progress;
  private final Timeline timeline;
  private final long latestMillis;
  private final boolean spans;
  private final ExternalSort<HistoryRecord> sort;
  private final RawFileReader rawFiles;

  private final Payload<TopologyChange> topology = new Payload<>(TopologyChange.getClassSchema());
  private final Payload<ControlRecord> control = new Payload<>(ControlRecord.getClassSchema());
  private final Payload<MetricBatch> metrics = new Payload<>(MetricBatch.getClassSchema());
  private final Payload<Event> events = new Payload<>(Event.getClassSchema());
  private final Payload<Fact> facts = new Payload<>(Fact.getClassSchema());
  private final SpanPayload spanPayload = new SpanPayload();

  /**
   * @param timeline is told the times of events and samples
   * @param latestMillis what is later is a dead letter, milliseconds since the epoch
   * @param spans whether spans are taken: they may be many
   */
  HistoryBuilder(
      Path input,
      Path spool,
      DecoderOptions options,
      DeadLetterFile deadLetters,
      ReplayCounts counts,
      Timeline timeline,
      long latestMillis,
      boolean spans,
      Progress progress) {
    this.input = input;
    this.timeline = timeline;
    this.latestMillis = latestMillis;
    this.spans = spans;
    this.deadLetters = deadLetters;
    this.counts = counts;
    this.progress = progress;
    this.sort = new ExternalSort<>(spool, "history", HistoryRecord.byTime(), SORT_BYTES);
    this.rawFiles = new RawFileReader(options, deadLetters, latestMillis, new ToHistory());
  }

  /** Reads all files. */
  SortedRuns<HistoryRecord> read(ReplayFiles files) throws IOException {
    if (files.topology() != null) {
      lines(files.topology(), "topology", this::topologyLine);
    }
    if (files.control() != null) {
      lines(files.control(), "control", this::controlLine);
    }
    if (files.metrics() != null) {
      metricsFile(files.metrics());
    }
    if (files.events() != null) {
      rawFile(new ReplayFiles.Raw("json", files.events()));
    }
    for (ReplayFiles.Raw raw : files.raw()) {
      rawFile(raw);
    }
    return sort.finish();
  }

  private interface LineTaker {
    void take(String text) throws BadLineException, IOException;
  }

  private void lines(Path file, String format, LineTaker taker) throws IOException {
    String name = name(file);
    long last = 0;
    try (LineReader reader = LineReader.open(file)) {
      for (Line line = reader.next(); line != null; line = reader.next()) {
        last = line.number();
        progress.read(name, last);
        if (line.blank()) {
          continue;
        }
        try {
          taker.take(line.text());
        } catch (BadLineException e) {
          deadLetters.add(name, last, format, e.reason(), line.bytes());
        }
      }
    } catch (IOException e) {
      deadLetters.unreadable(name, last, format, e);
    }
  }

  private void topologyLine(String text) throws BadLineException {
    TopologyChange change = JsonLines.topology(text);
    check(timeOf(change.getTimeMillis()));
    counts.topologyChanges++;
    add(timeOf(change.getTimeMillis()), HistoryRecord.TOPOLOGY, "", topology.write(change));
  }

  private void controlLine(String text) throws BadLineException {
    ControlRecord record = JsonLines.control(text);
    List<String> problems = ControlRules.problems(record, record.getId());
    if (!problems.isEmpty()) {
      throw new BadLineException(String.join("; ", problems));
    }
    check(timeOf(record.getTimeMillis()));
    counts.controlRecords++;
    add(timeOf(record.getTimeMillis()), HistoryRecord.CONTROL, "", control.write(record));
  }

  private void check(long timeMillis) throws BadLineException {
    if (timeMillis > latestMillis) {
      throw new BadLineException(fromTheFuture(timeMillis, latestMillis));
    }
  }

  /** Why a record is not taken. */
  static String fromTheFuture(long timeMillis, long latestMillis) {
    return "time "
        + Instant.ofEpochMilli(timeMillis)
        + " is from the future, by the rest of the history; expected at most "
        + Instant.ofEpochMilli(latestMillis)
        + " (time.max-gap)";
  }

  private static long timeOf(@Nullable Long timeMillis) {
    return timeMillis == null ? HistoryRecord.SINCE_EVER : timeMillis;
  }

  private void metricsFile(Path file) throws IOException {
    String name = name(file);
    long last = 1;
    try (MetricsCsv csv = MetricsCsv.open(file)) {
      for (MetricsCsv.Row row = csv.next(); row != null; row = csv.next()) {
        last = row.line().number();
        progress.read(name, last);
        if (row.sample() == null) {
          String reason = String.valueOf(row.reason());
          deadLetters.add(name, last, "metrics", reason, row.line().bytes());
        } else if (row.sample().timeMillis() > latestMillis) {
          String reason = fromTheFuture(row.sample().timeMillis(), latestMillis);
          deadLetters.add(name, last, "metrics", reason, row.line().bytes());
        } else {
          sample(row.sample(), name, last);
        }
      }
    } catch (BadLineException e) {
      throw CommandException.invalid(file + " line 1: " + e.reason());
    } catch (IOException e) {
      deadLetters.unreadable(name, last, "metrics", e);
    }
  }

  private void sample(MetricsCsv.Sample sample, String name, long line) {
    timeline.add(sample.timeMillis());
    counts.samples++;
    MetricBatch batch =
        new MetricBatch(
            sample.resource(),
            sample.timeMillis(),
            sample.timeMillis(),
            METRICS_SOURCE,
            new Origin(name, -1, line),
            List.of(
                new Sample(
                    sample.metric(), Map.of(), sample.value(), MetricKind.GAUGE, "", false)));
    add(sample.timeMillis(), HistoryRecord.METRICS, sample.resource(), metrics.write(batch));
  }

  private void rawFile(ReplayFiles.Raw raw) throws IOException {
    String name = name(raw.file());
    rawFiles.read(raw, name, line -> progress.read(name, line));
  }

  private String name(Path file) {
    return input.relativize(file).toString();
  }

  private void add(long time, byte kind, String key, byte[] payload) {
    counts.span(time);
    try {
      sort.add(new HistoryRecord(time, kind, key, payload));
    } catch (IOException e) {
      // Not the input's fault: where we sort cannot be written to.
      throw new UncheckedIOException(e);
    }
  }

  /** Decoded records of the raw files. */
  private final class ToHistory implements RawFileReader.Target {
    @Override
    public void event(Event event) {
      timeline.add(event.getTimeMillis());
      counts.events++;
      add(event.getTimeMillis(), HistoryRecord.EVENT, event.getId(), events.write(event));
    }

    @Override
    public void fact(Fact fact) {
      Long time = fact.getTimeMillis();
      if (time != null) {
        timeline.add(time);
      }
      fact(fact, timeOf(time));
    }

    private void fact(Fact fact, long time) {
      counts.facts++;
      String key = fact.getSource() + ':' + fact.getSubject();
      add(time, HistoryRecord.FACT, key, facts.write(fact));
    }

    @Override
    public boolean wantsSpans() {
      return spans;
    }

    @Override
    public void span(CallSpan span) {
      timeline.add(span.timeMillis);
      counts.spans++;
      add(span.timeMillis, HistoryRecord.SPAN, Long.toHexString(span.id), spanPayload.write(span));
    }

    @Override
    public void metrics(MetricBatch batch) {
      timeline.add(batch.getTimeMillis());
      counts.samples += batch.getSamples().size();
      add(batch.getTimeMillis(), HistoryRecord.METRICS, batch.getResource(), metrics.write(batch));
    }
  }
}
