package io.lull.connector.janusgraph;

import java.util.HashMap;
import java.util.Map;
import org.apache.commons.configuration2.MapConfiguration;
import org.janusgraph.core.JanusGraph;
import org.janusgraph.core.JanusGraphFactory;

/**
 * Graphs that are open in this process, each once: the embedded one can be opened no more often,
 * and all that use it (the job's task, the query endpoint) share its caches.
 */
final class SharedGraph implements AutoCloseable {
  private static final Map<Object, SharedGraph> OPEN = new HashMap<>();

  private final Object key;
  private final JanusGraph graph;
  private int users;

  private SharedGraph(Object key, JanusGraph graph) {
    this.key = key;
    this.graph = graph;
  }

  /**
   * Opens the graph, or joins who has it open. To be closed as often.
   *
   * @throws RuntimeException if it cannot be opened at present
   */
  static SharedGraph open(CmdbSettings settings) {
    synchronized (OPEN) {
      SharedGraph shared = OPEN.get(settings.graph());
      if (shared == null || shared.graph.isClosed()) {
        JanusGraph graph = openGraph(settings);
        // The directory exists now, and has the name that it will have.
        shared = new SharedGraph(settings.graph(), graph);
        OPEN.put(shared.key, shared);
      }
      shared.users++;
      return shared;
    }
  }

  private static JanusGraph openGraph(CmdbSettings settings) {
    JanusGraph graph = JanusGraphFactory.open(new MapConfiguration(settings.janusGraph()));
    try {
      CmdbSchema.ensure(graph, settings.hasTextIndex());
      return graph;
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  JanusGraph graph() {
    return graph;
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(key, this);
        graph.close();
      }
    }
  }
}
