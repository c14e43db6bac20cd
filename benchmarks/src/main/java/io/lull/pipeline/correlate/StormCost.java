package io.lull.pipeline.correlate;

import io.lull.benchmark.Deduplication;
import io.lull.benchmark.Racks;
import io.lull.benchmark.Samples;
import io.lull.connector.files.IncidentJson;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.RawRecord;
import io.lull.pipeline.classify.Classifier;
import io.lull.pipeline.intake.Resolver;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Event;
import io.lull.schema.Incident;
import io.lull.schema.MetricBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Processor time of correlation, and of writing its incidents, in the storm of the events job. */
@NullMarked
@Command(
    name = "storm",
    description = "Processor time a raw event of the storm of 'benchmarks/run events'.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class StormCost implements Runnable {
  @Option(names = "--events", description = "Raw events of the storm.")
  int events = 200_000;

  @Option(names = "--cis", description = "CIs that send; half of them are in the topology.")
  int cis = 50_000;

  @Option(
      names = "--span",
      description = "Event time from first to last, seconds; 0: 100,000 events a second.")
  long spanSeconds;

  @Option(names = "--rounds", description = "Rounds; the last tells most.")
  int rounds = 5;

  @Option(names = "--dump", description = "Write what was said last of each incident there.")
  @Nullable Path dump;

  @Override
  public void run() {
    long span = spanSeconds == 0 ? Math.max(1, events / 100) : spanSeconds * 1000;
    Topology topology = Racks.topology(Math.max(1, cis / 25 / 2));
    List<AlarmChange> changes = changes(Samples.storm(events, cis, span), topology);
    long firsts = changes.stream().map(AlarmLife::key).distinct().count();
    System.out.printf(
        Locale.ROOT,
        "%d raw events in %.0f s, %d alarms, %d changes%n%n",
        events,
        span / 1000.0,
        firsts,
        changes.size());
    System.out.println(
        "round  correlate s  writing s  µs/event  µs/alarm  revisions  incidents     MB  final");
    for (int round = 1; round <= rounds; round++) {
      round(round, topology, changes, firsts);
    }
  }

  private void round(int round, Topology topology, List<AlarmChange> changes, long firsts) {
    Revisions revisions = new Revisions();
    DomainDriver driver = new DomainDriver(topology, revisions);
    long began = cpuNanos();
    for (AlarmChange change : changes) {
      driver.take(change);
    }
    driver.end();
    long all = cpuNanos() - began;
    System.out.printf(
        Locale.ROOT,
        "%5d  %11.2f  %9.2f  %8.2f  %8.1f  %9d  %9d  %5.0f  %08x%n",
        round,
        (all - revisions.nanos) / 1e9,
        revisions.nanos / 1e9,
        all / 1e3 / events,
        all / 1e3 / firsts,
        revisions.count,
        revisions.last.size(),
        revisions.bytes / 1e6,
        revisions.digest());
    if (dump != null) {
      revisions.dump(dump);
    }
  }

  static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<AlarmChange> changes(List<RawRecord> raws, Topology topology) {
    Decoder snmp = Decoders.create("snmp", DecoderOptions.DEFAULT);
    Decoder syslog = Decoders.create("syslog", DecoderOptions.DEFAULT);
    Classifier classifier = Classifier.shipped();
    Resolver resolver = new Resolver(topology);
    Deduplication deduplication = new Deduplication();
    List<Event> decoded = new ArrayList<>(1);
    Decoder.Output output =
        new Decoder.Output() {
          @Override
          public void event(Event event) {
            decoded.add(event);
          }

          @Override
          public void metrics(MetricBatch batch) {
            throw new IllegalStateException("metrics, expected an event");
          }

          @Override
          public void reject(String reason) {
            throw new IllegalStateException(reason);
          }

          @Override
          public void rejectPart(String reason, byte[] part) {
            throw new IllegalStateException(reason);
          }
        };
    for (RawRecord raw : raws) {
      (raw.source().endsWith("snmp") ? snmp : syslog).decode(raw, output);
      decoded.forEach(
          event -> deduplication.take(resolver.resolve(classifier.classify(event)).event()));
      decoded.clear();
    }
    return deduplication.end();
  }

  /** Writes revisions as both topics have them and remembers the last of each incident. */
  private static final class Revisions implements DomainDriver.Out {
    private final Map<String, Incident> last = new HashMap<>();
    private long nanos;
    private long bytes;
    private long count;

    @Override
    public void incident(Incident incident) {
      long began = cpuNanos();
      bytes += IncidentJson.toBytes(incident).length;
      nanos += cpuNanos() - began;
      count++;
      last.put(incident.getId(), incident);
    }

    private void dump(Path file) {
      try {
        Files.write(file, last.keySet().stream().sorted().map(this::line).toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private String line(String id) {
      Incident told = Incident.newBuilder(last.get(id)).build();
      told.setRevision(0);
      told.setUpdatedMillis(0);
      told.setChanges(List.of());
      return IncidentJson.write(told);
    }

    /** Of what was said last of each incident, whenever and in how many revisions it was. */
    int digest() {
      CRC32 crc = new CRC32();
      last.keySet().stream()
          .sorted()
          .forEach(id -> crc.update(line(id).getBytes(StandardCharsets.UTF_8)));
      return (int) crc.getValue();
    }
  }
}
