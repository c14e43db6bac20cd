package io.lull.standalone;

import io.lull.connector.gateway.Gateway;
import io.lull.connector.gateway.GatewayOptions;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.job.CmdbJob;
import io.lull.job.EventsJob;
import io.lull.job.JobEnvironment;
import io.lull.job.JobMain;
import io.lull.job.MetricsJob;
import io.lull.job.TopologyJob;
import io.lull.job.cmdb.CmdbEndpoint;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.GatewaySection;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.RuntimeOptions;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker, CMDB, cluster, jobs and gateway in this process, in that order; closed in the opposite
 * order, after a last checkpoint.
 */
final class Standalone implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

  private final EmbeddedBroker broker;
  private final EmbeddedFlink flink;
  private final Gateway gateway;
  private final AutoCloseable cmdb;
  private final Map<String, JobID> jobs;

  private Standalone(
      EmbeddedBroker broker,
      AutoCloseable cmdb,
      EmbeddedFlink flink,
      Gateway gateway,
      Map<String, JobID> jobs) {
    this.broker = broker;
    this.cmdb = cmdb;
    this.flink = flink;
    this.gateway = gateway;
    this.jobs = jobs;
  }

  /** Which addresses to listen on. */
  enum Addresses {
    /** Those of the configuration. */
    CONFIGURED,
    /** Free ports of loopback. */
    ANY_FREE
  }

  /**
   * Starts everything; what has started is closed again if a later part fails.
   *
   * @param progress told what is being done, for people
   */
  static Standalone start(
      LullConfig config, DataDirectory data, Addresses addresses, Progress progress)
      throws Exception {
    boolean free = addresses == Addresses.ANY_FREE;
    int kafkaPort = free ? Ports.free() : Ports.of(config.get(RuntimeOptions.STANDALONE_KAFKA));
    int webPort = free ? Ports.free() : Ports.of(config.get(RuntimeOptions.STANDALONE_UI));
    Ports.requireFree(kafkaPort, RuntimeOptions.STANDALONE_KAFKA.key());
    Ports.requireFree(webPort, RuntimeOptions.STANDALONE_UI.key());
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      progress.step("Kafka broker");
      EmbeddedBroker broker = EmbeddedBroker.start(data.kafka(), kafkaPort, Ports.free());
      started.push(broker);
      LullConfig here =
          withWholeEstate(config, data).with(KafkaOptions.BOOTSTRAP, broker.bootstrap());
      JobMain.ensureTopics(here);
      progress.step("CMDB");
      AutoCloseable cmdb = cmdb(CmdbSection.settings(here));
      started.push(cmdb);
      progress.step("Flink cluster");
      int parallelism = config.get(RuntimeOptions.STANDALONE_PARALLELISM);
      EmbeddedFlink flink = EmbeddedFlink.start(data.flink(), webPort, 3 * parallelism + 1);
      started.push(flink);
      progress.step("jobs");
      Map<String, JobID> jobs = new LinkedHashMap<>();
      for (StreamGraph graph : graphs(here, data)) {
        jobs.put(graph.getJobName(), flink.submit(graph));
      }
      progress.step("gateway");
      GatewayOptions options = GatewaySection.of(here);
      Gateway gateway =
          Gateway.start(free ? options.withListen(GatewayOptions.Listen.ANY_FREE_PORT) : options);
      started.push(gateway);
      DeclaredEstate.awaitKnown(here, progress);
      return new Standalone(broker, cmdb, flink, gateway, jobs);
    } catch (Exception e) {
      closeAll(started);
      throw e;
    }
  }

  /**
   * Here the estate is discovered, the embedded graph is in the data directory, and what is
   * imported into it becomes topology, unless something else is said.
   */
  private static LullConfig withWholeEstate(LullConfig config, DataDirectory data) {
    LullConfig here = config;
    if (!here.isSet(DiscoverySection.ENABLED)) {
      here = here.with(DiscoverySection.ENABLED, true);
    }
    if (!here.isSet(CmdbSection.DIRECTORY)) {
      here = here.with(CmdbSection.DIRECTORY, data.cmdb());
    }
    return here.isSet(CmdbSection.FOLLOW) ? here : here.with(CmdbSection.FOLLOW, true);
  }

  /**
   * Holds the embedded graph open for as long as this runs, and answers {@code lull cmdb}. One in
   * Cassandra everybody can open; it may also be down.
   */
  private static AutoCloseable cmdb(CmdbSettings settings) throws Exception {
    if (settings.backend() != CmdbSettings.Backend.BERKELEYJE) {
      return () -> {};
    }
    Cmdb graph = Cmdb.open(settings);
    try {
      CmdbEndpoint endpoint = CmdbEndpoint.start(settings);
      return () -> {
        endpoint.close();
        graph.close();
      };
    } catch (Exception e) {
      graph.close();
      throw e;
    }
  }

  /** The graphs of all jobs, in the order in which they are started. */
  private static List<StreamGraph> graphs(LullConfig config, DataDirectory data) throws Exception {
    Configuration settings =
        EmbeddedFlink.jobSettings(
            data.flink(),
            config.get(RuntimeOptions.STANDALONE_CHECKPOINT),
            config.get(RuntimeOptions.STANDALONE_PARALLELISM));
    return List.of(
        graph(TopologyJob.NAME, TopologyJob::build, config, settings),
        graph(MetricsJob.NAME, MetricsJob::build, config, settings),
        graph(EventsJob.NAME, EventsJob::build, config, settings),
        graph(CmdbJob.NAME, CmdbJob::build, config, settings));
  }

  private static StreamGraph graph(
      String name, JobMain.Graph job, LullConfig config, Configuration settings) throws Exception {
    StreamExecutionEnvironment env = JobEnvironment.create(config, settings);
    job.build(env, config);
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(name);
    return graph;
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  URI webUi() {
    return flink.webUi();
  }

  Gateway gateway() {
    return gateway;
  }

  /** A job that has come to an end of its own, which none should; null while all run. */
  @Nullable String endedJob() {
    for (Map.Entry<String, JobID> job : jobs.entrySet()) {
      JobStatus status = flink.status(job.getValue());
      if (status.isGloballyTerminalState()) {
        return job.getKey() + " is " + status;
      }
    }
    return null;
  }

  /** Whether all tasks of all jobs run. */
  boolean allRunning() {
    return jobs.values().stream().allMatch(flink::isFullyRunning);
  }

  @Override
  public void close() {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    parts.push(broker);
    parts.push(cmdb);
    parts.push(flink);
    parts.push(() -> jobs.values().forEach(flink::checkpointNow));
    parts.push(gateway);
    closeAll(parts);
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("Closing goes on after a failure", e);
      }
    }
  }
}
