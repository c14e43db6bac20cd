package io.lull.pipeline.reconcile;

import io.lull.pipeline.yaml.Problem;
import io.lull.pipeline.yaml.YamlFields;
import io.lull.schema.Fact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Service maps as people write them in YAML (docs/discovery.md): which business services there are,
 * what they depend on and by which share of calls, who serves them and how many of those are
 * needed, their share of the revenue, busy hours and objectives.
 *
 * <p>What is wrong is said with its line. A service of which an entry is wrong is left out, a wrong
 * share of revenue or a relation that closes a circle alone; the rest holds.
 */
public final class ServiceMap {
  private static final int MOST_CHARS = 4_000_000;
  private static final double ROUNDING = 1e-9;

  /**
   * What a map says.
   *
   * @param facts what can be believed
   * @param problems what is wrong
   */
  public record Parsed(List<Fact> facts, List<Problem> problems) {}

  private final YamlFields.Problems problems;
  private final Map<String, ServiceEntry> services = new LinkedHashMap<>();

  private ServiceMap(String file) {
    problems = new YamlFields.Problems(file);
  }

  /** Reads a map; never throws. */
  public static Parsed parse(String file, String yaml) {
    ServiceMap map = new ServiceMap(file);
    map.read(yaml);
    map.checkRevenue();
    map.checkCircles();
    map.checkUse();
    List<Fact> facts = new ArrayList<>();
    map.services.values().forEach(service -> facts.add(service.fact()));
    return new Parsed(facts, map.problems.found());
  }

  private void read(String yaml) {
    Node root = YamlFields.root(problems, yaml, MOST_CHARS);
    if (root == null) {
      if (problems.found().isEmpty()) {
        problems.add(1, "", "the map is empty, expected the key 'services'");
      }
      return;
    }
    YamlFields top = YamlFields.of(problems, "", root, Set.of("services"));
    for (Node item : top.list("services")) {
      int before = problems.found().size();
      ServiceEntry service = ServiceEntry.read(problems, item);
      if (service == null || problems.found().size() > before) {
        continue;
      }
      ServiceEntry other = services.putIfAbsent(service.name(), service);
      if (other != null) {
        say(service, "", "is there already, in line " + other.line() + "; that one holds");
      }
    }
    problems.inRule("");
  }

  private void say(ServiceEntry service, String key, String reason) {
    problems.inRule(service.name());
    problems.add(service.line(key), key, reason);
    problems.inRule("");
  }

  private void checkRevenue() {
    double sum = 0;
    for (ServiceEntry service : services.values()) {
      if (service.revenueShare() == null) {
        continue;
      }
      if (sum + service.revenueShare() > 1 + ROUNDING) {
        say(
            service,
            "revenueShare",
            "the shares of all services are over 100 % with this one ("
                + Math.round(sum * 1000) / 10.0
                + " % before it); it is left out");
        service.dropRevenueShare();
      } else {
        sum += service.revenueShare();
      }
    }
  }

  /** Containment is a hierarchy: what would close a circle is left out. */
  private void checkCircles() {
    Map<String, Set<String>> wholes = new TreeMap<>();
    for (ServiceEntry service : services.values()) {
      for (String whole : List.copyOf(service.partOf())) {
        if (reaches(whole, service.name(), wholes)) {
          say(service, "partOf", "closes a circle: " + whole + " is part of it; left out");
          service.partOf().remove(whole);
        } else {
          wholes.computeIfAbsent(service.name(), s -> new TreeSet<>()).add(whole);
        }
      }
    }
  }

  private static boolean reaches(String from, String to, Map<String, Set<String>> wholes) {
    Set<String> seen = new HashSet<>();
    List<String> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      String at = open.remove(open.size() - 1);
      if (at.equals(to)) {
        return true;
      }
      if (seen.add(at)) {
        open.addAll(wholes.getOrDefault(at, Set.of()));
      }
    }
    return false;
  }

  private void checkUse() {
    Set<String> used = new HashSet<>();
    for (ServiceEntry service : services.values()) {
      used.addAll(service.others());
    }
    for (ServiceEntry service : services.values()) {
      boolean named = !service.aliases().isEmpty() && service.revenueShare() == null;
      if (service.others().isEmpty() && !used.contains(service.name()) && !named) {
        say(service, "", "maps to nothing: no dependsOn, members or partOf, and nobody names it");
      }
    }
  }
}
