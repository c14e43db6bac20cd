package io.lull.connector.janusgraph;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.JsonLines;
import io.lull.connector.files.TopologyJson;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes in short, and graphs as sorted lines. */
final class TestingEstate {
  private TestingEstate() {}

  static TopologyChange node(@Nullable Long time, String id, String site) {
    return change(
        time,
        "UPSERT",
        "\"node\":{\"id\":\"%s\",\"type\":\"HOST\",\"name\":\"%s.example\",\"aliases\":[\"alias-%s\"],\"attributes\":{\"site\":\"%s\"}}"
            .formatted(id, id, id, site));
  }

  static TopologyChange noNode(@Nullable Long time, String id) {
    return change(time, "DELETE", "\"node\":{\"id\":\"%s\"}".formatted(id));
  }

  static TopologyChange relation(@Nullable Long time, String from, String to, String share) {
    return change(
        time,
        "UPSERT",
        "\"relation\":{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"DEPENDS_ON\",\"attributes\":{\"share\":\"%s\"}}"
            .formatted(from, to, share));
  }

  static TopologyChange link(@Nullable Long time, String from, String to, String port) {
    return change(
        time,
        "UPSERT",
        "\"relation\":{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"CONNECTED_TO\",\"attributes\":{\"fromInterface\":\"%s\",\"toInterface\":\"%s\"}}"
            .formatted(from, to, port, port));
  }

  static TopologyChange noRelation(@Nullable Long time, String from, String to, String type) {
    return change(
        time,
        "DELETE",
        "\"relation\":{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"%s\"}".formatted(from, to, type));
  }

  private static TopologyChange change(@Nullable Long time, String op, String body) {
    try {
      TopologyChange change = JsonLines.topology("{\"op\":\"" + op + "\"," + body + "}");
      change.setTimeMillis(time);
      return change;
    } catch (BadLineException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static List<String> at(Cmdb cmdb, long time) {
    List<String> lines = new ArrayList<>();
    cmdb.at(time, change -> lines.add(TopologyJson.line(change)));
    return lines.stream().sorted().toList();
  }

  static List<String> history(Cmdb cmdb) {
    List<String> lines = new ArrayList<>();
    cmdb.history(change -> lines.add(TopologyJson.line(change)));
    return lines.stream().sorted().toList();
  }
}
