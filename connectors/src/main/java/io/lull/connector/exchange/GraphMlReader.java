package io.lull.connector.exchange;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.IsoTime;
import io.lull.connector.files.LineReader;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * GraphML: a node a CI, an edge a relation from source to target. Their data, by the name of its
 * key: {@code labelV} or {@code type}, {@code name} or {@code label}, {@code aliases} (one a line),
 * {@code domain}; {@code labelE} or {@code type}; {@code validFrom} (ISO-8601) of both. Everything
 * else becomes an attribute. Streamed; document types and entities are not expanded.
 *
 * <p>A file that is no XML from somewhere on is read up to there.
 */
final class GraphMlReader implements EstateReader {
  private static final String SOURCE = "graphml";

  private final XMLInputFactory factory;

  GraphMlReader() {
    factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
  }

  @Override
  public void read(Path file, Consumer out) throws IOException, InterruptedException {
    try (InputStream in = LineReader.openStream(file)) {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      try {
        elements(xml, out);
      } catch (XMLStreamException e) {
        out.accept(
            Entry.bad(line(e, xml), "no XML from here on, the rest is not read: " + text(e)));
      }
    } catch (XMLStreamException e) {
      out.accept(Entry.bad(1, "no XML: " + text(e)));
    }
  }

  private static long line(XMLStreamException e, XMLStreamReader xml) {
    return e.getLocation() == null
        ? xml.getLocation().getLineNumber()
        : e.getLocation().getLineNumber();
  }

  private static String text(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int at = message.indexOf("Message: ");
    return at < 0 ? message : message.substring(at + "Message: ".length());
  }

  private static void elements(XMLStreamReader xml, Consumer out)
      throws XMLStreamException, IOException, InterruptedException {
    Map<String, String> keys = new HashMap<>();
    boolean graph = false;
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      switch (xml.getLocalName()) {
        case "graphml" -> graph = true;
        case "key" -> {
          String name = attribute(xml, "attr.name");
          String id = attribute(xml, "id");
          if (!id.isEmpty()) {
            keys.put(id, name.isEmpty() ? id : name);
          }
        }
        case "node" -> out.accept(node(xml, keys));
        case "edge" -> out.accept(edge(xml, keys));
        default -> {
          if (!graph) {
            out.accept(
                Entry.bad(
                    xml.getLocation().getLineNumber(),
                    "no GraphML: expected the element graphml, found " + xml.getLocalName()));
            return;
          }
        }
      }
    }
  }

  private static Entry node(XMLStreamReader xml, Map<String, String> keys)
      throws XMLStreamException {
    long line = xml.getLocation().getLineNumber();
    String id = attribute(xml, "id");
    Map<String, String> data = data(xml, "node", keys);
    if (id.isBlank()) {
      return Entry.bad(line, "node without an id");
    }
    String type = first(data, "labelV", "type", "CI");
    String name = first(data, "name", "label", "");
    List<String> aliases = new ArrayList<>();
    first(data, "aliases", "alias", "").lines().filter(a -> !a.isBlank()).forEach(aliases::add);
    String domain = data.remove("domain");
    return timed(
        line,
        data,
        () -> EstateReader.upsert(new Node(id, type, name, aliases, domain, data), SOURCE));
  }

  private static Entry edge(XMLStreamReader xml, Map<String, String> keys)
      throws XMLStreamException {
    long line = xml.getLocation().getLineNumber();
    String from = attribute(xml, "source");
    String to = attribute(xml, "target");
    Map<String, String> data = data(xml, "edge", keys);
    if (from.isBlank() || to.isBlank()) {
      return Entry.bad(line, "edge without source or target");
    }
    String type = first(data, "labelE", "type", "");
    if (type.isBlank()) {
      return Entry.bad(line, "edge without a type: expected data labelE or type");
    }
    return timed(line, data, () -> EstateReader.upsert(new Relation(from, to, type, data), SOURCE));
  }

  /** Takes the time out of the data before the change is made of the rest. */
  private static Entry timed(
      long line, Map<String, String> data, java.util.function.Supplier<TopologyChange> change) {
    String validFrom = data.remove("validFrom");
    try {
      Long time = validFrom == null ? null : Long.valueOf(IsoTime.parse(validFrom));
      TopologyChange made = change.get();
      made.setTimeMillis(time);
      return Entry.of(line, made);
    } catch (BadLineException e) {
      return Entry.bad(line, "validFrom: " + e.reason());
    }
  }

  private static String first(
      Map<String, String> data, String name, String otherwise, String fallback) {
    String value = data.remove(name);
    if (value == null || value.isBlank()) {
      value = data.remove(otherwise);
    }
    return value == null || value.isBlank() ? fallback : value;
  }

  /** The data elements up to the end of the element. */
  private static Map<String, String> data(
      XMLStreamReader xml, String element, Map<String, String> keys) throws XMLStreamException {
    Map<String, String> data = new HashMap<>();
    @Nullable String key = null;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (xml.getLocalName().equals("data")) {
            key = attribute(xml, "key");
          }
        }
        case XMLStreamConstants.CHARACTERS -> {
          if (key != null) {
            data.merge(keys.getOrDefault(key, key), xml.getText(), String::concat);
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (xml.getLocalName().equals(element)) {
            return data;
          }
          if (xml.getLocalName().equals("data")) {
            key = null;
          }
        }
        default -> {}
      }
    }
    return data;
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }
}
