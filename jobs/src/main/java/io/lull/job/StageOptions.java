package io.lull.job;

import io.lull.job.config.DeduplicateSection;
import io.lull.job.config.ForecastSection;
import io.lull.job.config.HealthSection;
import io.lull.job.config.IncidentSection;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.config.SuppressSection;
import io.lull.job.rules.RuleClassification;
import io.lull.pipeline.correlate.CorrelateOptions;
import io.lull.pipeline.forecast.ForecastOptions;
import io.lull.pipeline.forecast.LimitRules;
import io.lull.pipeline.threshold.ThresholdOptions;
import io.lull.pipeline.threshold.ThresholdRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the configuration says to the stages, in their own terms. */
public final class StageOptions {
  private StageOptions() {}

  /**
   * Options of {@link EventsGraph}.
   *
   * @throws IllegalArgumentException with all problems of a rule file
   */
  public static EventsGraph.Options events(LullConfig config) {
    CorrelateOptions correlate = IncidentSection.of(config);
    return new EventsGraph.Options(
        RuleClassification.factory(config),
        config.get(PipelineOptions.MAX_AGE).toMillis(),
        DeduplicateSection.of(config),
        SuppressSection.of(config, correlate.model()),
        correlate,
        config.get(HealthSection.SERVICES)
            ? new EventsGraph.ServiceHealth(
                HealthSection.of(config), HealthSection.bonds(correlate.model()))
            : null);
  }

  /**
   * Options of the threshold stage; the rule files are read here, where the job is submitted.
   *
   * @throws UncheckedIOException where a file cannot be read
   */
  public static ThresholdOptions thresholds(LullConfig config) {
    List<ThresholdOptions.RuleFile> files = new ArrayList<>();
    if (config.get(PipelineOptions.SHIPPED_THRESHOLDS)) {
      files.add(
          new ThresholdOptions.RuleFile(ThresholdRules.DEFAULTS, ThresholdRules.defaultsYaml()));
    }
    for (Path file : config.get(PipelineOptions.THRESHOLD_FILES)) {
      files.add(new ThresholdOptions.RuleFile(file.toString(), text(file)));
    }
    return new ThresholdOptions(
        files,
        config.get(PipelineOptions.SERIES_TIMEOUT).toMillis(),
        config.get(PipelineOptions.MAX_SERIES),
        false,
        handedOn(config));
  }

  /**
   * Options of the forecast stage; the rule files are read here, where the job is submitted.
   *
   * @throws UncheckedIOException where a file cannot be read
   */
  public static ForecastOptions forecasts(LullConfig config) {
    List<ForecastOptions.RuleFile> files = new ArrayList<>();
    if (config.get(ForecastSection.SHIPPED)) {
      files.add(new ForecastOptions.RuleFile(LimitRules.DEFAULTS, LimitRules.defaultsYaml()));
    }
    for (Path file : config.get(PipelineOptions.THRESHOLD_FILES)) {
      files.add(new ForecastOptions.RuleFile(file.toString(), text(file)));
    }
    return ForecastSection.of(config).withFiles(files);
  }

  /** What says which series the forecasts look at. */
  private static List<ThresholdOptions.RuleFile> handedOn(LullConfig config) {
    return config.get(ForecastSection.ENABLED)
        ? forecasts(config).files().stream()
            .map(file -> new ThresholdOptions.RuleFile(file.name(), file.yaml()))
            .toList()
        : List.of();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
