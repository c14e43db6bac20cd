package io.lull.job.rules;

import io.lull.pipeline.classify.ClassificationRules;
import io.lull.pipeline.correlate.FailureModel;
import io.lull.pipeline.correlate.FailureModelFile;
import io.lull.pipeline.forecast.LimitRules;
import io.lull.pipeline.suppress.SuppressRules;
import io.lull.pipeline.threshold.RuleProblem;
import io.lull.pipeline.threshold.ThresholdRules;
import io.lull.pipeline.yaml.Problem;
import io.lull.schema.ChangeOp;
import io.lull.schema.Classification;
import io.lull.schema.ControlRecord;
import io.lull.schema.Feedback;
import io.lull.schema.Threshold;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks rules in the text of control records and of files. */
public final class ControlRules {
  private static final Pattern ON_METRICS =
      Pattern.compile("(?m)^[\"']?(thresholds|limits|objectives)[\"']?\\s*:");

  private ControlRules() {}

  /** A record that sets the rules of a YAML file: on metrics, or else classification. */
  public static ControlRecord ofYaml(String id, String yaml) {
    Object body = ON_METRICS.matcher(yaml).find() ? new Threshold(yaml) : new Classification(yaml);
    return new ControlRecord(id, ChangeOp.UPSERT, null, body);
  }

  /**
   * Everything that is wrong with the rules in a record.
   *
   * @param where names the record in messages
   */
  public static List<String> problems(ControlRecord record, String where) {
    if (record.getBody() instanceof Classification rules) {
      return ofClassification(where, rules.getYaml());
    }
    if (record.getBody() instanceof Threshold rules) {
      return ofThresholds(where, rules.getYaml());
    }
    boolean forget =
        record.getBody() instanceof Feedback feedback && feedback.getVerdict().equals("FORGET");
    return forget && record.getTimeMillis() == null
        ? List.of(where + ": time is missing; expected when what was learned is forgotten")
        : SuppressRules.problems(where, record);
  }

  /** Everything that is wrong with a file of classification rules. */
  public static List<String> ofClassification(String file, String yaml) {
    return ClassificationRules.parse(file, yaml).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  /** Everything that is wrong with a file of rules on metrics. */
  public static List<String> ofThresholds(String file, String yaml) {
    Set<String> problems = new LinkedHashSet<>();
    ThresholdRules.validate(file, yaml).stream().map(RuleProblem::toString).forEach(problems::add);
    if (problems.isEmpty()) {
      LimitRules.validate(file, yaml).stream().map(Problem::toString).forEach(problems::add);
    }
    return List.copyOf(problems);
  }

  /** Everything that is wrong with a file that changes the failure model. */
  public static List<String> ofFailureModel(String file, String yaml) {
    return FailureModelFile.parse(file, yaml, FailureModel.DEFAULT).problems().stream()
        .map(Problem::toString)
        .toList();
  }
}
