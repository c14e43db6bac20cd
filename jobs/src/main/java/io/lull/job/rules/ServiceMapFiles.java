package io.lull.job.rules;

import io.lull.job.config.DiscoverySection;
import io.lull.job.config.LullConfig;
import io.lull.pipeline.reconcile.ServiceMap;
import io.lull.pipeline.yaml.Problem;
import io.lull.schema.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service maps that a configuration names. */
public final class ServiceMapFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceMapFiles.class);

  private ServiceMapFiles() {}

  /** What they say; what is wrong with them is logged, the rest holds. */
  public static List<Fact> facts(LullConfig config) {
    List<Fact> facts = new ArrayList<>();
    for (Path file : config.get(DiscoverySection.MAPS)) {
      try {
        ServiceMap.Parsed parsed = ServiceMap.parse(file.toString(), Files.readString(file));
        facts.addAll(parsed.facts());
        parsed.problems().forEach(problem -> LOG.warn("{}", problem));
      } catch (IOException e) {
        LOG.warn("Service map {} cannot be read: {}", file, e.getMessage());
      }
    }
    return facts;
  }

  /** All that is wrong with them, each with its line. */
  public static List<String> problems(LullConfig config) {
    List<String> problems = new ArrayList<>();
    for (Path file : config.get(DiscoverySection.MAPS)) {
      try {
        ServiceMap.parse(file.toString(), Files.readString(file)).problems().stream()
            .map(Problem::toString)
            .forEach(problems::add);
      } catch (IOException e) {
        problems.add(file + ": cannot be read: " + e.getMessage());
      }
    }
    return problems;
  }
}
