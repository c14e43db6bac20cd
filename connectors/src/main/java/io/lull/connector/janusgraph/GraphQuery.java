package io.lull.connector.janusgraph;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.tinkerpop.gremlin.language.grammar.GremlinAntlrToJava;
import org.apache.tinkerpop.gremlin.language.grammar.GremlinParserException;
import org.apache.tinkerpop.gremlin.language.grammar.GremlinQueryParser;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.verification.ReadOnlyStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.verification.VerificationException;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries in Gremlin. The text is parsed by Gremlin's own grammar, so it can be nothing but a
 * traversal, and one that would write is refused.
 */
final class GraphQuery {
  private GraphQuery() {}

  /**
   * Runs a query on the graph as it is stored, with its indexes and all versions.
   *
   * @param limit most results to give
   * @return whether there were more
   * @throws IllegalArgumentException if the query cannot be run, with the reason
   */
  static boolean run(GraphReader reader, String query, int limit, Consumer<Object> out) {
    return reader.read(tx -> run(tx, query, limit, out));
  }

  /** Runs a query on the estate as it was, which is built in memory for it. */
  static boolean runAt(
      GraphReader reader, String query, long time, int limit, Consumer<Object> out) {
    try (TinkerGraph estate = TinkerGraph.open()) {
      estate.createIndex(CmdbSchema.ID, Vertex.class);
      Map<String, Vertex> vertices = new HashMap<>();
      reader.at(time, change -> add(estate, vertices, change));
      return run(estate, query, limit, out);
    }
  }

  private static void add(TinkerGraph estate, Map<String, Vertex> vertices, TopologyChange change) {
    Node node = change.getNode();
    if (node != null) {
      Vertex vertex =
          estate.addVertex(
              T.label,
              CmdbSchema.CI,
              CmdbSchema.ID,
              node.getId(),
              CmdbSchema.TYPE,
              node.getType(),
              CmdbSchema.NAME,
              node.getName().isEmpty() ? node.getId() : node.getName());
      node.getAliases()
          .forEach(a -> vertex.property(VertexProperty.Cardinality.set, CmdbSchema.ALIAS, a));
      node.getAttributes()
          .forEach(
              (key, value) ->
                  vertex.property(
                      VertexProperty.Cardinality.set, CmdbSchema.ATTRIBUTE, key + "=" + value));
      vertices.put(node.getId(), vertex);
      return;
    }
    Relation relation = change.getRelation();
    Vertex from = vertices.get(relation.getFrom());
    Vertex to = vertices.get(relation.getTo());
    if (from != null && to != null) {
      Edge edge = from.addEdge(CmdbSchema.label(relation.getType()), to);
      edge.property(CmdbSchema.RELATION_TYPE, relation.getType());
      relation.getAttributes().forEach((key, value) -> edge.property("attribute." + key, value));
    }
  }

  private static boolean run(Graph graph, String query, int limit, Consumer<Object> out) {
    GraphTraversalSource source = graph.traversal().withStrategies(ReadOnlyStrategy.instance());
    Object result;
    try {
      result = GremlinQueryParser.parse(query, new GremlinAntlrToJava(source));
    } catch (GremlinParserException e) {
      throw new IllegalArgumentException("no Gremlin: " + e.getMessage(), e);
    }
    if (!(result instanceof Traversal<?, ?> traversal)) {
      throw new IllegalArgumentException("expected a traversal, such as g.V().count()");
    }
    try {
      for (int found = 0; traversal.hasNext(); found++) {
        if (found == limit) {
          return true;
        }
        out.accept(readable(traversal.next()));
      }
      return false;
    } catch (VerificationException e) {
      throw new IllegalArgumentException("the query would write; only reading is allowed", e);
    }
  }

  /** CIs, relations and properties as maps of what is in them; anything else as it is. */
  private static Object readable(@Nullable Object value) {
    if (value instanceof VertexProperty<?> property) {
      return String.valueOf(property.value());
    }
    if (value instanceof Property<?> property) {
      return Map.of(property.key(), String.valueOf(property.value()));
    }
    if (value instanceof Edge edge) {
      Map<String, Object> map = properties(edge);
      map.put("label", edge.label());
      map.put("from", edge.outVertex().property(CmdbSchema.ID).orElse(""));
      map.put("to", edge.inVertex().property(CmdbSchema.ID).orElse(""));
      return map;
    }
    if (value instanceof Element element) {
      return properties(element);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> readable = new TreeMap<>();
      map.forEach((key, entry) -> readable.put(String.valueOf(readable(key)), readable(entry)));
      return readable;
    }
    if (value instanceof Iterable<?> items) {
      List<Object> list = new ArrayList<>();
      items.forEach(item -> list.add(readable(item)));
      return list;
    }
    return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
  }

  /** Without what only keeps history. */
  private static Map<String, Object> properties(Element element) {
    Map<String, Object> map = new TreeMap<>();
    element
        .properties()
        .forEachRemaining(
            property -> {
              String key = property.key();
              if (!key.equals(CmdbSchema.VERSION)
                  && !key.equals(CmdbSchema.PAYLOAD)
                  && !key.equals(CmdbSchema.CHANGED_IN)) {
                map.merge(key, property.value(), (a, b) -> a + ", " + b);
              }
            });
    return map;
  }
}
