package io.lull.standalone.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes an estate as {@code topology.jsonl}. */
public final class EstateFile {
  private EstateFile() {}

  public static void write(Estate estate, Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Node node : estate.nodes().values()) {
        ObjectNode line = json.createObjectNode().put("op", "UPSERT");
        ObjectNode body = line.putObject("node");
        body.put("id", node.getId()).put("type", node.getType()).put("name", node.getName());
        body.set("aliases", json.valueToTree(node.getAliases()));
        body.set("attributes", json.valueToTree(node.getAttributes()));
        out.write(json.writeValueAsString(line));
        out.newLine();
      }
      for (Relation relation : estate.relations()) {
        ObjectNode line = json.createObjectNode().put("op", "UPSERT");
        ObjectNode body = line.putObject("relation");
        body.put("from", relation.getFrom()).put("to", relation.getTo());
        body.put("type", relation.getType());
        body.set("attributes", json.valueToTree(relation.getAttributes()));
        out.write(json.writeValueAsString(line));
        out.newLine();
      }
    }
  }
}
