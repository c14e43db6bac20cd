package io.lull.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.reconcile.ReconcileOptions;
import io.lull.schema.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The estate is found from what its inventories and its telemetry tell of it. */
class DiscoveryQualityTest {
  private static final long T = 1_764_000_000_000L;
  private static final long HOUR = 3_600_000;

  /** A cluster is listed anew every hour; what is missing in three lists is gone. */
  private static ReconcileOptions options() {
    ReconcileOptions usual = ReconcileOptions.DEFAULT;
    Map<String, Long> ttl = new LinkedHashMap<>(usual.ttlMillis());
    for (String source :
        new String[] {"kubernetes", "kubernetes-budget", "snmp", "lldp", "opennms", "table"}) {
      ttl.put(source, 3 * HOUR);
    }
    ttl.put("seen", 3 * HOUR);
    return new ReconcileOptions(
        usual.precedence(),
        usual.attributePrecedence(),
        ttl,
        usual.defaultTtlMillis(),
        usual.lingerMillis(),
        usual.silenceMillis(),
        usual.maxFacts());
  }

  private static void assertGood(DiscoveryScore score, String when) {
    String said = when + ": " + score;
    assertThat(score.nodes().precision()).as(said).isGreaterThanOrEqualTo(0.99);
    assertThat(score.nodes().recall()).as(said).isGreaterThanOrEqualTo(0.98);
    assertThat(score.relations().precision()).as(said).isGreaterThanOrEqualTo(0.98);
    assertThat(score.relations().recall()).as(said).isGreaterThanOrEqualTo(0.95);
  }

  private static String idOf(Discovery discovery, String name) {
    return discovery.nodes().values().stream()
        .filter(node -> node.getId().equals(name) || node.getAliases().contains(name))
        .map(Node::getId)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anEstateIsFoundThoughFactsAreMissingAndWrong() {
    Estate estate = EstateBuilder.build(7);
    EstateInventories inventories = new EstateInventories(7, 0.05, 0.02);
    Discovery discovery = new Discovery(options());
    discovery.take(inventories.render(estate, T), T);
    assertThat(discovery.rejects()).isEmpty();
    DiscoveryScore score =
        DiscoveryScore.of(estate, discovery.nodes().values(), discovery.relations().values());
    assertGood(score, "at first");

    // A day on which every pod is replaced about once, a host renamed, another replaced.
    EstateChurn churn = new EstateChurn(7);
    Estate now = estate;
    for (int hour = 1; hour <= 24; hour++) {
      Estate before = now;
      now = churn.pods(now, 0.04);
      long then = T + hour * HOUR - HOUR / 2;
      discovery.take(inventories.gone(before, now, then), then);
      if (hour == 6) {
        now = churn.rename(now, "fra-host-032", "fra-batch-7");
      }
      if (hour == 9) {
        now = churn.replace(now, "ams-host-053", "ams-host-900");
      }
      discovery.take(inventories.render(now, T + hour * HOUR), T + hour * HOUR);
    }
    // What is missing in a list ages once its source has had time to say the rest.
    discovery.advance(T + 24 * HOUR + HOUR / 6);
    DiscoveryScore after =
        DiscoveryScore.of(now, discovery.nodes().values(), discovery.relations().values());
    assertGood(after, "after a day");
    assertThat(idOf(discovery, "fra-batch-7")).as("the renamed host is known").isNotEmpty();
  }
}
