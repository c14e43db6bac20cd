package io.lull.pipeline.intake;

import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Classification;
import io.lull.schema.ControlRecord;
import io.lull.schema.TopologyChange;
import org.jspecify.annotations.Nullable;

/**
 * What intake is told beside events; exactly one field is set.
 *
 * @param rules a record of kind Classification, or a DELETE
 * @param topology a change of the topology
 */
public record IntakeControl(@Nullable ControlRecord rules, @Nullable TopologyChange topology) {

  /**
   * From a control record. One that sets something else than classification rules takes the id away
   * from rules that may have had it.
   */
  static IntakeControl of(ControlRecord control) {
    if (control.getOp() == ChangeOp.DELETE || control.getBody() instanceof Classification) {
      return new IntakeControl(control, null);
    }
    ControlRecord delete =
        ControlRecord.newBuilder()
            .setId(control.getId())
            .setOp(ChangeOp.DELETE)
            .setTimeMillis(control.getTimeMillis())
            .build();
    return new IntakeControl(delete, null);
  }

  static IntakeControl of(TopologyChange change) {
    return new IntakeControl(null, change);
  }

  /** Unique over both kinds. */
  String id() {
    if (rules != null) {
      return "rules " + rules.getId();
    }
    return topology == null ? "" : "topology " + Topology.idOf(topology);
  }

  boolean isDelete() {
    return rules != null
        ? rules.getOp() == ChangeOp.DELETE
        : topology != null && Topology.isDelete(topology);
  }
}
