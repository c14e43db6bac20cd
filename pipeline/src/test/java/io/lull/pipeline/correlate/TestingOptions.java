package io.lull.pipeline.correlate;

/** Options that differ from the default in one thing. */
final class TestingOptions {
  private TestingOptions() {}

  static CorrelateOptions withMaxMembers(int most) {
    CorrelateOptions d = CorrelateOptions.DEFAULT;
    return with(most, d.learn(), d.naming());
  }

  static CorrelateOptions notLearning() {
    CorrelateOptions d = CorrelateOptions.DEFAULT;
    return with(d.maxMembers(), false, d.naming());
  }

  /** As these options, but off. */
  static CorrelateOptions without(NamingOptions naming) {
    CorrelateOptions d = CorrelateOptions.DEFAULT;
    return with(
        d.maxMembers(),
        d.learn(),
        new NamingOptions(false, naming.windowMillis(), naming.evidence()));
  }

  private static CorrelateOptions with(int most, boolean learn, NamingOptions naming) {
    CorrelateOptions d = CorrelateOptions.DEFAULT;
    return new CorrelateOptions(
        d.windowMillis(),
        d.maxHops(),
        d.maxDepth(),
        d.hubDegree(),
        d.searchLimit(),
        d.maxCost(),
        d.minSeverity(),
        d.quorum(),
        d.settleMillis(),
        d.updateIntervalMillis(),
        d.repeatIntervalMillis(),
        d.resolveHoldMillis(),
        most,
        d.maxCauses(),
        d.model(),
        learn,
        naming,
        d.criticalRevenue());
  }
}
