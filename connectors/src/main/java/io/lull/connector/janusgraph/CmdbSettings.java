package io.lull.connector.janusgraph;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the graph is.
 *
 * @param backend what stores it
 * @param directory of the embedded graph; absolute, so that it names one graph in this process
 * @param hosts of Cassandra
 * @param port of Cassandra
 * @param keyspace of Cassandra
 * @param datacenter of Cassandra that this process is in
 * @param properties options of JanusGraph; they win over what is set here
 */
public record CmdbSettings(
    Backend backend,
    String directory,
    List<String> hosts,
    int port,
    String keyspace,
    String datacenter,
    Map<String, String> properties)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What stores the graph. */
  public enum Backend {
    /** Berkeley DB Java Edition and Lucene in a directory, in one process at a time. */
    BERKELEYJE,
    /** Cassandra, or what speaks its protocol. */
    CQL
  }

  public CmdbSettings {
    hosts = List.copyOf(hosts);
    properties = Map.copyOf(properties);
  }

  /** An embedded graph. */
  public static CmdbSettings embedded(Path directory) {
    return new CmdbSettings(
        Backend.BERKELEYJE,
        directory.toAbsolutePath().normalize().toString(),
        List.of(),
        0,
        "",
        "",
        Map.of());
  }

  /** A graph in Cassandra. */
  public static CmdbSettings cql(List<String> hosts, int port, String keyspace, String datacenter) {
    return new CmdbSettings(Backend.CQL, "", hosts, port, keyspace, datacenter, Map.of());
  }

  /** The same with further options of JanusGraph. */
  public CmdbSettings withProperties(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.putAll(more);
    return new CmdbSettings(backend, directory, hosts, port, keyspace, datacenter, all);
  }

  /** What to call the graph in messages. */
  public String describe() {
    return backend == Backend.BERKELEYJE
        ? directory
        : "Cassandra at " + String.join(",", hosts) + ":" + port + ", keyspace " + keyspace;
  }

  /** What two settings of one graph have in common: that can be open once in a process. */
  Object graph() {
    if (backend == Backend.CQL) {
      return this;
    }
    Path path = Path.of(directory);
    try {
      return Files.exists(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      return path;
    }
  }

  /** Everything JanusGraph is opened with. */
  Map<String, String> janusGraph() {
    Map<String, String> all = new LinkedHashMap<>();
    // Types are made by CmdbSchema, so that a misspelt name is an error.
    all.put("schema.default", "none");
    // Versions are what is read of a CI, not all that is derived from the current one.
    all.put("query.fast-property", "false");
    if (backend == Backend.BERKELEYJE) {
      all.put("storage.backend", "berkeleyje");
      all.put("storage.directory", Path.of(directory, "graph").toString());
      // Of the heap. The default of 65 % leaves nothing for a broker and a cluster beside it.
      all.put("storage.berkeleyje.cache-percentage", "10");
      // What is in this process is read sooner than it is handed to another thread and back.
      all.put("storage.parallel-backend-ops", "false");
      all.put("index.search.backend", "lucene");
      all.put("index.search.directory", Path.of(directory, "index").toString());
      // One process at a time has the directory: an instance that was killed must not bar the next.
      all.put("graph.unique-instance-id", "embedded");
      all.put("graph.replace-instance-if-exists", "true");
    } else {
      all.put("storage.backend", "cql");
      all.put("storage.hostname", String.join(",", hosts));
      all.put("storage.port", Integer.toString(port));
      all.put("storage.cql.keyspace", keyspace);
      all.put("storage.cql.local-datacenter", datacenter);
    }
    all.putAll(properties);
    return all;
  }

  /** Whether names can be searched for by their words. */
  boolean hasTextIndex() {
    return janusGraph().containsKey("index.search.backend");
  }
}
