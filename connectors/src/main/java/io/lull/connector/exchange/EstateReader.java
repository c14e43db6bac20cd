package io.lull.connector.exchange;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads an estate from a file, record by record, whatever is wrong with some of them. */
public interface EstateReader {

  /**
   * A record.
   *
   * @param line where it is in the file, from 1
   * @param change what it says; null if it cannot be used
   * @param problem why not; null if it can
   */
  record Entry(long line, @Nullable TopologyChange change, @Nullable String problem) {
    static Entry of(long line, TopologyChange change) {
      return new Entry(line, change, null);
    }

    static Entry bad(long line, String problem) {
      return new Entry(line, null, problem);
    }
  }

  /** Takes records. */
  interface Consumer {
    void accept(Entry entry) throws IOException, InterruptedException;
  }

  /** Reads all of a file. */
  void read(Path file, Consumer out) throws IOException, InterruptedException;

  /** A reader of the format. It may be used for several files, which then are one estate. */
  static EstateReader of(EstateFormat format) {
    return switch (format) {
      case JSONL -> new JsonlReader();
      case GRAPHML -> new GraphMlReader();
      case SERVICENOW_CSV -> new ServiceNowReader();
    };
  }

  /** A CI without a time of its own. */
  static TopologyChange upsert(Node node, String source) {
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.UPSERT)
        .setNode(node)
        .setSource(source)
        .build();
  }

  /** A relation without a time of its own. */
  static TopologyChange upsert(Relation relation, String source) {
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.UPSERT)
        .setRelation(relation)
        .setSource(source)
        .build();
  }
}
