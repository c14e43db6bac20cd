package io.lull.job.decode;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.ControlDecoder;
import io.lull.job.rules.ControlRules;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records of topics that hold our own contracts; dead letters are the side output of {@link
 * DecodeStage#DEAD_LETTERS}. One subtask decodes, as one reads: of one id the last word holds, so
 * records must not overtake each other.
 */
public final class ContractStage {
  /** Stream timestamp of what holds since ever. */
  private static final long SINCE_EVER = Long.MIN_VALUE + 1;

  private ContractStage() {}

  /**
   * Records of the control topic.
   *
   * @param job who reads; records that another job answers for are passed on unchecked, and are no
   *     dead letters of this one
   */
  public static SingleOutputStreamOperator<ControlRecord> control(
      DataStream<RawRecord> raw, AvroSerdes serdes, ControlOwner job) {
    return raw.transform(
            "decode-control",
            TypeInformation.of(ControlRecord.class),
            new ContractOperator<>(
                "control",
                job == ControlOwner.of(null),
                () -> new ControlDecoder(serdes),
                record -> problems(record, job),
                record -> timestamp(record.getTimeMillis()),
                (key, time) -> new ControlRecord(key, ChangeOp.DELETE, time, null)))
        .uid("decode-control")
        .name("decode-control")
        .setParallelism(1);
  }

  public static SingleOutputStreamOperator<TopologyChange> topology(
      DataStream<RawRecord> raw, AvroSerdes serdes) {
    return raw.transform(
            "decode-topology",
            TypeInformation.of(TopologyChange.class),
            new ContractOperator<>(
                "topology",
                true,
                () -> serdes.decoder(TopologyChange.class),
                change -> List.of(),
                change -> timestamp(change.getTimeMillis()),
                ContractStage::deletion))
        .uid("decode-topology")
        .name("decode-topology")
        .setParallelism(1);
  }

  static long timestamp(@Nullable Long timeMillis) {
    return timeMillis == null ? SINCE_EVER : timeMillis;
  }

  /**
   * Keys are node ids, or from, type and to of a relation joined by '|', and its interfaces if it
   * names them.
   */
  static @Nullable TopologyChange deletion(String key, long timeMillis) {
    String[] parts = key.split("\\|", -1);
    TopologyChange.Builder change =
        TopologyChange.newBuilder().setOp(ChangeOp.DELETE).setTimeMillis(timeMillis);
    if (parts.length == 1 && !key.isEmpty()) {
      return change.setNode(Node.newBuilder().setId(key).setType("").build()).build();
    }
    if (parts.length == 3 || parts.length == 5) {
      Relation relation =
          Relation.newBuilder().setFrom(parts[0]).setType(parts[1]).setTo(parts[2]).build();
      if (parts.length == 5) {
        relation.setAttributes(Map.of("fromInterface", parts[3], "toInterface", parts[4]));
      }
      return change.setRelation(relation).build();
    }
    return null;
  }

  /** Bad rules are refused, so that those before stay in force. */
  private static List<String> problems(ControlRecord record, ControlOwner job) {
    return ControlOwner.of(record.getBody()) == job
        ? ControlRules.problems(record, record.getId())
        : List.of();
  }
}
