package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.Containment;
import io.lull.pipeline.yaml.Problem;
import io.lull.pipeline.yaml.YamlFields;
import io.lull.schema.Fact;
import io.lull.schema.Origin;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Service maps as people write them in YAML (docs/discovery.md): which business services there are,
 * what they depend on and by which share of calls, who serves them and how many of those are
 * needed, their share of the revenue, busy hours and objectives.
 *
 * <p>What is wrong is said with its line. A service of which an entry is wrong is left out and
 * stays as it was known, a wrong share of revenue or a relation that closes a circle is left out
 * alone; the rest holds. Services that the version before had and this one has not are withdrawn
 * ({@link MapDocuments}), unless it cannot be told which they are: where the map cannot be read to
 * its end, or an entry has no name.
 */
public final class ServiceMap {
  private static final int MOST_CHARS = 4_000_000;
  private static final double ROUNDING = 1e-9;
  private static final Set<String> KEYS = Set.of("document", "time", "services");

  private final Origin origin;
  private final YamlFields.Problems problems;
  private final Map<String, ServiceEntry> services = new LinkedHashMap<>();
  private final Set<String> refused = new TreeSet<>();
  private String document;
  private @Nullable Long timeMillis;
  private boolean whole;

  private ServiceMap(String document, Origin origin) {
    this.document = document;
    this.origin = origin;
    problems = new YamlFields.Problems(origin.getSource());
  }

  /**
   * What a version of a map says.
   *
   * @param document which map it is a version of
   * @param facts what can be believed, and what is withdrawn
   * @param problems what is wrong
   * @param whole whether it is known which services it has
   * @param refused services that it has, but that cannot be read
   */
  public record Parsed(
      String document,
      List<Fact> facts,
      List<Problem> problems,
      boolean whole,
      Set<String> refused) {}

  /**
   * Reads a map; never throws.
   *
   * @param document which map it is, unless it says so itself
   * @param origin where it was read; of a file, facts have their lines
   */
  public static Parsed parse(String document, Origin origin, String yaml) {
    ServiceMap map = new ServiceMap(document, origin);
    map.read(yaml);
    map.checkRevenue();
    map.checkCircles();
    map.checkUse();
    return new Parsed(
        map.document, map.facts(), map.problems.found(), map.whole, Set.copyOf(map.refused));
  }

  /** What it says that there is no such map any more. */
  public static Fact withdrawn(String document, Origin origin) {
    return MapDocuments.version(document, null, origin, List.of());
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    services
        .values()
        .forEach(service -> facts.add(service.fact(document, timeMillis, at(service))));
    if (whole) {
      Set<String> stay = new TreeSet<>(refused);
      stay.addAll(services.keySet());
      facts.add(MapDocuments.version(document, timeMillis, origin, stay));
    }
    return facts;
  }

  private Origin at(ServiceEntry service) {
    return origin.getPartition() < 0
        ? new Origin(origin.getSource(), origin.getPartition(), (long) service.line())
        : origin;
  }

  private void read(String yaml) {
    Node root = YamlFields.root(problems, yaml, MOST_CHARS);
    if (root == null) {
      if (problems.found().isEmpty()) {
        problems.add(1, "", "the map is empty, expected the key 'services'");
      }
      return;
    }
    YamlFields top = YamlFields.of(problems, "", root, KEYS);
    if (!readWhich(top)) {
      return;
    }
    List<Node> items = top.list("services");
    if (!top.has("services") && problems.found().isEmpty()) {
      problems.add(top.line(), "services", "is missing");
    }
    whole = problems.found().isEmpty();
    items.forEach(this::read);
    problems.inRule("");
  }

  /** Which map it is and since when it holds; returns whether that can be told. */
  private boolean readWhich(YamlFields top) {
    String name = top.text("document");
    if (name != null && !name.isBlank()) {
      document = name.strip();
    }
    String time = top.text("time");
    if (time != null) {
      try {
        timeMillis = OffsetDateTime.parse(time.strip()).toInstant().toEpochMilli();
      } catch (DateTimeException | ArithmeticException e) {
        top.problem("time", "'" + time + "' is not RFC 3339; nothing of the map is taken");
        return false;
      }
    }
    return true;
  }

  private void read(Node item) {
    int before = problems.found().size();
    ServiceEntry service = ServiceEntry.read(problems, item);
    if (service == null) {
      whole = false;
    } else if (problems.found().size() > before) {
      refused.add(service.name());
    } else {
      ServiceEntry other = services.putIfAbsent(service.name(), service);
      if (other != null) {
        say(service, "", "is there already, in line " + other.line() + "; that one holds");
      }
    }
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
    Containment containment = new Containment();
    for (ServiceEntry service : services.values()) {
      for (String whole : List.copyOf(service.partOf())) {
        if (containment.circle(service.name(), whole).isEmpty()) {
          containment.add(service.name(), whole);
        } else {
          say(service, "partOf", "closes a circle: " + whole + " is part of it; left out");
          service.partOf().remove(whole);
        }
      }
    }
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
