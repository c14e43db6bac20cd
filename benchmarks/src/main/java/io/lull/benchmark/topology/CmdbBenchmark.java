package io.lull.benchmark.topology;

import com.sun.management.OperatingSystemMXBean;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.connector.janusgraph.Neighbourhood;
import io.lull.pipeline.model.Topology;
import io.lull.schema.TopologyChange;
import io.lull.schema.TrustedContracts;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's command line: an estate into the embedded graph, out of it, and looks around. */
@Command(
    name = "benchmarks/run cmdb",
    description = "Import into the embedded CMDB, reading it back, neighbourhoods.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class CmdbBenchmark implements Callable<Integer> {
  private static final double MAX_IMPORT_SECONDS = 600;
  private static final double MAX_READ_SECONDS = 60;
  private static final double MAX_LOOK_MILLIS = 50;

  @Option(names = "--cis", description = "Nodes.")
  int cis = 100_000;

  @Option(names = "--relations", description = "Relations.")
  int relations = 300_000;

  @Option(names = "--batch", description = "Changes of one transaction.")
  int batch = 1000;

  @Option(names = "--looks", description = "Neighbourhoods that are looked at.")
  int looks = 2000;

  @Option(names = "--hops", description = "How far they go.")
  int hops = 3;

  @Option(names = "--limit", description = "Most CIs of one, as lull cmdb show has it.")
  int limit = 1000;

  @Option(names = "--janusgraph", description = "Options of JanusGraph, key=value.")
  Map<String, String> properties = Map.of();

  @Option(
      names = "--directory",
      description = "Keeps the graph there; one that is there already is only looked at.")
  @Nullable Path kept;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] args) {
    TrustedContracts.establish();
    System.exit(new CommandLine(new CmdbBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = kept == null ? Files.createTempDirectory("lull-cmdb") : kept;
    try {
      CmdbSettings settings = CmdbSettings.embedded(directory).withProperties(properties);
      boolean good = true;
      if (!Files.exists(directory.resolve("graph"))) {
        good = load(settings, new Estate(cis, relations));
        good &= readBack(settings);
      }
      good &= look(settings);
      return good ? 0 : 1;
    } finally {
      if (kept == null) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
  }

  private static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private boolean load(CmdbSettings settings, Estate estate) throws Exception {
    long begin = System.nanoTime();
    try (Cmdb cmdb = Cmdb.open(settings)) {
      List<TopologyChange> changes = new ArrayList<>();
      for (int position = 0; position < estate.size(); position++) {
        changes.add(estate.change(position));
        if (changes.size() == batch || position + 1 == estate.size()) {
          cmdb.write(
              changes,
              refusal -> {
                throw new IllegalStateException(refusal.toString());
              });
          changes.clear();
        }
        if (position % 50_000 == 0) {
          out.printf("  %,d changes after %.0f s%n", position, seconds(begin));
        }
      }
    }
    out.printf("  processor time so far %.0f s%n", cpuSeconds());
    return report("imported, s", seconds(begin), MAX_IMPORT_SECONDS);
  }

  private boolean readBack(CmdbSettings settings) {
    long begin = System.nanoTime();
    Topology topology = new Topology();
    try (Cmdb cmdb = Cmdb.open(settings)) {
      cmdb.at(System.currentTimeMillis(), topology::apply);
    }
    boolean whole = topology.nodeCount() == cis && topology.relationCount() == relations;
    out.printf("  %,d CIs, %,d relations%n", topology.nodeCount(), topology.relationCount());
    out.printf("  processor time so far %.0f s%n", cpuSeconds());
    return report("read back, s", seconds(begin), MAX_READ_SECONDS) && whole;
  }

  private boolean look(CmdbSettings settings) {
    double[] millis = new double[looks];
    double[] processor = new double[looks];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long seen = 0;
    try (Cmdb cmdb = Cmdb.open(settings)) {
      SplittableRandom random = new SplittableRandom(1);
      long now = System.currentTimeMillis();
      for (int i = -looks / 2; i < looks; i++) {
        String id = new Estate(cis, relations).id(random.nextInt(cis));
        long begin = System.nanoTime();
        long beginProcessor = threads.getCurrentThreadCpuTime();
        Neighbourhood found = cmdb.around(id, hops, now, limit).orElseThrow();
        if (i >= 0) {
          millis[i] = (System.nanoTime() - begin) / 1e6;
          processor[i] = (threads.getCurrentThreadCpuTime() - beginProcessor) / 1e6;
          seen += found.neighbours().size();
        }
      }
    }
    Arrays.sort(millis);
    Arrays.sort(processor);
    out.printf(
        "  %d hops: %,d CIs on average, median %.1f ms, longest %.1f ms%n",
        hops, seen / looks, millis[looks / 2], millis[looks - 1]);
    out.printf(
        "  processor time of one: median %.1f ms, p99 %.1f ms%n",
        processor[looks / 2], processor[looks * 99 / 100]);
    return report("neighbourhood p99, ms", millis[looks * 99 / 100], MAX_LOOK_MILLIS);
  }

  private boolean report(String what, double value, double bar) {
    boolean good = value <= bar;
    out.printf("%-24s %8.1f  bar %.0f  %s%n", what, value, bar, good ? "ok" : "MISSED");
    return good;
  }

  private static double seconds(long beginNanos) {
    return Duration.ofNanos(System.nanoTime() - beginNanos).toMillis() / 1e3;
  }
}
