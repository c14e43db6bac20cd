package io.lull.connector.exchange;

import io.lull.connector.files.Csv;
import io.lull.connector.files.IsoTime;
import io.lull.connector.files.TopologyJson;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an estate so that {@link EstateReader} reads the same: CIs first, then relations. Closing
 * ends what was begun; the streams are the caller's.
 */
public abstract class EstateWriter implements AutoCloseable {
  /** What ServiceNow's import sets match by; {@code u_} marks columns of our own. */
  private static final String CI_HEADER =
      Csv.line("sys_id", "name", "sys_class_name", "u_aliases", "u_attributes");

  private static final String RELATION_HEADER =
      Csv.line("parent.sys_id", "child.sys_id", "type", "u_attributes");

  /** Writes one CI or relation. */
  public abstract void write(TopologyChange change) throws IOException;

  @Override
  public void close() throws IOException {}

  /** Lines of topology.jsonl. */
  public static EstateWriter jsonl(Writer out) {
    return new EstateWriter() {
      @Override
      public void write(TopologyChange change) throws IOException {
        out.write(TopologyJson.line(change));
        out.write('\n');
      }
    };
  }

  /** The two tables of ServiceNow. */
  public static EstateWriter serviceNow(Writer cis, Writer relations) throws IOException {
    cis.write(CI_HEADER);
    relations.write(RELATION_HEADER);
    return new EstateWriter() {
      @Override
      public void write(TopologyChange change) throws IOException {
        if (change.getNode() != null) {
          cis.write(ci(change.getNode()));
        } else {
          relations.write(relation(change.getRelation()));
        }
      }
    };
  }

  private static String ci(Node node) {
    return Csv.line(
        node.getId(),
        node.getName(),
        ServiceNowTerms.classOf(node.getType()),
        String.join("\n", node.getAliases()),
        TopologyJson.attributes(node.getAttributes()));
  }

  private static String relation(Relation relation) {
    boolean forward = !relation.getType().equals("PART_OF");
    return Csv.line(
        forward ? relation.getFrom() : relation.getTo(),
        forward ? relation.getTo() : relation.getFrom(),
        ServiceNowTerms.nameOf(relation.getType()),
        TopologyJson.attributes(relation.getAttributes()));
  }

  /** GraphML; types stand in labelV and labelE, as TinkerPop has them. */
  public static EstateWriter graphMl(Writer out) throws IOException {
    out.write(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
          <key id="labelV" for="node" attr.name="labelV" attr.type="string"/>
          <key id="name" for="node" attr.name="name" attr.type="string"/>
          <key id="aliases" for="node" attr.name="aliases" attr.type="string"/>
          <key id="domain" for="node" attr.name="domain" attr.type="string"/>
          <key id="labelE" for="edge" attr.name="labelE" attr.type="string"/>
          <key id="share" for="edge" attr.name="share" attr.type="string"/>
          <key id="validFrom" for="all" attr.name="validFrom" attr.type="string"/>
          <graph id="estate" edgedefault="directed">
        """);
    return new GraphMl(out);
  }

  private static final class GraphMl extends EstateWriter {
    private final Writer out;
    private long edges;

    GraphMl(Writer out) {
      this.out = out;
    }

    @Override
    public void write(TopologyChange change) throws IOException {
      Map<String, String> data = new TreeMap<>();
      Node node = change.getNode();
      if (node != null) {
        data.putAll(node.getAttributes());
        put(data, "labelV", node.getType());
        put(data, "name", node.getName());
        put(data, "aliases", String.join("\n", node.getAliases()));
        put(data, "domain", node.getDomain());
        out.write("    <node id=\"" + escaped(node.getId()) + "\">");
      } else {
        Relation relation = change.getRelation();
        data.putAll(relation.getAttributes());
        put(data, "labelE", relation.getType());
        out.write("    <edge id=\"e" + edges++ + "\" source=\"" + escaped(relation.getFrom()));
        out.write("\" target=\"" + escaped(relation.getTo()) + "\">");
      }
      Long time = change.getTimeMillis();
      put(data, "validFrom", time == null ? null : IsoTime.format(time));
      for (Map.Entry<String, String> entry : data.entrySet()) {
        out.write("<data key=\"" + escaped(entry.getKey()) + "\">");
        out.write(escaped(entry.getValue()));
        out.write("</data>");
      }
      out.write(node != null ? "</node>\n" : "</edge>\n");
    }

    private static void put(Map<String, String> data, String key, @Nullable String value) {
      if (value != null && !value.isEmpty()) {
        data.put(key, value);
      }
    }

    /** XML 1.0 has no way to write control characters; they become the replacement character. */
    private static String escaped(String text) {
      StringBuilder out = new StringBuilder(text.length() + 16);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '&' -> out.append("&amp;");
          case '<' -> out.append("&lt;");
          case '>' -> out.append("&gt;");
          case '"' -> out.append("&quot;");
          case '\r' -> out.append("&#13;");
          case '\n', '\t' -> out.append(c);
          default -> out.append(c < ' ' || c == '\uFFFE' || c == '\uFFFF' ? '\uFFFD' : c);
        }
      }
      return out.toString();
    }

    @Override
    public void close() throws IOException {
      out.write("  </graph>\n</graphml>\n");
      out.flush();
    }
  }
}
