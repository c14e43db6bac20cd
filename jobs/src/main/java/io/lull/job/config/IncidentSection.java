package io.lull.job.config;

import io.lull.pipeline.correlate.CorrelateOptions;
import io.lull.pipeline.correlate.FailureModel;
import io.lull.pipeline.correlate.FailureModelFile;
import io.lull.schema.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How alarms become incidents; all times are event time. */
public final class IncidentSection {
  private static final CorrelateOptions DEFAULT = CorrelateOptions.DEFAULT;

  public static final Option<Duration> WINDOW =
      Option.of(
              "incident.window",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.windowMillis()),
              "An alarm joins an incident whose last alarm was raised at most this long ago.")
          .where("1s to 1d", d -> d.toMillis() >= 1000 && d.toDays() <= 1);

  public static final Option<Integer> MAX_HOPS =
      count(
          "max-hops",
          DEFAULT.maxHops(),
          0,
          "CONNECTED_TO relations on a way between cause and symptom, and dependencies between a symptom and an alarm that explains only it.");

  public static final Option<Integer> MAX_DEPTH =
      count(
          "max-depth", DEFAULT.maxDepth(), 1, "Relations on a way from a symptom up to its cause.");

  public static final Option<Integer> HUB_DEGREE =
      count(
          "hub-degree",
          DEFAULT.hubDegree(),
          0,
          "A node with more CONNECTED_TO relations than this carries no failure from one neighbour to another, unless it is part of the incident itself.");

  public static final Option<Integer> SEARCH_LIMIT =
      count(
          "search-limit",
          DEFAULT.searchLimit(),
          1,
          "Nodes looked at in the search for an alarm's possible causes.");

  public static final Option<Double> MAX_COST =
      Option.of(
              "incident.max-cost",
              Types.DOUBLE,
              DEFAULT.maxCost(),
              "Cost of a path in nats (-ln of its probability) beyond which a CI explains nothing.")
          .where("above 0", cost -> cost > 0);

  public static final Option<Severity> MIN_SEVERITY =
      Option.of(
          "incident.min-severity",
          Types.oneOf(Severity.class),
          DEFAULT.minSeverity(),
          "An alarm that nothing joins opens an incident of its own from this severity on; below, it stays an alarm until something joins it.");

  public static final Option<Integer> QUORUM =
      count(
          "quorum",
          DEFAULT.quorum(),
          1,
          "Resources whose slighter alarms open an incident together.");

  public static final Option<Duration> SETTLE =
      Option.of(
          "incident.settle",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.settleMillis()),
          "How long the first alarms are gathered before revision 1 is written.");

  public static final Option<Duration> UPDATE_INTERVAL =
      Option.of(
          "incident.update-interval",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.updateIntervalMillis()),
          "Shortest time between two revisions while the incident goes on.");

  public static final Option<Duration> REPEAT_INTERVAL =
      Option.of(
          "incident.repeat-interval",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.repeatIntervalMillis()),
          "Longest time until a revision tells that alarms merely repeated.");

  public static final Option<Duration> RESOLVE_HOLD =
      Option.of(
          "incident.resolve-hold",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.resolveHoldMillis()),
          "How long all alarms must stay cleared before the incident is resolved.");

  public static final Option<Integer> MAX_MEMBERS =
      count(
          "max-members",
          DEFAULT.maxMembers(),
          1,
          "Alarms that an incident carries whole; the others are counted.");

  public static final Option<Integer> MAX_CAUSES =
      count("max-causes", DEFAULT.maxCauses(), 1, "Causes that an incident names.");

  public static final Option<List<Path>> FAILURE_MODEL =
      Option.of(
          "incident.failure-model",
          Lists.of(Types.PATH),
          List.of(),
          "Files that say how failure travels where it differs from the shipped model, in order. The format is in docs/failure-model.md.");

  public static final Option<Boolean> LEARN =
      Option.of(
          "incident.learn",
          Types.BOOLEAN,
          DEFAULT.learn(),
          "Whether how failure travels is learned from resolved incidents, domain by domain.");

  public static final Option<Double> CRITICAL_REVENUE =
      Option.of(
              "incident.critical-revenue",
              Types.DOUBLE,
              DEFAULT.criticalRevenue(),
              "Share of the estate's revenue, 0 to 1, from which on an incident that hits it is CRITICAL. The severities by impact are in docs/impact.md.")
          .where("above 0", share -> share > 0);

  private IncidentSection() {}

  private static Option<Integer> count(String name, int value, int least, String description) {
    return Option.of("incident." + name, Types.INT, value, description)
        .where("at least " + least, n -> n >= least);
  }

  /**
   * The stage's own options; the files of the failure model are read here, where the job is
   * submitted.
   *
   * @throws IllegalArgumentException with all problems of a file
   * @throws UncheckedIOException where a file cannot be read
   */
  public static CorrelateOptions of(LullConfig config) {
    return new CorrelateOptions(
        config.get(WINDOW).toMillis(),
        config.get(MAX_HOPS),
        config.get(MAX_DEPTH),
        config.get(HUB_DEGREE),
        config.get(SEARCH_LIMIT),
        config.get(MAX_COST),
        config.get(MIN_SEVERITY),
        config.get(QUORUM),
        config.get(SETTLE).toMillis(),
        config.get(UPDATE_INTERVAL).toMillis(),
        config.get(REPEAT_INTERVAL).toMillis(),
        config.get(RESOLVE_HOLD).toMillis(),
        config.get(MAX_MEMBERS),
        config.get(MAX_CAUSES),
        model(config),
        config.get(LEARN),
        NamingSection.of(config),
        config.get(CRITICAL_REVENUE));
  }

  private static FailureModel model(LullConfig config) {
    FailureModel model = FailureModel.DEFAULT;
    for (Path file : config.get(FAILURE_MODEL)) {
      try {
        model = FailureModelFile.parse(file.toString(), Files.readString(file), model).orThrow();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return model;
  }
}
