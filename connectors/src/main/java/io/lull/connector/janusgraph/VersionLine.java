package io.lull.connector.janusgraph;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.TopologyJson;
import io.lull.connector.files.TopologyJsonReader;
import io.lull.schema.ChangeOp;
import io.lull.schema.TopologyChange;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Versions as the texts they are stored as: lines of topology.jsonl without the time. */
final class VersionLine {
  private VersionLine() {}

  /** Null for a deletion. */
  static @Nullable String of(TopologyChange change) {
    if (change.getOp() == ChangeOp.DELETE) {
      return null;
    }
    return TopologyJson.line(TopologyChange.newBuilder(change).setTimeMillis(null).build());
  }

  /** The version, with the time from which it is valid. */
  static TopologyChange read(String line, long validFrom) {
    try {
      TopologyChange change = TopologyJsonReader.read(line);
      change.setTimeMillis(validFrom == Timeline.SINCE_EVER ? null : Long.valueOf(validFrom));
      return change;
    } catch (BadLineException e) {
      throw new IllegalStateException("the graph holds a version that is none: " + e.reason(), e);
    }
  }

  /**
   * Whether two versions say the same of their subject, whoever said so. The domain is none of
   * theirs: it is assigned where topology is reconciled.
   */
  static boolean sayTheSame(@Nullable String a, @Nullable String b) {
    if (a == null || b == null) {
      return Objects.equals(a, b);
    }
    return a.equals(b) || subject(a).equals(subject(b));
  }

  private static TopologyChange subject(String line) {
    TopologyChange change = read(line, Timeline.SINCE_EVER);
    change.setSource("");
    if (change.getNode() != null) {
      change.getNode().setDomain(null);
    }
    return change;
  }
}
