package io.lull.job.cli;

import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.rules.ControlRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks the rule files that a configuration names, and says all that is wrong with them. */
final class RuleFiles {
  private RuleFiles() {}

  /** Reads the problems of one file's text. */
  private interface Check {
    List<String> problems(String file, String yaml);
  }

  static void check(LullConfig config) {
    List<String> problems = new ArrayList<>();
    check(
        config.get(PipelineOptions.CLASSIFICATION_FILES), ControlRules::ofClassification, problems);
    check(config.get(PipelineOptions.THRESHOLD_FILES), ControlRules::ofThresholds, problems);
    if (!problems.isEmpty()) {
      throw CommandException.invalid(String.join("\n", problems));
    }
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
