package io.lull.connector.exchange;

import java.nio.file.Path;
import java.util.Locale;

/** A format of estate files. */
public enum EstateFormat {
  /** Lines of topology.jsonl. */
  JSONL,
  /** XML of GraphML, as Gephi, yEd and TinkerPop have it. */
  GRAPHML,
  /** Exports of the tables cmdb_ci and cmdb_rel_ci. */
  SERVICENOW_CSV;

  /** The format that the name of a file tells. */
  public static EstateFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (plain.endsWith(".graphml") || plain.endsWith(".xml")) {
      return GRAPHML;
    }
    return plain.endsWith(".csv") ? SERVICENOW_CSV : JSONL;
  }
}
