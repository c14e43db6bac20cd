package io.lull.pipeline.correlate;

import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Feedback;
import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import org.jspecify.annotations.Nullable;

/**
 * The wish that what was learned be forgotten, from the control topic to the correlator.
 *
 * <p>It travels with the topology, as a node of a type that no topology has: both are broadcast and
 * take effect at their own time, and the layout of what is kept of them stays as it is.
 *
 * @param domain whose; empty: of all domains
 * @param timeMillis when, milliseconds since the epoch
 */
record ModelReset(String domain, long timeMillis) {

  private static final String TYPE = "\u0001model-reset";

  /** The wish in a control record; null where it has none. */
  static @Nullable ModelReset of(ControlRecord control) {
    Long time = control.getTimeMillis();
    return time != null
            && control.getOp() == ChangeOp.UPSERT
            && control.getBody() instanceof Feedback feedback
            && feedback.getVerdict().equals("FORGET")
        ? new ModelReset(feedback.getDomain() == null ? "" : feedback.getDomain(), time)
        : null;
  }

  /** The wish in what comes with the topology; null where it is a change of the topology. */
  static @Nullable ModelReset of(TopologyChange change) {
    Node node = change.getNode();
    Long time = change.getTimeMillis();
    return node != null && time != null && node.getType().equals(TYPE)
        ? new ModelReset(node.getId(), time)
        : null;
  }

  TopologyChange asChange() {
    return TopologyChange.newBuilder()
        .setOp(ChangeOp.UPSERT)
        .setTimeMillis(timeMillis)
        .setNode(Node.newBuilder().setId(domain).setType(TYPE).build())
        .build();
  }

  /** Of one domain the last one holds. */
  String id() {
    return TYPE + domain;
  }
}
