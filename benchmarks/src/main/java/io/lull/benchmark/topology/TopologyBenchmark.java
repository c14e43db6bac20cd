package io.lull.benchmark.topology;

import io.lull.benchmark.TopologyFromKafka;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.connector.kafka.RecordEncoder;
import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.ordered.ChunkSerializer;
import io.lull.schema.TopologyChange;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's command line: one topology, loaded, changed, put into a snapshot and back. */
@Command(
    name = "benchmarks/run topology",
    description = "Heap, load time, changes a second and snapshots of one subtask's topology.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class TopologyBenchmark implements Callable<Integer> {
  private static final double MAX_HEAP_MB = 1_000;
  private static final double MAX_LOAD_SECONDS = 60;
  private static final double MIN_CHANGES_PER_SECOND = 10_000;

  /** Nodes that a look around a CI visits at most, as correlation does. */
  private static final int LOOK = 128;

  @Option(names = "--cis", description = "Nodes.")
  int cis = 1_000_000;

  @Option(names = "--relations", description = "Relations.")
  int relations = 3_000_000;

  @Option(names = "--changes", description = "Changes once it is loaded.")
  int changes = 200_000;

  @Option(
      names = "--looks",
      description = "After each change, names that are resolved and looked around (two hops).")
  int looks = 1;

  @Option(
      names = "--kafka",
      description = "The events job with this topology from Kafka and no events, instead.")
  boolean kafka;

  @Option(
      names = "--timed",
      description =
          "With --kafka: every change has a time of its own and waits until the topic is read;"
              + " else all hold since ever.")
  boolean timed;

  @Option(names = "--checkpoint-interval", description = "With --kafka; such as 30s.")
  String checkpointInterval = "30s";

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final RecordDecoder<TopologyChange> decoder =
      AvroSerdes.SINGLE_OBJECT.decoder(TopologyChange.class);
  private boolean met = true;

  public static void main(String[] args) {
    System.exit(new CommandLine(new TopologyBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Estate estate = new Estate(cis, relations);
    out.printf(
        "java %s, %d processors%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
    if (kafka) {
      fromKafka(estate);
      return met ? 0 : 1;
    }
    long before = usedHeap();
    Topology topology = load(estate);
    double heap = (usedHeap() - before) / 1e6;
    bar("heap of the topology, MB", heap, MAX_HEAP_MB);
    line("  packed nodes and relations, MB", topology.packedBytes() / 1e6);
    snapshotAndRestore(topology);
    change(estate, topology);
    line("heap after the changes, MB", (usedHeap() - before) / 1e6);
    out.printf("%d CIs, %d relations%n", topology.nodeCount(), topology.relationCount());
    return met ? 0 : 1;
  }

  /** Two subtasks hold the topology: one resolves names, one correlates. */
  private void fromKafka(Estate estate) throws Exception {
    Path directory = Files.createTempDirectory("lull-topology");
    try {
      long before = usedHeap();
      TopologyFromKafka.Result result =
          new TopologyFromKafka(directory, checkpointInterval)
              .run(estate.size(), timed ? estate::timedChange : estate::change);
      bar("job from start to end, s", result.seconds(), MAX_LOAD_SECONDS);
      line("  processor time of job and collector, s", result.cpuSeconds());
      bar("most on the heap, MB a subtask", (result.liveBytes() - before) / 2e6, MAX_HEAP_MB);
      line("checkpoints", result.checkpoints());
      line("  largest, MB", result.checkpointBytes() / 1e6);
      line("  longest, s", result.longestCheckpointMillis() / 1e3);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Topology load(Estate estate) throws Exception {
    Topology topology = new Topology();
    try (RecordFile file = RecordFile.write(estate)) {
      line("records of lull.topology, MB", file.bytes() / 1e6);
      Clock clock = new Clock();
      file.forEach(this::decode);
      line("decoded alone, s of processor time", clock.cpuSeconds());
      clock = new Clock();
      file.forEach(value -> topology.apply(decode(value)));
      double load = clock.seconds();
      line("decoded and applied, s of processor time", clock.cpuSeconds());
      bar("decoded and applied, s", load, MAX_LOAD_SECONDS);
    }
    return topology;
  }

  private TopologyChange decode(byte[] value) throws BadRecordException, IOException {
    return decoder.decode(value);
  }

  /** All pages, then those of a second snapshot that shares nothing with the first. */
  private void snapshotAndRestore(Topology topology) throws IOException {
    Path path = Files.createTempFile("lull-topology", ".snapshot");
    try {
      Clock clock = new Clock();
      Map<Integer, Chunk> frozen = new TreeMap<>();
      topology.chunks().forEach((number, chunk) -> frozen.put(number, chunk.frozen()));
      line("snapshot, while the task waits, ms", clock.seconds() * 1e3);
      clock = new Clock();
      write(frozen, path);
      line("snapshot, written meanwhile, s", clock.seconds());
      line("snapshot, MB", Files.size(path) / 1e6);
      clock = new Clock();
      Topology restored = new Topology();
      restored.restore(read(path));
      line("restored, s", clock.seconds());
      line("restored, s of processor time", clock.cpuSeconds());
      if (restored.relationCount() != topology.relationCount()
          || restored.nodeCount() != topology.nodeCount()) {
        throw new IllegalStateException("the restored topology is another");
      }
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private static void write(Map<Integer, Chunk> chunks, Path path) throws IOException {
    ChunkSerializer serializer = new ChunkSerializer();
    try (DataOutputViewStreamWrapper view =
        new DataOutputViewStreamWrapper(new BufferedOutputStream(Files.newOutputStream(path)))) {
      view.writeInt(chunks.size());
      for (Map.Entry<Integer, Chunk> entry : chunks.entrySet()) {
        view.writeInt(entry.getKey());
        serializer.serialize(entry.getValue(), view);
      }
    }
  }

  private static Map<Integer, Chunk> read(Path path) throws IOException {
    ChunkSerializer serializer = new ChunkSerializer();
    Map<Integer, Chunk> chunks = new HashMap<>();
    try (DataInputViewStreamWrapper view =
        new DataInputViewStreamWrapper(new BufferedInputStream(Files.newInputStream(path)))) {
      for (int rest = view.readInt(); rest > 0; rest--) {
        int number = view.readInt();
        chunks.put(number, serializer.deserialize(view));
      }
    }
    return chunks;
  }

  /** Each change is one of all topology, and correlation goes on in between. */
  private void change(Estate estate, Topology topology) throws Exception {
    RecordEncoder<TopologyChange> encoder =
        AvroSerdes.SINGLE_OBJECT.encoder(TopologyChange.class, "lull.topology");
    List<byte[]> values = new ArrayList<>(changes);
    for (int i = 0; i < changes; i++) {
      values.add(encoder.encode(estate.daily(i)));
    }
    SplittableRandom random = new SplittableRandom(7);
    long lookNanos = 0;
    Clock clock = new Clock();
    for (byte[] value : values) {
      topology.apply(decode(value));
      long looked = cpuNanos();
      for (int i = 0; i < looks; i++) {
        look(topology, estate.id(random.nextInt(cis)) + ".DC" + i + ".example.net");
      }
      lookNanos += cpuNanos() - looked;
    }
    double rate = changes / clock.seconds();
    double cpu = clock.cpuSeconds();
    bar(
        "changes a second, each with " + looks + " looks",
        rate,
        MIN_CHANGES_PER_SECOND,
        rate >= MIN_CHANGES_PER_SECOND);
    line("  a change, µs of processor time", (cpu - lookNanos / 1e9) * 1e6 / changes);
    line("  a look, µs of processor time", looks == 0 ? 0 : lookNanos / 1e3 / changes / looks);
  }

  /** Resolves a name as an event has it and goes two relations far, 128 at most. */
  private static void look(Topology topology, String name) {
    int index = topology.find(name);
    if (index < 0) {
      return;
    }
    int[] visited = new int[1];
    topology.forEachRelation(
        index,
        (other, type, outgoing, relation) ->
            topology.forEachRelation(
                other, (next, nextType, nextOutgoing, handle) -> ++visited[0] < LOOK));
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Time of this thread since it was made: on a busy machine that of the processor says more. */
  private static final class Clock {
    private final long start = System.nanoTime();
    private final long cpuStart = cpuNanos();

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }

    double cpuSeconds() {
      return (cpuNanos() - cpuStart) / 1e9;
    }
  }

  private void line(String what, double value) {
    out.printf("%-45s %,12.1f%n", what, value);
  }

  /** A figure that is to be at most the bar. */
  private void bar(String what, double value, double bar) {
    bar(what, value, bar, value <= bar);
  }

  private void bar(String what, double value, double bar, boolean isMet) {
    out.printf("%-45s %,12.1f   bar %,.0f: %s%n", what, value, bar, isMet ? "met" : "MISSED");
    met &= isMet;
  }
}
