package io.lull.pipeline.forecast;

import java.io.Serializable;
import java.util.List;

/**
 * How the stage works.
 *
 * @param enabled whether anything is foretold
 * @param files rules: the shipped ones, then those of users; of one id the last holds
 * @param silenceMillis how long after its last sample nothing is foretold of a series any more
 * @param ttlMillis how long after its last sample a series is forgotten
 * @param maxSeriesPerResource series of one resource that are kept; more are not watched
 * @param hotBytes heap of a subtask for series in use
 */
public record ForecastOptions(
    boolean enabled,
    List<RuleFile> files,
    long silenceMillis,
    long ttlMillis,
    int maxSeriesPerResource,
    long hotBytes)
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

  /** The shipped limits; 1 h; 14 d; 200 series; 64 MiB. */
  public static final ForecastOptions DEFAULT =
      new ForecastOptions(
          true,
          List.of(new RuleFile(LimitRules.DEFAULTS, LimitRules.defaultsYaml())),
          3_600_000L,
          14 * 86_400_000L,
          200,
          64L << 20);

  public ForecastOptions {
    if (silenceMillis <= 0 || ttlMillis <= 0 || maxSeriesPerResource <= 0 || hotBytes <= 0) {
      throw new IllegalArgumentException("times, the number of series and heap must be positive");
    }
    files = List.copyOf(files);
  }

  public ForecastOptions withFiles(List<RuleFile> changed) {
    return new ForecastOptions(
        enabled, changed, silenceMillis, ttlMillis, maxSeriesPerResource, hotBytes);
  }
}
