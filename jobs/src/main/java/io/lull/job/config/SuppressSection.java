package io.lull.job.config;

import io.lull.pipeline.correlate.FailureModel;
import io.lull.pipeline.correlate.Travel;
import io.lull.pipeline.suppress.Spread;
import io.lull.pipeline.suppress.SuppressOptions;
import java.util.Map;
import java.util.TreeMap;

/** How far maintenance windows spread. */
public final class SuppressSection {
  private static final SuppressOptions DEFAULT = SuppressOptions.DEFAULT;

  public static final Option<Integer> MAX_DEPTH =
      count(
          "max-depth",
          DEFAULT.maxDepth(),
          0,
          "Relations on a way from a CI in maintenance to what depends on it.");

  public static final Option<Integer> SEARCH_LIMIT =
      count(
          "search-limit",
          DEFAULT.searchLimit(),
          1,
          "CIs looked at in the search for maintenance that an alarm is due to.");

  public static final Option<Integer> MAX_EVENTS =
      count(
          "max-events",
          DEFAULT.maxEvents(),
          1,
          "Events that are remembered of one alarm that is held back; the others are counted.");

  private SuppressSection() {}

  private static Option<Integer> count(String name, int value, int least, String description) {
    return Option.of("suppress." + name, Types.INT, value, description)
        .where("at least " + least, n -> n >= least);
  }

  /**
   * The stage's own options.
   *
   * @param model planned work spreads as failure travels
   */
  public static SuppressOptions of(LullConfig config, FailureModel model) {
    Map<String, Spread> relations = new TreeMap<>();
    model.relations().forEach((type, relation) -> relations.put(type, spread(relation.travel())));
    return new SuppressOptions(
        config.get(MAX_DEPTH),
        config.get(SEARCH_LIMIT),
        config.get(MAX_EVENTS),
        model.required(),
        relations,
        spread(model.other().travel()));
  }

  private static Spread spread(Travel travel) {
    return switch (travel) {
      case DEPENDENCY -> Spread.DEPENDENCY;
      case PLACE -> Spread.PLACE;
      case REDUNDANT -> Spread.REDUNDANT;
      case CONNECTION -> Spread.LINK;
    };
  }
}
