package io.lull.job.config;

import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.connector.janusgraph.CmdbSink;
import io.lull.connector.janusgraph.CmdbSource;
import io.lull.connector.janusgraph.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where the CMDB is, and how it is written. */
public final class CmdbSection {
  public static final Option<CmdbSettings.Backend> BACKEND =
      Option.of(
          "cmdb.backend",
          Types.oneOf(CmdbSettings.Backend.class),
          CmdbSettings.Backend.BERKELEYJE,
          "What stores the graph: berkeleyje, with Lucene, in a directory that one process at a time has open; or cql, a Cassandra.");

  public static final Option<Path> DIRECTORY =
      Option.of(
          "cmdb.directory",
          Types.PATH,
          Path.of("data/cmdb"),
          "Directory of the embedded graph. Where it is not set, lull up keeps it in its own data directory.");

  public static final Option<List<String>> HOSTS =
      Option.of(
              "cmdb.hosts",
              Lists.of(Types.STRING),
              List.of("127.0.0.1"),
              "Nodes of Cassandra to start from.")
          .where("at least one host", hosts -> !hosts.isEmpty());

  public static final Option<Integer> PORT =
      Option.of("cmdb.port", Types.INT, 9042, "Port of Cassandra's native protocol.")
          .where("1 to 65535", n -> n >= 1 && n <= 65_535);

  public static final Option<String> KEYSPACE =
      Option.of(
              "cmdb.keyspace",
              Types.STRING,
              "lull",
              "Keyspace in Cassandra; made where it is missing.")
          .where("letters, digits and _, at most 48", text -> text.matches("[A-Za-z0-9_]{1,48}"));

  public static final Option<String> DATACENTER =
      Option.of(
          "cmdb.datacenter",
          Types.STRING,
          "datacenter1",
          "Cassandra's name of the data centre that this process is in.");

  public static final Option<Map<String, String>> PROPERTIES =
      Option.of(
          "cmdb.properties",
          Lists.STRING_MAP,
          Map.of(),
          "Options handed to JanusGraph as they are, such as storage.username, storage.cql.replication-factor, index.search.backend: elasticsearch or storage.berkeleyje.cache-percentage; they win over what Lull sets.");

  public static final Option<Integer> BATCH_SIZE =
      Option.of(
              "cmdb.batch-size",
              Types.INT,
              500,
              "Changes of the topology written in one transaction at most.")
          .where("1 to 10000", n -> n >= 1 && n <= 10_000);

  public static final Option<Integer> MAX_PENDING =
      Option.of(
              "cmdb.max-pending",
              Types.INT,
              20_000,
              "Changes that wait, in the state of the CMDB job, for a graph that is down; what comes after them waits in Kafka.")
          .where("10000 to 1000000", n -> n >= 10_000 && n <= 1_000_000);

  public static final Option<Boolean> FOLLOW =
      Option.of(
          "cmdb.follow",
          Types.BOOLEAN,
          false,
          "Whether the topology job also takes what lull cmdb import put into the graph: the estate when it starts, then what is imported. lull up does. On a cluster the job then has to be submitted from the jar with JanusGraph.");

  public static final Option<Duration> POLL_INTERVAL =
      Option.of(
              "cmdb.poll-interval",
              Types.DURATION,
              Duration.ofSeconds(2),
              "How often the graph is asked for imports.")
          .where("100ms to 1h", d -> d.toMillis() >= 100 && d.toMillis() <= 3_600_000);

  private CmdbSection() {}

  /** What others than the CMDB job write to the graph. */
  public static CmdbSource source(LullConfig config) {
    return new CmdbSource(
        settings(config),
        new CmdbSource.Options(Writer.TOPOLOGY, config.get(POLL_INTERVAL).toMillis()));
  }

  /** Where the graph is. */
  public static CmdbSettings settings(LullConfig config) {
    return new CmdbSettings(
        config.get(BACKEND),
        config.get(DIRECTORY).toAbsolutePath().normalize().toString(),
        config.get(HOSTS),
        config.get(PORT),
        config.get(KEYSPACE),
        config.get(DATACENTER),
        config.get(PROPERTIES));
  }

  /** How it is written. */
  public static CmdbSink.Options sink(LullConfig config) {
    return new CmdbSink.Options(config.get(BATCH_SIZE), config.get(MAX_PENDING));
  }
}
