package io.lull.job.decode;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.JsonLines;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.RecordEncoder;
import io.lull.pipeline.topology.RefusedChange;
import io.lull.schema.ControlRecord;
import io.lull.schema.DeadLetter;
import io.lull.schema.Origin;
import io.lull.schema.TopologyChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;

/** Where the topology job takes changes from, and where those go that it refuses. */
public final class TopologyDecode {
  private TopologyDecode() {}

  /** Lines of topology.jsonl; blank ones and those that start with '#' say nothing. */
  public static SingleOutputStreamOperator<TopologyChange> ofLines(DataStream<RawRecord> lines) {
    return lines
        .filter(raw -> saysSomething(raw.value()))
        .uid("topology-lines")
        .name("lines")
        .setParallelism(1)
        .transform(
            "decode-topology-lines",
            TypeInformation.of(TopologyChange.class),
            new ContractOperator<>(
                "topology-jsonl",
                true,
                () -> TopologyDecode::line,
                change -> List.of(),
                change -> ContractStage.timestamp(change.getTimeMillis()),
                (key, time) -> null))
        .uid("decode-topology-lines")
        .name("decode-topology-lines")
        .setParallelism(1);
  }

  /** Changes that people write to the control topic. */
  public static SingleOutputStreamOperator<TopologyChange> ofControl(
      DataStream<ControlRecord> control) {
    return control
        .flatMap(TopologyDecode::change, TypeInformation.of(TopologyChange.class))
        .uid("control-topology")
        .name("control-topology")
        .setParallelism(1);
  }

  /** Refused changes as dead letters; the value is the change in Avro. */
  public static DataStream<DeadLetter> refused(DataStream<RefusedChange> refused, AvroSerdes avro) {
    return refused
        .map(new RefusedLetter(avro), TypeInformation.of(DeadLetter.class))
        .uid("refused-topology")
        .name("refused-topology")
        .setParallelism(1);
  }

  private static boolean saysSomething(byte[] line) {
    for (byte b : line) {
      if (b > ' ' || b < 0) {
        return b != '#';
      }
    }
    return false;
  }

  private static TopologyChange line(byte[] value) throws BadRecordException {
    try {
      return JsonLines.topology(new String(value, StandardCharsets.UTF_8));
    } catch (BadLineException e) {
      throw new BadRecordException(e.reason());
    }
  }

  private static void change(ControlRecord control, Collector<TopologyChange> out) {
    if (control.getBody() instanceof TopologyChange change) {
      out.collect(change);
    }
  }

  @SuppressWarnings("NullAway.Init") // transient fields are set in open()
  private static final class RefusedLetter extends RichMapFunction<RefusedChange, DeadLetter> {
    private static final long serialVersionUID = 1L;
    private final AvroSerdes avro;
    private transient RecordEncoder<TopologyChange> encoder;

    RefusedLetter(AvroSerdes avro) {
      this.avro = avro;
    }

    @Override
    public void open(OpenContext context) {
      encoder = avro.encoder(TopologyChange.class, "topology");
    }

    @Override
    public DeadLetter map(RefusedChange refused) throws Exception {
      Long time = refused.change().getTimeMillis();
      return DeadLetter.newBuilder()
          .setOrigin(new Origin("topology " + refused.change().getSource(), -1, -1L))
          .setTimeMillis(time == null ? 0L : time.longValue())
          .setFormat("topology")
          .setReason(refused.reason())
          .setHeaders(Map.of())
          .setValue(ByteBuffer.wrap(encoder.encode(refused.change())))
          .build();
    }
  }
}
