package io.lull.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lull.connector.files.IncidentJson;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.schema.Cause;
import io.lull.schema.Effect;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.ServiceImpact;
import io.lull.standalone.simulate.DiscoveryScore;
import io.lull.standalone.simulate.Estate;
import io.lull.standalone.simulate.EstateBuilder;
import io.lull.standalone.simulate.FlashSaleStory;
import io.lull.standalone.simulate.FlashSaleStory.Harm;
import io.lull.standalone.simulate.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./lull demo}: what it shows is what the simulator's ground truth says. */
class DemoTest {
  /**
   * The share is learned from some hundred requests: 40 % as the simulator counts it, give or take
   * 2.
   */
  private static final String SENTENCE =
      "Server DB-PROD-07 supports Order Processing, which handles (38|39|40|41|42) % of Checkout:"
          + " revenue";

  private static final Estate ESTATE = EstateBuilder.build(1);

  @TempDir Path home;

  @Test
  void theStormBecomesTheTwoIncidentsOfTheGroundTruth() throws Exception {
    Path data = home.resolve("demo");
    assertThat(Lull.commandLine().execute("demo", "--data", data.toString())).isZero();

    Map<String, Incident> latest = new HashMap<>();
    List<Incident> revisions = new ArrayList<>();
    for (String line : Files.readAllLines(data.resolve("incidents.jsonl"))) {
      Incident incident = IncidentJson.parse(line);
      revisions.add(incident);
      latest.merge(incident.getId(), incident, (a, b) -> a.getRevision() > b.getRevision() ? a : b);
    }
    List<Incident> incidents =
        latest.values().stream().filter(i -> i.getState() != IncidentState.MERGED).toList();

    Map<String, Set<String>> truth = FlashSaleStory.groundTruth();
    assertThat(incidents).extracting(i -> i.getCauses().get(0).getResource()).hasSize(truth.size());
    truth.forEach(
        (fault, causes) -> {
          Incident incident = incidentOf(incidents, causes);
          assertThat(resourcesOf(fault)).containsAll(resources(incident));
          assertThat(resources(incident).size())
              .as("share of the CIs that the fault %s makes speak", fault)
              .isGreaterThan(resourcesOf(fault).size() * 8 / 10);
        });
    Incident database =
        incidentOf(incidents, requireNonNull(truth.get(FlashSaleStory.DATABASE_FAULT)));
    impactIsWhatRequestsSay(database);
    impactWasForetold(
        revisions.stream().filter(r -> r.getId().equals(database.getId())).toList(), database);
    Incident link = incidentOf(incidents, requireNonNull(truth.get(FlashSaleStory.LINK_FAULT)));
    assertThat(link.getServices())
        .as("pods on one leaf of sixteen: redundancy protects all services")
        .allSatisfy(service -> assertThat(service.getShare()).isZero());
    theEstateIsInTheCmdb(data);
  }

  /** Discovered, not handed over: all of it, and nothing else. */
  private static void theEstateIsInTheCmdb(Path data) {
    try (Cmdb cmdb = Cmdb.open(CmdbSettings.embedded(data.resolve("cmdb")))) {
      long now = System.currentTimeMillis();
      List<Node> nodes = new ArrayList<>();
      List<Relation> relations = new ArrayList<>();
      cmdb.at(
          now,
          change -> {
            if (change.getNode() != null) {
              nodes.add(change.getNode());
            } else {
              relations.add(change.getRelation());
            }
          });
      DiscoveryScore score = DiscoveryScore.of(ESTATE, nodes, relations);
      assertThat(score.nodes().precision()).as(score.toString()).isGreaterThanOrEqualTo(0.99);
      assertThat(score.nodes().recall()).as(score.toString()).isGreaterThanOrEqualTo(0.98);
      assertThat(score.relations().precision()).as(score.toString()).isGreaterThanOrEqualTo(0.98);
      assertThat(score.relations().recall()).as(score.toString()).isGreaterThanOrEqualTo(0.95);
      assertThat(cmdb.around("DB-PROD-07", 2, now, 1000))
          .hasValueSatisfying(found -> assertThat(found.relations()).isNotEmpty());
    }
  }

