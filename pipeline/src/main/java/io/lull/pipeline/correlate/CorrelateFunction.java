package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * Alarm changes of a domain, its own and copies, in; incidents out that have to do with no other
 * domain. The rest goes to {@link #HANDOVERS}.
 */
public final class CorrelateFunction extends AbstractCorrelateFunction<AlarmChange> {
  private static final long serialVersionUID = 1L;

  /** What has to do with several domains. */
  static final OutputTag<Handover> HANDOVERS =
      new OutputTag<>("handovers", TypeInformation.of(Handover.class));

  public CorrelateFunction(CorrelateOptions options) {
    super(options);
  }

  @Override
  Territory territory(Topology known) {
    return Territory.domain(known, handover -> output().collect(HANDOVERS, handover));
  }

  @Override
  void take(Correlator taker, String domain, AlarmChange change, long timestamp) {
    taker.take(domain, change, timestamp);
  }

  /** Changes of one moment: by their own time, then by event, then by alarm. */
  @Override
  public int compare(AlarmChange a, AlarmChange b) {
    return AlarmOrder.INSTANCE.compare(a, b);
  }
}
