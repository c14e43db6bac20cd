package io.lull.connector.janusgraph;

import java.util.Locale;

/** Who writes to the graph, so that one who follows it can tell what he has said himself. */
public enum Writer {
  /** The CMDB job, which writes what the topology job reconciled. */
  TOPOLOGY,
  /** Imports by people. */
  IMPORT;

  /** As it stands in the graph. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
