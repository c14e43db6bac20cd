package io.lull.job.rules;

import io.lull.job.config.DiscoverySection;
import io.lull.job.config.LullConfig;
import io.lull.pipeline.reconcile.MapDocuments;
import io.lull.pipeline.reconcile.ServiceMap;
import io.lull.pipeline.yaml.Problem;
import io.lull.schema.Fact;
import io.lull.schema.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service maps that a configuration names. */
public final class ServiceMapFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceMapFiles.class);

  private ServiceMapFiles() {}

  /** What they say; what is wrong with them is logged, the rest holds. */
  public static List<Fact> facts(LullConfig config) {
    List<Fact> facts = new ArrayList<>();
    read(config).forEach(parsed -> facts.addAll(parsed.facts()));
    return facts;
  }

  /**
   * What they say, and that there are no others: a job that goes on from a savepoint forgets files
   * that are no longer named. Where one cannot be read it is not known which maps there are, and
   * all that were known stay.
   */
  public static List<Fact> allFacts(LullConfig config) {
    List<ServiceMap.Parsed> maps = read(config);
    List<Fact> facts = new ArrayList<>();
    Set<String> stay = new TreeSet<>();
    for (ServiceMap.Parsed map : maps) {
      facts.addAll(map.facts());
      stay.add(map.document());
      stay.addAll(map.refused());
    }
    boolean all =
        maps.stream().allMatch(ServiceMap.Parsed::whole)
            && maps.size() == config.get(DiscoverySection.MAPS).size();
    if (all) {
      facts.add(MapDocuments.files(stay));
    }
    return facts;
  }

  private static List<ServiceMap.Parsed> read(LullConfig config) {
    List<ServiceMap.Parsed> maps = new ArrayList<>();
    for (Path file : config.get(DiscoverySection.MAPS)) {
      try {
        ServiceMap.Parsed parsed = read(file);
        maps.add(parsed);
        parsed.problems().forEach(problem -> LOG.warn("{}", problem));
      } catch (IOException e) {
        LOG.warn("Service map {} cannot be read: {}", file, e.getMessage());
      }
    }
    return maps;
  }

  private static ServiceMap.Parsed read(Path file) throws IOException {
    return ServiceMap.parse(
        file.toString(), new Origin(file.toString(), -1, 1L), Files.readString(file));
  }

  /** All that is wrong with them, each with its line. */
  public static List<String> problems(LullConfig config) {
    List<String> problems = new ArrayList<>();
    for (Path file : config.get(DiscoverySection.MAPS)) {
      try {
        read(file).problems().stream().map(Problem::toString).forEach(problems::add);
      } catch (IOException e) {
        problems.add(file + ": cannot be read: " + e.getMessage());
      }
    }
    return problems;
  }
}
