package io.lull.connector.format.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Syslog of fifteen real IOS-XR routers against what others read from the same files, in ../shared
 * beside the repository; skipped where that is absent.
 */
class RealRouterLogsTest {
  private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

  @ParameterizedTest
  @CsvSource({"bgpclear,2017-08-05T00:00:00Z", "portflap,2017-09-02T00:00:00Z"})
  void findsDeviceTimeMnemonicProcessAndText(String set, String observed) throws IOException {
    Path data = shared().resolve("data/cisco");
    assumeTrue(Files.isDirectory(data), data + " is absent");
    Map<String, Integer> found = new HashMap<>();
    try (Stream<Path> files = Files.list(data.resolve("raw").resolve(set))) {
      for (Path file : files.sorted().toList()) {
        for (Event event : decode(file, Instant.parse(observed).toEpochMilli())) {
          found.merge(key(event), 1, Integer::sum);
        }
      }
    }
    List<String> rows = lines(data.resolve(set + ".blind.csv.gz"));
    assertThat(rows.size()).isGreaterThan(100);
    List<String> missing = new ArrayList<>();
    for (String row : rows.subList(1, rows.size())) {
      if (found.merge(key(row), -1, Integer::sum) < 0) {
        missing.add(row);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<Event> decode(Path file, long observedMillis) {
    // One of the fifteen keeps UTC, as every estate has one.
    boolean utc = file.getFileName().toString().startsWith("leaf4.");
    SyslogDecoder decoder =
        new SyslogDecoder(DecoderOptions.REPLAY.withSyslogZone(utc ? ZoneOffset.UTC : ZONE));
    List<Event> events = new ArrayList<>();
    long number = 0;
    for (String line : lines(file)) {
      number++;
      TestingOutput out =
          TestingOutput.of(
              decoder,
              RawRecords.line("raw/syslog/" + file.getFileName(), number, observedMillis, line));
      assertThat(out.calls()).isEqualTo(1);
      events.addAll(out.events);
    }
    return events;
  }

  private static String key(Event event) {
    return event.getTimeMillis()
        + "|"
        + event.getResource()
        + "|"
        + event.getAttributes().get("syslog.node")
        + "|"
        + event.getAttributes().get("process")
        + "|"
        + event.getType()
        + "|"
        + event.getAttributes().get("syslogSeverity")
        + "|"
        + start(event.getMessage());
  }

  /** The first two words; further on, reasons that tell the fault are blanked in the rows. */
  private static String start(String message) {
    String[] words = message.strip().split(" +", 3);
    return words.length < 2 ? message.strip() : words[0] + ' ' + words[1];
  }

  /** Columns: line_id,timestamp,device,node,process,code,severity,text. */
  private static String key(String row) {
    String[] cells = row.split(",", 8);
    String text = cells[7];
    if (text.startsWith("\"")) {
      text = text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
    return OffsetDateTime.parse(cells[1]).toInstant().toEpochMilli()
        + "|"
        + String.join("|", cells[2], cells[3], cells[4], cells[5], cells[6], start(text));
  }

  private static List<String> lines(Path file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path shared() {
    Path dir = Path.of("").toAbsolutePath();
    while (dir.getParent() != null && !Files.exists(dir.resolve("mvnw"))) {
      dir = dir.getParent();
    }
    return dir.resolveSibling("shared");
  }
}
