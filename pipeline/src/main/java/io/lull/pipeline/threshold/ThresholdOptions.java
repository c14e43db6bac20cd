package io.lull.pipeline.threshold;

import java.io.Serializable;
import java.util.List;

/**
 * What the stage can be told.
 *
 * @param files texts of rule files, in their order; of one id the last rule holds. {@link
 *     ThresholdRules#defaultsYaml} is the first where the shipped rules are wanted
 * @param seriesTimeoutMillis how long after its last sample a series counts as ended, milliseconds
 * @param maxSeriesPerResource most series of one resource that are kept in state
 * @param allScores put out a score for every sample, and not only for those with an alarm
 * @param handedOn texts whose limits and objectives say what goes to {@link
 *     ThresholdStage#LIMITED}, beside those of {@code files} and of control records; empty: nothing
 *     goes there
 */
public record ThresholdOptions(
    List<RuleFile> files,
    long seriesTimeoutMillis,
    int maxSeriesPerResource,
    boolean allScores,
    List<RuleFile> handedOn)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A rule file.
   *
   * @param name for messages
   * @param yaml its text
   */
  public record RuleFile(String name, String yaml) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The shipped rules; 15 min; 10,000 series. */
  public static ThresholdOptions defaults() {
    return new ThresholdOptions(
        List.of(new RuleFile(ThresholdRules.DEFAULTS, ThresholdRules.defaultsYaml())),
        15 * 60_000L,
        10_000,
        false);
  }

  /** Nothing is handed on. */
  public ThresholdOptions(
      List<RuleFile> files, long seriesTimeoutMillis, int maxSeriesPerResource, boolean allScores) {
    this(files, seriesTimeoutMillis, maxSeriesPerResource, allScores, List.of());
  }

  public ThresholdOptions {
    if (seriesTimeoutMillis <= 0 || maxSeriesPerResource <= 0) {
      throw new IllegalArgumentException("series timeout and limit must be positive");
    }
    files = List.copyOf(files);
    handedOn = List.copyOf(handedOn);
  }

  public ThresholdOptions withFiles(List<RuleFile> changed) {
    return new ThresholdOptions(
        changed, seriesTimeoutMillis, maxSeriesPerResource, allScores, handedOn);
  }

  public ThresholdOptions withAllScores(boolean changed) {
    return new ThresholdOptions(
        files, seriesTimeoutMillis, maxSeriesPerResource, changed, handedOn);
  }

  public ThresholdOptions withHandedOn(List<RuleFile> changed) {
    return new ThresholdOptions(
        files, seriesTimeoutMillis, maxSeriesPerResource, allScores, changed);
  }
}
