package io.lull.job;

import io.lull.pipeline.reconcile.Declared;
import io.lull.pipeline.reconcile.Reconciler;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * What people declare as facts, and before it what service maps say whenever the job starts: a
 * source that has come to its end is not read again by a job that goes on from a savepoint, and
 * maps may have changed meanwhile. Said again they change nothing.
 *
 * <p>They are said before anything else that the operator hears, event time included, so they are
 * not late; who takes them knows what was told before.
 */
final class DeclaredOperator extends AbstractStreamOperator<Fact>
    implements OneInputStreamOperator<TopologyChange, Fact> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final ArrayList<Fact> maps;

  // Not checkpointed.
  private transient boolean said;

  DeclaredOperator(List<Fact> maps) {
    this.maps = new ArrayList<>(maps);
  }

  @Override
  public void processElement(StreamRecord<TopologyChange> element) {
    sayMaps();
    output.collect(element.replace(Declared.fact(element.getValue())));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    sayMaps();
    super.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    sayMaps();
    super.processWatermarkStatus(status);
  }

  private void sayMaps() {
    if (!said) {
      said = true;
      maps.forEach(fact -> output.collect(new StreamRecord<>(fact, timeOf(fact))));
    }
  }

  /** Where a map says no time it has held since ever. */
  private static long timeOf(Fact fact) {
    return Objects.requireNonNullElse(fact.getTimeMillis(), Long.valueOf(Reconciler.SINCE_EVER));
  }
}
