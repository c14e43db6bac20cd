package io.lull.connector.janusgraph;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.janusgraph.core.Cardinality;
import org.janusgraph.core.JanusGraph;
import org.janusgraph.core.Multiplicity;
import org.janusgraph.core.PropertyKey;
import org.janusgraph.core.schema.ConsistencyModifier;
import org.janusgraph.core.schema.JanusGraphIndex;
import org.janusgraph.core.schema.JanusGraphManagement;
import org.janusgraph.core.schema.Mapping;

/**
 * The types and indexes of the graph. They are made when it is opened for the first time; edge
 * labels of relation types that are new are made before the first edge of the type.
 */
final class CmdbSchema {
  /** Label of CIs. */
  static final String CI = "ci";

  /** The id of a CI; JanusGraph has ids of its own. */
  static final String ID = "ciId";

  static final String TYPE = "type";
  static final String NAME = "name";
  static final String DOMAIN = "domain";
  static final String ALIAS = "alias";

  /** Attributes of a CI, each as {@code key=value}. */
  static final String ATTRIBUTE = "attribute";

  /** Versions of a CI, each a line of topology.jsonl; empty in one that marks an end. */
  static final String VERSION = "version";

  static final String VALID_FROM = "validFrom";
  static final String VALID_TO = "validTo";
  static final String RELATION_ID = "relationId";

  /** Type of a relation whose type is no name for a label. */
  static final String RELATION_TYPE = "relationType";

  /** The version of a relation, a line of topology.jsonl. */
  static final String PAYLOAD = "payload";

  static final String SHARE = "share";

  /** The slot of time in which it was written, see {@link ChangeSlots}. */
  static final String CHANGED_IN = "changedIn";

  /** Who wrote last, see {@link Writer}. */
  static final String WRITTEN_BY = "writtenBy";

  /** Label of relations whose type is no name for one. */
  static final String RELATED_TO = "RELATED_TO";

  /** Texts are cut to this in what is indexed; Lucene takes no terms above 32 KiB. */
  static final int INDEXED_CHARS = 4096;

  private static final Set<String> RELATION_TYPES =
      Set.of("DEPENDS_ON", "RUNS_ON", "PART_OF", "CONNECTED_TO", "SERVED_BY", RELATED_TO);

  private CmdbSchema() {}

  /** Makes what is missing. */
  static void ensure(JanusGraph graph, boolean textIndex) {
    JanusGraphManagement management = graph.openManagement();
    try {
      if (management.getVertexLabel(CI) == null) {
        create(management, textIndex);
      }
      management.commit();
    } catch (RuntimeException e) {
      management.rollback();
      throw e;
    }
  }

  private static void create(JanusGraphManagement management, boolean textIndex) {
    PropertyKey id = key(management, ID, String.class, Cardinality.SINGLE);
    PropertyKey type = key(management, TYPE, String.class, Cardinality.SINGLE);
    PropertyKey name = key(management, NAME, String.class, Cardinality.SINGLE);
    PropertyKey alias = key(management, ALIAS, String.class, Cardinality.SET);
    PropertyKey attribute = key(management, ATTRIBUTE, String.class, Cardinality.SET);
    PropertyKey relation = key(management, RELATION_ID, String.class, Cardinality.SINGLE);
    PropertyKey changed = key(management, CHANGED_IN, Long.class, Cardinality.SINGLE);
    key(management, WRITTEN_BY, String.class, Cardinality.SINGLE);
    key(management, DOMAIN, String.class, Cardinality.SINGLE);
    key(management, VERSION, String.class, Cardinality.LIST);
    key(management, VALID_FROM, Long.class, Cardinality.SINGLE);
    key(management, VALID_TO, Long.class, Cardinality.SINGLE);
    key(management, RELATION_TYPE, String.class, Cardinality.SINGLE);
    key(management, PAYLOAD, String.class, Cardinality.SINGLE);
    key(management, SHARE, Double.class, Cardinality.SINGLE);

    JanusGraphIndex byId =
        management.buildIndex("ciById", Vertex.class).addKey(id).unique().buildCompositeIndex();
    // Two writers must not make one CI twice: the second gets a lock exception, and tries again.
    management.setConsistency(byId, ConsistencyModifier.LOCK);
    composite(management, "ciByName", Vertex.class, name);
    composite(management, "ciByAlias", Vertex.class, alias);
    composite(management, "ciByAttribute", Vertex.class, attribute);
    composite(management, "ciByChange", Vertex.class, changed);
    composite(management, "relationById", Edge.class, relation);
    composite(management, "relationByChange", Edge.class, changed);
    if (textIndex) {
      management
          .buildIndex("ciText", Vertex.class)
          .addKey(name, Mapping.TEXTSTRING.asParameter())
          .addKey(type, Mapping.STRING.asParameter())
          .buildMixedIndex("search");
    } else {
      composite(management, "ciByType", Vertex.class, type);
    }
    management.makeVertexLabel(CI).make();
    RELATION_TYPES.forEach(label -> label(management, label));
  }

  private static PropertyKey key(
      JanusGraphManagement management, String name, Class<?> type, Cardinality cardinality) {
    return management.makePropertyKey(name).dataType(type).cardinality(cardinality).make();
  }

  private static void composite(
      JanusGraphManagement management,
      String name,
      Class<? extends Element> element,
      PropertyKey key) {
    management.buildIndex(name, element).addKey(key).buildCompositeIndex();
  }

  private static void label(JanusGraphManagement management, String label) {
    if (management.getEdgeLabel(label) == null) {
      management.makeEdgeLabel(label).multiplicity(Multiplicity.MULTI).make();
    }
  }

  /** Makes the labels of relation types that are missing. */
  static void ensureLabels(JanusGraph graph, Collection<String> labels) {
    Set<String> missing = new TreeSet<>(labels);
    missing.removeIf(label -> RELATION_TYPES.contains(label) || graph.containsRelationType(label));
    if (missing.isEmpty()) {
      return;
    }
    JanusGraphManagement management = graph.openManagement();
    try {
      missing.forEach(label -> label(management, label));
      management.commit();
    } catch (RuntimeException e) {
      management.rollback();
      throw e;
    }
  }

  /** The label of relations of the type. */
  static String label(String relationType) {
    boolean plain =
        relationType.matches("[A-Z][A-Z0-9_]{0,63}")
            && relationType.equals(relationType.toUpperCase(Locale.ROOT));
    return plain ? relationType : RELATED_TO;
  }
}
