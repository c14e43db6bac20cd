package io.lull.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.IncidentJson;
import io.lull.job.JobEnvironment;
import io.lull.job.JobMain;
import io.lull.job.TopologyJob;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.Incident;
import io.lull.standalone.simulate.Endpoints;
import io.lull.standalone.simulate.Estate;
import io.lull.standalone.simulate.EstateBuilder;
import io.lull.standalone.simulate.EstateFile;
import io.lull.standalone.simulate.FlashSaleStory;
import io.lull.standalone.simulate.Player;
import io.lull.standalone.simulate.Signal;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} in the middle of a storm, and of inventories and traces: the incidents, and the
 * graph that was discovered, are in the end what a run that nothing disturbed makes of the same
 * log.
 */
class KillAndResumeTest {
  private static final Duration STARTS = Duration.ofSeconds(90);

  /** The interval in which mere repeats are told, and longer than that. */
  private static final Duration REPEATS = Duration.ofSeconds(5);

  private static final Duration QUIET = Duration.ofSeconds(15);

  @TempDir Path home;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endWhatWasStarted() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void incidentsAndGraphAreThoseOfTheUndisturbedRun() throws Exception {
    Estate estate = EstateBuilder.build(3);
    List<Signal> story = FlashSaleStory.tell(estate, 3);
    UndeclaredSite site = new UndeclaredSite(5);
    Setup setup = Setup.write(home, estate);

    Process first = up(setup);
    playUntilKilled(estate, story, site, setup, first);

    Process second = up(setup);
    List<Signal> rest = story.subList(story.size() / 2, story.size());
    try (Player player = new Player(estate, setup.endpoints());
        UndeclaredSite.Agents agents = new UndeclaredSite.Agents(setup.bootstrap())) {
      site.change(agents, System.currentTimeMillis());
      site.takeStock(agents, System.currentTimeMillis());
      player.play(shifted(rest), sent -> serve(site, agents, sent));
    }
    Map<String, String> disturbed = settled(setup.bootstrap(), "lull.incidents.json");
    ToldGraph told = ToldGraph.read(setup.bootstrap(), "lull.topology", "lull.discovery");
    second.destroy();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).as("stops cleanly on SIGTERM").isTrue();

