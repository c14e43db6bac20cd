package io.lull.benchmark.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A storm as input of a replay, and its truth beside it. */
final class ReplayExport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReplayExport() {}

  static void write(GeneratedStorm storm, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> topology = new ArrayList<>();
    storm.world().changes(change -> topology.add(line(change)));
    Files.write(folder.resolve("topology.jsonl"), topology);
    Files.write(
        folder.resolve("events.jsonl"), storm.alerts().stream().map(ReplayExport::line).toList());
    List<String> truth =
        new ArrayList<>(List.of("event,fault,kind,root,answers,silent,identifiable"));
    for (Alert alert : storm.scored()) {
      truth.add(alert.id() + "," + (alert.fault() < 0 ? ",,,," : truth(storm, alert.fault())));
    }
    Files.write(folder.resolve("truth.csv"), truth);
  }

  private static String truth(GeneratedStorm storm, int number) {
    Fault fault = storm.faults().get(number);
    return String.join(
        ",",
        Integer.toString(number),
        fault.kind(),
        fault.root(),
        String.join(" ", fault.answers()),
        Boolean.toString(fault.silent()),
        Boolean.toString(storm.identifiable(fault)));
  }

  private static String line(TopologyChange change) {
    ObjectNode line = JSON.createObjectNode().put("op", "UPSERT");
    if (change.getNode() != null) {
      ObjectNode node = line.putObject("node");
      node.put("id", change.getNode().getId()).put("type", change.getNode().getType());
      node.put("domain", change.getNode().getDomain());
    } else {
      ObjectNode relation = line.putObject("relation");
      relation.put("from", change.getRelation().getFrom());
      relation.put("to", change.getRelation().getTo());
      relation.put("type", change.getRelation().getType());
      ObjectNode attributes = relation.putObject("attributes");
      for (Map.Entry<String, String> one : change.getRelation().getAttributes().entrySet()) {
        attributes.put(one.getKey(), one.getValue());
      }
    }
    return line.toString();
  }

  private static String line(Alert alert) {
    ObjectNode line = JSON.createObjectNode();
    line.put("id", alert.id()).put("time", Instant.ofEpochMilli(alert.timeMillis()).toString());
    line.put("resource", alert.resource()).put("type", alert.type());
    line.put("qualifier", alert.qualifier()).put("message", alert.message());
    line.put("severity", alert.severity().name());
    line.put("status", alert.kind() == Alert.Kind.CLEAR ? "CLEARED" : "RAISED");
    if (alert.peer() != null) {
      line.put("peer", alert.peer());
    }
    return line.put("source", "benchmark").toString();
  }
}
