package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;

/**
 * What has to do with several domains in, handed over by these; incidents out. It has one key: who
 * has to do with whom is not known before.
 */
final class JoinFunction extends AbstractCorrelateFunction<Handover> {
  private static final long serialVersionUID = 1L;

  JoinFunction(CorrelateOptions options) {
    super(options);
  }

  @Override
  Territory territory(Topology known) {
    return Territory.joined(known);
  }

  @Override
  Membership asTold(Membership membership) {
    return membership.asJoined();
  }

  @Override
  void take(Correlator taker, String key, Handover handover, long timestamp) {
    taker.take(handover, timestamp);
  }

  @Override
  public int compare(Handover a, Handover b) {
    return Handover.ORDER.compare(a, b);
  }
}
