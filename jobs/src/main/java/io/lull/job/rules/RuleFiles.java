package io.lull.job.rules;

import io.lull.job.config.IncidentSection;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks the rule files that a configuration names, and says all that is wrong with them. */
public final class RuleFiles {
  private RuleFiles() {}

  /** Reads the problems of one file's text. */
  private interface Check {
    List<String> problems(String file, String yaml);
  }

  /** Every problem of every file, in the order of the configuration. */
  public static List<String> problems(LullConfig config) {
    List<String> problems = new ArrayList<>();
    check(
        config.get(PipelineOptions.CLASSIFICATION_FILES), ControlRules::ofClassification, problems);
    check(config.get(PipelineOptions.THRESHOLD_FILES), ControlRules::ofThresholds, problems);
    check(config.get(IncidentSection.FAILURE_MODEL), ControlRules::ofFailureModel, problems);
    return problems;
  }

  private static void check(List<Path> files, Check check, List<String> problems) {
    for (Path file : files) {
      try {
        problems.addAll(check.problems(file.toString(), Files.readString(file)));
      } catch (IOException e) {
        problems.add(file + ": cannot be read: " + e.getMessage());
      }
    }
  }
}