    Reference undisturbed = reference(setup, told);
    assertThat(disturbed).hasSizeGreaterThanOrEqualTo(2).isEqualTo(undisturbed.incidents());
    assertThat(UndeclaredSite.pods(told)).isGreaterThan(1_000);
    assertThat(UndeclaredSite.calls(told)).isGreaterThan(20);
    assertThat(told.graph()).isEqualTo(undisturbed.told().graph());
    assertThat(told.changes()).isEqualTo(undisturbed.told().changes());
    assertThat(told.notes()).isNotEmpty().isEqualTo(undisturbed.told().notes());
  }

  /**
   * The first half of the story; the process is killed when a third of the story is sent, with what
   * all inventories say since some of it changed on the way.
   */
  private static void playUntilKilled(
      Estate estate, List<Signal> story, UndeclaredSite site, Setup setup, Process process)
      throws Exception {
    int killed = story.size() / 3;
    try (Player player = new Player(estate, setup.endpoints());
        UndeclaredSite.Agents agents = new UndeclaredSite.Agents(setup.bootstrap())) {
      site.takeStock(agents, System.currentTimeMillis());
      player.play(
          story.subList(0, story.size() / 2),
          sent -> {
            if (sent < killed) {
              serve(site, agents, sent);
            } else if (sent == killed) {
              changeAndTakeStock(site, agents);
              process.destroyForcibly();
            }
          });
    } catch (IOException noBroker) {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.isAlive()).isFalse();
    assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(137);
  }

  /** Traces, with every fifth signal. */
  private static void serve(UndeclaredSite site, UndeclaredSite.Agents agents, int sent) {
    if (sent % 5 == 0) {
      said(() -> site.serve(agents, System.currentTimeMillis()));
    }
  }

  private static void changeAndTakeStock(UndeclaredSite site, UndeclaredSite.Agents agents) {
    said(
        () -> {
          site.change(agents, System.currentTimeMillis());
          site.takeStock(agents, System.currentTimeMillis());
        });
  }

  private interface Saying {
    void run() throws Exception;
  }

  private static void said(Saying saying) {
    try {
      saying.run();
    } catch (Exception e) {
      throw new IllegalStateException("the broker is there, and takes what is sent", e);
    }
  }

  private static List<Signal> shifted(List<Signal> signals) {
    long begin = signals.get(0).offsetMillis();
    return signals.stream()
        .map(
            s ->
                new Signal(
                    s.offsetMillis() - begin,
                    s.channel(),
                    s.resource(),
                    s.kind(),
                    s.text(),
                    s.raised(),
                    s.fault(),
                    s.details()))
        .toList();
  }

  private record Reference(Map<String, String> incidents, ToldGraph told) {}

  /**
   * The same log, from its beginning, by jobs that know nothing of the first run. Incidents are
   * explained by the topology that the log has; the graph is discovered once more beside them.
   */
  private Reference reference(Setup setup, ToldGraph disturbed) throws Exception {
    FileUtils.deleteDirectory(setup.data().resolve("flink").toFile());
    LullConfig config =
        LullConfig.load(setup.configuration())
            .with(KafkaOptions.GROUP, "reference")
            .with(KafkaOptions.INCIDENTS, "reference.incidents")
            .with(KafkaOptions.INCIDENTS_JSON, "reference.incidents.json")
            .with(KafkaOptions.LATE, "reference.late")
            .with(KafkaOptions.DISCOVERY, "reference.discovery")
            .with(KafkaOptions.DEAD_LETTERS, "reference.dead-letters")
            // What it makes of the metrics is in the log already.
            .with(KafkaOptions.THRESHOLDS, "reference.thresholds");
    LullConfig nothingNew =
        config
            .with(PipelineOptions.TOPOLOGY_FILES, List.of())
            .with(DiscoverySection.ENABLED, false)
            .with(CmdbSection.FOLLOW, false);
    try (LullInstance instance = LullInstance.start(nothingNew, setup.data())) {
      JobClient discovery =
          discover(
              config
                  .with(KafkaOptions.BOOTSTRAP, instance.bootstrap())
                  .with(KafkaOptions.GROUP, "reference-discovery")
                  .with(KafkaOptions.TOPOLOGY, "reference.topology"));
      Map<String, String> found = settled(instance.bootstrap(), "reference.incidents.json");
      ToldGraph[] told = new ToldGraph[1];
      LullInstance.await(
          STARTS,
          () -> {
            told[0] =
                ToldGraph.read(instance.bootstrap(), "reference.topology", "reference.discovery");
            return told[0].equals(disturbed);
          });
      discovery.cancel().get(30, TimeUnit.SECONDS);
      for (String topic : List.of("lull.late", "reference.late")) {
        assertThat(size(instance.bootstrap(), topic))
            .as(
                "records on %s: no partition is held to be idle while its records are on the way",
                topic)
            .isZero();
      }
      return new Reference(found, told[0]);
    }
  }

  /** The topology job as {@code lull up} runs it, but without the CMDB, which no log has. */
  private static JobClient discover(LullConfig config) throws Exception {
    LullConfig whole = config.with(DiscoverySection.ENABLED, true).with(CmdbSection.FOLLOW, false);
    JobMain.ensureTopics(whole);
    StreamExecutionEnvironment env = JobEnvironment.create(whole);
    env.setParallelism(2);
    TopologyJob.build(env, whole);
    return env.executeAsync("reference-discovery");
  }

  private static long size(String bootstrap, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
    }
  }

  /** The incidents at their last revision, once nothing new has come for a while. */
  private static Map<String, String> settled(String bootstrap, String topic) throws Exception {
    try (IncidentTail tail = new IncidentTail(bootstrap, topic)) {
      long[] quietSince = {System.nanoTime()};
      boolean settled =
          LullInstance.await(
              Duration.ofSeconds(180),
              () -> {
                if (tail.poll(Duration.ofMillis(200)) > 0 || tail.latest().isEmpty()) {
                  quietSince[0] = System.nanoTime();
                }
                return System.nanoTime() - quietSince[0] > QUIET.toNanos();
              });
      assertThat(settled).as("incidents on %s settle", topic).isTrue();
      Map<String, String> byId = new TreeMap<>();
      for (Incident incident : tail.latest()) {
        byId.put(incident.getId(), IncidentJson.write(incident));
      }
      return byId;
    }
  }

  private Process up(Setup setup) throws Exception {
    Path log = home.resolve("up.log");
    long ups = timesUp(log);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1500m",
                "-XX:TieredStopAtLevel=1",
                "@" + setup.arguments())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("up.log").toFile()))
            .start();
    processes.add(process);
    boolean up =
        LullInstance.await(
            STARTS,
            () -> {
              assertThat(process.isAlive()).as(Files.readString(home.resolve("up.log"))).isTrue();
              return timesUp(log) > ups;
            });
    assertThat(up).as("lull up is up: %s", Files.readString(home.resolve("up.log"))).isTrue();
    return process;
  }

  /** How often it has said that it is up. */
  private static long timesUp(Path log) throws IOException {
    if (!Files.exists(log)) {
      return 0;
    }
    return Files.readString(log).lines().filter(line -> line.startsWith("Lull is up")).count();
  }

  /** What Flink and Avro need, as the build gives it to this JVM. */
  private static List<String> flagsOfThisJvm() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens"))
        .toList();
  }

  /** Files and addresses that all runs of a test share. */
  private record Setup(
      Path data, Path configuration, Path arguments, Endpoints endpoints, String bootstrap) {

    static Setup write(Path home, Estate estate) throws IOException {
      Path topology = home.resolve("topology.jsonl");
      EstateFile.write(estate, topology);
      String bootstrap = "127.0.0.1:" + Ports.free();
      Endpoints endpoints =
          new Endpoints(
              Ports.free(),
              Ports.free(),
              URI.create("http://127.0.0.1:" + Ports.free()),
              bootstrap);
      Path configuration = home.resolve("lull.yaml");
      Files.writeString(
          configuration,
          """
          topology: {files: [%s]}
          gateway: {snmp-port: %d, syslog-port: %d, http-port: %d}
          incident: {repeat-interval: %ds}
          discovery: {call-window: 5s, linger: 5s}
          standalone: {kafka: "%s", web-ui: "127.0.0.1:0", parallelism: 2, checkpoint-interval: 2s}
          """
              .formatted(
                  topology,
                  endpoints.snmpPort(),
                  endpoints.syslogPort(),
                  endpoints.http().getPort(),
                  REPEATS.toSeconds(),
                  bootstrap));
      Path data = home.resolve("data");
      Path arguments = home.resolve("arguments");
      List<String> flags = new ArrayList<>(flagsOfThisJvm());
      flags.addAll(
          List.of(
              "-cp",
              System.getProperty("java.class.path"),
              "io.lull.standalone.Lull",
              "up",
              "--config",
              configuration.toString(),
              "--data",
              data.toString()));
      Files.write(arguments, flags);
      return new Setup(data, configuration, arguments, endpoints, bootstrap);
    }
  }
}
