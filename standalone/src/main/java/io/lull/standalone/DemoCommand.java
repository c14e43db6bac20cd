package io.lull.standalone;

import io.lull.job.cli.ExitCodes;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.LullConfig;
import io.lull.job.config.RuntimeOptions;
import io.lull.job.incidents.IncidentBoard;
import io.lull.job.incidents.Terminal;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.standalone.simulate.DiscoveryScore;
import io.lull.standalone.simulate.Endpoints;
import io.lull.standalone.simulate.Estate;
import io.lull.standalone.simulate.EstateBuilder;
import io.lull.standalone.simulate.FlashSaleStory;
import io.lull.standalone.simulate.Player;
import io.lull.standalone.simulate.Signal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lull demo}. */
@Command(
    name = "demo",
    description = {
      "Starts everything, lets a simulated estate of about 1,800 CIs live through a storm, and shows the incidents.",
      "It takes about a minute, listens on free ports of loopback only, and leaves the incidents in DIR/incidents.jsonl."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(12);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(45);

  /** Short, so that calls are known after seconds. */
  private static final Duration CALL_WINDOW = Duration.ofSeconds(5);

  private static final long STORY_BEGINS_SECOND = 3 * 3600 + 17 * 60;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/demo",
      description = "Where the run is kept; made new each time (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("data/demo");

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Another seed makes another estate and storm (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--stay", description = "Keep everything up afterwards, until Ctrl-C.")
  private boolean stay;

  @Override
  public Integer call() throws Exception {
    Estate estate = EstateBuilder.build(seed);
    List<Signal> story = FlashSaleStory.tell(estate, seed);
    DemoDirectory.renew(directory);
    Progress progress = Progress.onStandardOutput();
    System.out.printf(
        "A shop and its logistics in two sites, simulated: %,d CIs and %,d relations, of which Lull"
            + " knows nothing yet.%n",
        estate.nodes().size(), estate.relations().size());
    try (DataDirectory data = DataDirectory.open(directory)) {
      LogFile.in(data);
      LullConfig config =
          LullConfig.defaults()
              .with(DiscoverySection.CALL_WINDOW, CALL_WINDOW)
              .with(RuntimeOptions.STANDALONE_PARALLELISM, 1);
      try (Standalone standalone =
              Standalone.start(config, data, Standalone.Addresses.ANY_FREE, progress);
          IncidentTail tail = new IncidentTail(standalone.bootstrap(), "lull.incidents.json")) {
        waitUntilAllRun(standalone, progress);
        Endpoints endpoints = endpointsOf(standalone);
        EstateDiscovery discovery = new EstateDiscovery(estate, seed, endpoints);
        EstateDiscovery.Found found = discovery.run("lull.topology", progress::update);
        progress.done();
        report(found);
        playAndFollow(estate, story, endpoints, standalone, tail, progress);
        progress.done();
        tail.writeTo(directory.resolve("incidents.jsonl"));
        report(story, tail);
        stayUp(standalone);
      }
    }
    return ExitCodes.OK;
  }

  private static Endpoints endpointsOf(Standalone standalone) {
    return new Endpoints(
        standalone.gateway().snmpPort(),
        standalone.gateway().syslogPort(),
        URI.create("http://127.0.0.1:" + standalone.gateway().httpPort()),
        standalone.bootstrap());
  }

  private static void report(EstateDiscovery.Found found) {
    DiscoveryScore score = found.score();
    System.out.printf(
        "Discovered from %,d inventory records and %,d spans: %,d CIs and %,d relations; of those"
            + " there are, %.1f %% and %.1f %% were found.%n",
        found.records(),
        found.spans(),
        score.nodes().found(),
        score.relations().found(),
        100 * score.nodes().recall(),
        100 * score.relations().recall());
  }

  private static void waitUntilAllRun(Standalone standalone, Progress progress)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    progress.step("tasks");
    while (!standalone.allRunning()) {
      requireNoneEnded(standalone);
      boolean unused = never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void requireNoneEnded(Standalone standalone) {
    String ended = standalone.endedJob();
    if (ended != null) {
      throw new IllegalStateException(ended + "; the log says why");
    }
  }

  /** Plays in one thread and follows the incidents in this one, until nothing new comes. */
  private static void playAndFollow(
      Estate estate,
      List<Signal> story,
      Endpoints endpoints,
      Standalone standalone,
      IncidentTail tail,
      Progress progress)
      throws Exception {
    AtomicInteger sent = new AtomicInteger();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Player player = new Player(estate, endpoints)) {
      Future<?> playing =
          thread.submit(
              () -> {
                player.play(story, sent::set);
                return sent.get();
              });
      long quietSince = System.nanoTime();
      long begin = System.nanoTime();
      while (!playing.isDone() || !settled(tail, quietSince, begin)) {
        if (tail.poll(POLL) > 0 || !playing.isDone()) {
          quietSince = System.nanoTime();
        }
        if (!playing.isDone()) {
          begin = System.nanoTime();
        }
        requireNoneEnded(standalone);
        progress.update(line(story, sent.get(), tail));
      }
      playing.get();
    } finally {
      thread.shutdownNow();
    }
  }

  private static boolean settled(IncidentTail tail, long quietSinceNanos, long playedNanos) {
    long now = System.nanoTime();
    boolean quiet = !tail.latest().isEmpty() && now - quietSinceNanos > QUIET_NANOS;
    return quiet || now - playedNanos > PATIENCE_NANOS;
  }

  private static String line(List<Signal> story, int sent, IncidentTail tail) {
    long offset = sent == 0 ? 0 : story.get(sent - 1).offsetMillis();
    long second = STORY_BEGINS_SECOND + offset / 1000;
    long open = tail.latest().stream().filter(i -> i.getState() == IncidentState.OPEN).count();
    String clock = "%02d:%02d:%02d".formatted(second / 3600, second / 60 % 60, second % 60);
    String state = sent < story.size() ? "flash sale under way" : "storm over, incidents settle";
    return "%s  %s  %,d of %,d signals  %d open incident%s"
        .formatted(clock, state, sent, story.size(), open, open == 1 ? "" : "s");
  }

  private void report(List<Signal> story, IncidentTail tail) {
    List<Incident> open =
        tail.latest().stream().filter(i -> i.getState() != IncidentState.MERGED).toList();
    Terminal terminal = Terminal.detect();
    IncidentBoard.View view = IncidentBoard.View.of(terminal.columns(), terminal.colour());
    System.out.println();
    System.out.println(IncidentBoard.render(open, view));
    System.out.printf(
        "%n%,d signals in 11 wire formats became %d incident%s: %.1f %% less noise.%n",
        story.size(),
        open.size(),
        open.size() == 1 ? "" : "s",
        100.0 * (1 - (double) open.size() / story.size()));
    System.out.println();
    System.out.println("Look closer:");
    for (Incident incident : open) {
      System.out.printf(
          "  ./lull incidents --file %s %s%n",
          directory.resolve("incidents.jsonl"), incident.getId());
    }
  }

  private void stayUp(Standalone standalone) throws InterruptedException {
    if (!stay) {
      return;
    }
    System.out.printf(
        "%nStill up: Flink %s, Kafka %s. Ctrl-C stops it.%n",
        standalone.webUi(), standalone.bootstrap());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "lull-demo-stop"));
    stopped.await();
  }

  /** The demo's directory is made new; one that is not a demo's is left alone. */
  private static final class DemoDirectory {
    private static final String MARK = "lull-demo";

    static void renew(Path directory) throws IOException {
      Path mark = directory.resolve(MARK);
      if (Files.exists(directory) && !Files.exists(mark) && !isEmpty(directory)) {
        throw new IOException(directory + " holds something else; choose another with --data");
      }
      FileUtils.deleteDirectory(directory.toFile());
      Files.createDirectories(directory);
      Files.createFile(mark);
    }

    private static boolean isEmpty(Path directory) throws IOException {
      try (var children = Files.list(directory)) {
        return children.findAny().isEmpty();
      }
    }
  }
}
