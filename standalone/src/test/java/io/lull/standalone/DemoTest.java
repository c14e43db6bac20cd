package io.lull.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.IncidentJson;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.schema.Cause;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.TopologyChange;
import io.lull.standalone.simulate.Estate;
import io.lull.standalone.simulate.EstateBuilder;
import io.lull.standalone.simulate.FlashSaleStory;
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
  @TempDir Path home;

  @Test
  void theStormBecomesTheTwoIncidentsOfTheGroundTruth() throws Exception {
    Path data = home.resolve("demo");
    assertThat(Lull.commandLine().execute("demo", "--data", data.toString())).isZero();

    Map<String, Incident> latest = new HashMap<>();
    for (String line : Files.readAllLines(data.resolve("incidents.jsonl"))) {
      Incident incident = IncidentJson.parse(line);
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
    theEstateIsInTheCmdb(data);
  }

  private static void theEstateIsInTheCmdb(Path data) {
    try (Cmdb cmdb = Cmdb.open(CmdbSettings.embedded(data.resolve("cmdb")))) {
      long now = System.currentTimeMillis();
      List<TopologyChange> estate = new ArrayList<>();
      cmdb.at(now, estate::add);
      assertThat(estate).hasSizeGreaterThan(EstateBuilder.build(1).nodes().size());
      assertThat(cmdb.around("DB-PROD-07", 2, now, 1000))
          .hasValueSatisfying(found -> assertThat(found.relations()).isNotEmpty());
    }
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
      resources.add(alarm.getResource());
    }
    return resources;
  }

  /** The CIs that speak because of a fault. */
  private static Set<String> resourcesOf(String fault) {
    Estate estate = EstateBuilder.build(1);
    Set<String> resources = new HashSet<>();
    for (Signal signal : FlashSaleStory.tell(estate, 1)) {
      if (signal.fault().equals(fault)) {
        resources.add(signal.resource());
      }
    }
    return resources;
  }
}