  /** The sentence and its numbers are those that counting requests gives. */
  private static void impactIsWhatRequestsSay(Incident database) {
    Map<String, Harm> truth = FlashSaleStory.harm(ESTATE, FlashSaleStory.DATABASE_FAULT, 1);
    Map<String, ServiceImpact> found = new HashMap<>();
    for (ServiceImpact service : database.getServices()) {
      found.put(meant(service.getId()), service);
    }
    truth.forEach(
        (service, harm) -> {
          ServiceImpact impact = found.get(service);
          double share = impact == null ? 0 : impact.getShare();
          assertThat(share).as(service).isCloseTo(harm.share(), within(0.02));
          double revenue = impact == null ? 0 : impact.getRevenueShare();
          assertThat(revenue).as(service).isCloseTo(harm.revenueShare(), within(0.02));
        });
    ServiceImpact checkout = checkout(database);
    assertThat(checkout.getEffect()).isEqualTo(Effect.DEGRADED);
    assertThat(checkout.getBasis()).isEqualTo(ImpactBasis.OBSERVED);
    assertThat(checkout.getImpactMillis() - database.getOpenedMillis())
        .as("the database speaks 3 s into the story")
        .isCloseTo(requireNonNull(truth.get("Checkout")).offsetMillis() - 3_000, within(2_500L));
    assertThat(database.getTitle()).matches(SENTENCE + " has been hit since .*");
  }

  /**
   * Before it was felt it was said what would be, how much, and when. The story is faster than the
   * lags that are configured, it is at Checkout after 12 s; with each tier that speaks the time
   * that is foretold comes nearer, and holds once the service in front does.
   */
  private static void impactWasForetold(List<Incident> revisions, Incident database) {
    long felt = checkout(database).getImpactMillis();
    List<Incident> before =
        revisions.stream()
            .filter(r -> r.getUpdatedMillis() < felt)
            .filter(r -> r.getCauses().get(0).getResource().equals(EstateBuilder.ORDERS_DB_HOST))
            .toList();
    assertThat(before).isNotEmpty();
    Incident last = before.get(before.size() - 1);
    ServiceImpact foretold = checkout(last);
    assertThat(foretold.getBasis()).isEqualTo(ImpactBasis.LAGS);
    assertThat(foretold.getShare()).isCloseTo(checkout(database).getShare(), within(0.02));
    assertThat(foretold.getImpactFromMillis())
        .isBetween(last.getOpenedMillis(), foretold.getImpactMillis());
    assertThat(felt).isBetween(foretold.getImpactFromMillis(), foretold.getImpactToMillis());
    assertThat(foretold.getImpactMillis())
        .as("the time that was foretold first")
        .isLessThan(checkout(before.get(0)).getImpactMillis());
    assertThat(last.getTitle()).matches(SENTENCE + " is hit .*");
  }

  private static ServiceImpact checkout(Incident incident) {
    return incident.getServices().stream()
        .filter(service -> service.getId().equals("Checkout"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Checkout is not hit: " + incident.getTitle()));
  }

  private static Incident incidentOf(List<Incident> incidents, Set<String> causes) {
    return incidents.stream()
        .filter(
            i -> i.getCauses().stream().limit(1).map(Cause::getResource).anyMatch(causes::contains))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no incident names one of " + causes + " as its first cause"));
  }

  private static Set<String> resources(Incident incident) {
    Set<String> resources = new HashSet<>();
    for (MemberAlarm alarm : incident.getAlarms()) {
      resources.add(meant(alarm.getResource()));
    }
    return resources;
  }

  /** The CI of the simulator that was found under this id: its own, or its name. */
  private static String meant(String found) {
    return ESTATE.nodes().values().stream()
        .filter(node -> node.getId().equals(found) || node.getName().equals(found))
        .map(Node::getId)
        .findFirst()
        .orElse(found);
  }

  /** The CIs that speak because of a fault. */
  private static Set<String> resourcesOf(String fault) {
    Set<String> resources = new HashSet<>();
    for (Signal signal : FlashSaleStory.tell(ESTATE, 1)) {
      if (signal.fault().equals(fault)) {
        resources.add(signal.resource());
      }
    }
    return resources;
  }
}
