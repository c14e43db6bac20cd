package io.lull.standalone;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.JsonLines;
import io.lull.connector.files.LineReader;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.ChangeOp;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What topology files declare for ever. Until it is on the topology topic nobody who explains
 * alarms knows it, so nothing should be sent before.
 */
final class DeclaredEstate {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Duration BEAT = Duration.ofMillis(250);

  /** Relations follow the CIs. */
  private static final int QUIET_BEATS = 3;

  private DeclaredEstate() {}

  /** Waits until it is known; not for ever, as a file may hold what is refused. */
  static void awaitKnown(LullConfig config, Progress progress) throws IOException {
    Set<String> declared = new TreeSet<>();
    for (Path file : config.get(PipelineOptions.TOPOLOGY_FILES)) {
      read(file, declared);
    }
    if (declared.isEmpty()) {
      return;
    }
    KafkaSettings settings = KafkaBinding.settings(config);
    try (EstateTail tail =
        new EstateTail(settings.bootstrap(), settings.topics().topology(), settings.serdes())) {
      long begin = System.nanoTime();
      int quiet = 0;
      while (quiet < QUIET_BEATS && System.nanoTime() - begin < PATIENCE_NANOS) {
        int changes = tail.poll(BEAT);
        boolean all = tail.ids().containsAll(declared);
        quiet = all && changes == 0 ? quiet + 1 : 0;
        progress.update(
            "starting: estate of topology files, %,d of %,d CIs"
                .formatted(Math.min(tail.ids().size(), declared.size()), declared.size()));
      }
    }
  }

  private static void read(Path file, Set<String> declared) throws IOException {
    try (LineReader lines = LineReader.open(file)) {
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.blank()) {
          take(line, declared);
        }
      }
    }
  }

  /** The topology job says what is wrong with a line. */
  private static void take(LineReader.Line line, Set<String> declared) {
    try {
      TopologyChange change = JsonLines.topology(line.text());
      if (change.getNode() != null && change.getTimeMillis() == null) {
        if (change.getOp() == ChangeOp.DELETE) {
          declared.remove(change.getNode().getId());
        } else {
          declared.add(change.getNode().getId());
        }
      }
    } catch (BadLineException e) {
      return;
    }
  }
}
