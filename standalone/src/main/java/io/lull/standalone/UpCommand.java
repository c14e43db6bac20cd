package io.lull.standalone;

import io.lull.connector.gateway.Gateway;
import io.lull.job.cli.ConfigOption;
import io.lull.job.cli.ExitCodes;
import io.lull.job.config.LullConfig;
import io.lull.job.config.RuntimeOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lull up}. */
@Command(
    name = "up",
    description = {
      "Starts everything in this process: Kafka, Flink with its web UI, the jobs and the gateway.",
      "It keeps its data in one directory and goes on from there when started again, also after it was killed."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  private static final long WATCH_SECONDS = 2;

  @Mixin private ConfigOption config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory; wins over standalone.data-dir.")
  private @Nullable Path dataDirectory;

  @Override
  public Integer call() throws Exception {
    LullConfig settings = config.load();
    Path root = dataDirectory != null ? dataDirectory : settings.get(RuntimeOptions.DATA_DIR);
    long beginNanos = System.nanoTime();
    Progress progress = Progress.onStandardOutput();
    try (DataDirectory data = DataDirectory.open(root)) {
      boolean fresh = data.isFresh();
      Path log = LogFile.in(data);
      Standalone standalone =
          Standalone.start(settings, data, Standalone.Addresses.CONFIGURED, progress);
      Stop stop = closeOnSignal(standalone, progress);
      progress.done();
      double seconds = (System.nanoTime() - beginNanos) / 1e9;
      System.out.printf(
          "Lull is up after %.1f s, %s.%n",
          seconds, fresh ? "from an empty data directory" : "going on from where it was");
      System.out.println(welcome(standalone, data, log));
      return watch(standalone, stop);
    }
  }

  /** How far stopping is. */
  private static final class Stop {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
  }

  /** Ctrl-C and SIGTERM close everything, cleanly and once. */
  private static Stop closeOnSignal(Standalone standalone, Progress progress) {
    Stop stop = new Stop();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.begun.set(true);
                  progress.update("stopping: a last checkpoint, then jobs and broker");
                  standalone.close();
                  progress.done();
                  stop.done.countDown();
                },
                "lull-stop"));
    return stop;
  }

  /** Until a signal comes, or a job ends that should not. */
  private static int watch(Standalone standalone, Stop stop) throws InterruptedException {
    while (!stop.done.await(WATCH_SECONDS, TimeUnit.SECONDS)) {
      String ended = stop.begun.get() ? null : endedJob(standalone, stop);
      if (ended != null) {
        System.err.println("lull: " + ended + "; the log says why");
        return ExitCodes.FAILED;
      }
    }
    return ExitCodes.OK;
  }

  /** While everything is being closed there is nobody to ask, and nothing to say. */
  private static @Nullable String endedJob(Standalone standalone, Stop stop) {
    try {
      return standalone.endedJob();
    } catch (IllegalStateException | CompletionException e) {
      if (stop.begun.get()) {
        return null;
      }
      throw e;
    }
  }

  private static String welcome(Standalone standalone, DataDirectory data, Path log) {
    Gateway gateway = standalone.gateway();
    String http = "http://127.0.0.1:" + gateway.httpPort();
    return String.join(
        System.lineSeparator(),
        "",
        "  SNMP traps   udp 127.0.0.1:" + gateway.snmpPort(),
        "  syslog       udp and tcp 127.0.0.1:" + gateway.syslogPort(),
        "  HTTP         "
            + http
            + "  /alertmanager /api/v1/write /v1/metrics /v1/logs /v1/traces /cloudevents /events",
        "  Kafka        "
            + standalone.bootstrap()
            + "  incidents on lull.incidents and lull.incidents.json",
        "  inventories  on lull.raw.kubernetes-watch, lull.raw.snmp-walk, lull.raw.inventory-csv, …",
        "  Flink        " + standalone.webUi(),
        "  CMDB         ./lull cmdb at now --data " + data.root(),
        "  data, log    " + data.root() + ", " + log.getFileName(),
        "",
        "Try a trap, and see the incident it becomes:",
        "",
        "  snmptrap -v2c -c public 127.0.0.1:"
            + gateway.snmpPort()
            + " '' 1.3.6.1.6.3.1.1.5.3 1.3.6.1.2.1.2.2.1.1.3 i 3 1.3.6.1.2.1.2.2.1.7.3 i 1 1.3.6.1.2.1.2.2.1.8.3 i 2",
        "  ./lull incidents --bootstrap " + standalone.bootstrap(),
        "",
        "Ctrl-C stops it; ./lull up goes on from there.");
  }
}
