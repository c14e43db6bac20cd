package io.lull.job.rules;

import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.pipeline.classify.ClassificationRules;
import io.lull.pipeline.classify.Classifier;
import io.lull.pipeline.intake.EventClassification;
import io.lull.schema.ChangeOp;
import io.lull.schema.Classification;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds intake's port to the classifier: live rules first, then files, then the shipped ones. */
public final class RuleClassification implements EventClassification {
  private static final Logger LOG = LoggerFactory.getLogger(RuleClassification.class);

  // After every id that a person would give to live rules, so that files come after those.
  private static final String FILE_LAYER = "\uffff";

  private Classifier classifier;

  private RuleClassification(Classifier classifier) {
    this.classifier = classifier;
  }

  /** The text of a rule file, which travels to where events are classified. */
  private record RuleFile(String name, String yaml) implements Serializable {}

  /**
   * Reads the rule files of a configuration, where the job is submitted.
   *
   * @throws UncheckedIOException where a file cannot be read
   * @throws IllegalArgumentException with all problems of a file
   */
  public static EventClassification.Factory factory(LullConfig config) {
    ArrayList<RuleFile> files = new ArrayList<>();
    for (Path file : config.get(PipelineOptions.CLASSIFICATION_FILES)) {
      try {
        files.add(new RuleFile(file.toString(), Files.readString(file)));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    boolean shipped = config.get(PipelineOptions.SHIPPED_CLASSIFICATION);
    create(files, shipped); // Refuses bad rules here rather than in the cluster.
    return () -> create(files, shipped);
  }

  private static RuleClassification create(ArrayList<RuleFile> files, boolean shipped) {
    Classifier classifier = shipped ? Classifier.shipped() : Classifier.empty();
    for (int i = 0; i < files.size(); i++) {
      RuleFile file = files.get(i);
      classifier =
          classifier.withLayer(
              String.format("%s%04d", FILE_LAYER, i),
              ClassificationRules.parse(file.name(), file.yaml()).orThrow());
    }
    return new RuleClassification(classifier);
  }

  @Override
  public Event classify(Event event) {
    return classifier.classify(event);
  }

  /** Rules were checked when they were decoded; those that are bad all the same change nothing. */
  @Override
  public void apply(ControlRecord record) {
    if (record.getOp() == ChangeOp.UPSERT && record.getBody() instanceof Classification rules) {
      ClassificationRules.ParseResult parsed =
          ClassificationRules.parse(record.getId(), rules.getYaml());
      if (parsed.rules() == null) {
        LOG.warn("Rules {} are refused: {}", record.getId(), parsed.problems());
      } else {
        classifier = classifier.withLayer(record.getId(), parsed.rules());
      }
    } else {
      // Deleted, or the id has become a rule of another kind.
      classifier = classifier.withoutLayer(record.getId());
    }
  }
}
