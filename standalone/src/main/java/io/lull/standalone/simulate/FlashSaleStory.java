package io.lull.standalone.simulate;

import io.lull.schema.Node;
import io.lull.standalone.simulate.Signal.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The seed story: at 3:17 AM a flash sale saturates the orders database, checkout fails behind it,
 * and everything that depends on it says so in its own way. At the same time, in the other site, an
 * uplink of a leaf switch flaps. In between, the usual noise.
 *
 * <p>Pure: the same estate and seed give the same signals, each labelled with the fault behind it.
 */
public final class FlashSaleStory {
  /** Fault label of the saturated database; its cause is {@link EstateBuilder#ORDERS_DB_HOST}. */
  public static final String DATABASE_FAULT = "database";

  /** Fault label of the flapping link. */
  public static final String LINK_FAULT = "link";

  /** The two ends of the link that flaps. */
  public static final String FLAPPING_LEAF = EstateBuilder.leaf("ams", 7);

  public static final String FLAPPING_SPINE = "ams-spine1";

  /** Alarms downstream of the flapping link. */
  static final int LINK_DOWNSTREAM = 50;

  /** When the shop's own monitoring notices. */
  private static final long NOTICED_MILLIS = 15_000;

  private static final int REQUESTS = 20_000;

  private static final long TIER_MILLIS = 3_500;
  private static final int FLAPS = 4;

  private final Estate estate;
  private final Random random;
  private final List<Signal> signals = new ArrayList<>();

  private FlashSaleStory(Estate estate, long seed) {
    this.estate = estate;
    this.random = new Random(seed);
  }

  /** All signals, in the order they are said. */
  public static List<Signal> tell(Estate estate, long seed) {
    FlashSaleStory story = new FlashSaleStory(estate, seed);
    story.noise();
    story.databaseSaturates();
    story.servicesFail();
    story.businessNotices();
    story.linkFlaps();
    story.hostsLoseTheirUplink();
    story.signals.sort(Comparator.comparingLong(Signal::offsetMillis));
    return List.copyOf(story.signals);
  }

  private void databaseSaturates() {
    String db = EstateBuilder.ORDERS_DB;
    String host = EstateBuilder.ORDERS_DB_HOST;
    for (int i = 0; i <= 10; i++) {
      double used = Math.min(1.0, 0.62 + 0.04 * i);
      Map<String, String> value = Map.of("value", Double.toString(used));
      say(
          i * 400L,
          Channel.REMOTE_WRITE,
          host,
          "pg_connections_used_ratio",
          "",
          DATABASE_FAULT,
          value);
    }
    say(
        3_000,
        Channel.SNMP_V1,
        host,
        "1.3.6.1.4.1.8072.4.0.5",
        "load average too high",
        DATABASE_FAULT,
        Map.of("enterprise", "1.3.6.1.4.1.8072.4", "specific", "5"));
    say(
        3_200,
        Channel.INFLUX,
        host,
        "postgresql",
        "",
        DATABASE_FAULT,
        Map.of("numbackends", "500"));
    for (int i = 0; i < 40; i++) {
      say(
          3_300 + i * 450L,
          Channel.SYSLOG_UDP,
          host,
          "postgres",
          "FATAL:  sorry, too many clients already",
          DATABASE_FAULT,
          Map.of("severity", "2"));
    }
    say(
        4_000,
        Channel.ALERTMANAGER,
        db,
        "PostgresqlTooManyConnections",
        "orders-db on DB-PROD-07 has 500 of 500 connections in use",
        DATABASE_FAULT,
        Map.of("severity", "critical"));
    say(
        4_800,
        Channel.JSON,
        db,
        "DATABASE_SATURATED",
        "orders-db: connection pool exhausted, 213 sessions waiting",
        DATABASE_FAULT,
        Map.of("severity", "CRITICAL"));
  }

  /** Everything that calls the database, tier by tier: slower, failing, restarted. */
  private void servicesFail() {
    Map<String, Integer> tiers = dependants(EstateBuilder.ORDERS_DB);
    tiers.forEach(
        (service, tier) -> {
          long begin = 5_000 + (tier - 1) * TIER_MILLIS;
          if (!estate.node(service).getType().equals("SERVICE")) {
            return;
          }
          String alert = tier == 1 ? "HighErrorRate" : "HighLatency";
          say(
              begin + random.nextInt(2_000),
              Channel.ALERTMANAGER,
              service,
              alert,
              service + (tier == 1 ? " answers 38 % of requests with 500" : " p99 is 11.4 s"),
              DATABASE_FAULT,
              Map.of("severity", "critical"));
          for (String pod : pods(service)) {
            if (random.nextBoolean()) {
              continue;
            }
            podFails(
                pod,
                begin,
                DATABASE_FAULT,
                tier == 1
                    ? "could not get a JDBC connection within 30000 ms"
                    : "upstream request timed out after 10000 ms");
          }
        });
  }

  private void podFails(String pod, long begin, String fault, String message) {
    int repeats = 1 + random.nextInt(3);
    long first = begin + 500 + random.nextInt(2_500);
    for (int i = 0; i < repeats; i++) {
      say(first + i * 2_000L, Channel.OTLP_LOGS, pod, "exception", message, fault, Map.of());
    }
    say(
        first + 1_000 + random.nextInt(2_000),
        Channel.KUBERNETES,
        pod,
        "Unhealthy",
        "Readiness probe failed: HTTP probe failed with statuscode: 503",
        fault,
        Map.of());
  }

  private void businessNotices() {
    say(
        NOTICED_MILLIS,
        Channel.CLOUDEVENTS,
        "Checkout",
        "alb-checkout-5xx",
        "Threshold Crossed: 3 datapoints were greater than the threshold (50.0)",
        DATABASE_FAULT,
        Map.of());
    say(
        16_000,
        Channel.JSON,
        "Checkout",
        "SYNTHETIC_TEST_FAILED",
        "synthetic purchase failed in 3 of 3 locations",
        DATABASE_FAULT,
        Map.of("severity", "CRITICAL"));
  }

  private void linkFlaps() {
    for (int i = 0; i < FLAPS; i++) {
      long down = 6_000 + i * 3_000L;
      linkChanges(down, true);
      if (i < FLAPS - 1) {
        linkChanges(down + 1_400, false);
      }
    }
  }

  private void linkChanges(long at, boolean down) {
    linkEnd(at, FLAPPING_LEAF, "Ethernet49", 49, FLAPPING_SPINE, down);
    linkEnd(at + 40, FLAPPING_SPINE, "Ethernet7", 7, FLAPPING_LEAF, down);
  }

  private void linkEnd(
      long at, String device, String port, int ifIndex, String peer, boolean down) {
    String trap = "1.3.6.1.6.3.1.1.5." + (down ? 3 : 4);
    signals.add(
        new Signal(
            at,
            Channel.SNMP_V2C,
            device,
            trap,
            port,
            down,
            LINK_FAULT,
            Map.of("ifIndex", Integer.toString(ifIndex), "ifName", port)));
    String state = down ? "down" : "up";
    signals.add(
        new Signal(
            at + 120,
            Channel.SYSLOG_TCP,
            device,
            "Ebra",
            "%LINEPROTO-5-UPDOWN: Line protocol on Interface "
                + port
                + ", changed state to "
                + state,
            down,
            LINK_FAULT,
            Map.of("severity", "5")));
    signals.add(
        new Signal(
            at + 300,
            Channel.SYSLOG_TCP,
            device,
            "Bgp",
            "%BGP-5-ADJCHANGE: peer "
                + estate.address(peer)
                + " (VRF default AS "
                + asNumber(peer)
                + ") old state "
                + (down
                    ? "Established event HoldTime new state Idle"
                    : "OpenConfirm event Established new state Established"),
            down,
            LINK_FAULT,
            Map.of("severity", "5")));
  }

  private String asNumber(String device) {
    return estate.node(device).getAliases().get(0).substring("AS".length());
  }

  private void hostsLoseTheirUplink() {
    List<Signal> downstream = new ArrayList<>();
    List<String> hosts = estate.from(FLAPPING_LEAF, "DEPENDS_ON");
    for (String host : hosts) {
      downstream.add(
          symptom(
              Channel.SYSLOG_UDP,
              host,
              "kernel",
              "nfs: server 10.2.99.9 not responding, still trying",
              Map.of("severity", "3")));
      downstream.add(
          symptom(
              Channel.KUBERNETES,
              host,
              "NodeNotReady",
              "Node " + host + " status is now: NodeNotReady",
              Map.of("object", "Node")));
      for (String pod : estate.from(host, "RUNS_ON")) {
        downstream.add(
            symptom(
                Channel.OTLP_LOGS,
                pod,
                "exception",
                "connection reset by peer while calling addresses",
                Map.of()));
        downstream.add(
            symptom(
                Channel.KUBERNETES,
                pod,
                "Unhealthy",
                "Liveness probe failed: Get \"http://10.2.7.3:8080/healthz\": context deadline exceeded",
                Map.of()));
      }
    }
    signals.addAll(downstream.subList(0, Math.min(LINK_DOWNSTREAM, downstream.size())));
  }

  private Signal symptom(
      Channel channel, String resource, String kind, String text, Map<String, String> details) {
    long at = 8_000 + random.nextInt(9_000);
    return new Signal(at, channel, resource, kind, text, true, LINK_FAULT, details);
  }

  private void noise() {
    List<String> hosts =
        estate.nodes().values().stream()
            .filter(node -> node.getType().equals("HOST"))
            .map(Node::getId)
            .toList();
    for (int i = 0; i < 60; i++) {
      String host = hosts.get(random.nextInt(hosts.size()));
      boolean cron = random.nextBoolean();
      say(
          random.nextInt(22_000),
          Channel.SYSLOG_UDP,
          host,
          cron ? "CRON" : "sshd",
          cron
              ? "(root) CMD (/usr/lib/sysstat/sa1 1 1)"
              : "Accepted publickey for deploy from 10.1.200.4 port " + (40_000 + i) + " ssh2",
          "",
          Map.of("severity", "6"));
    }
  }

  /** Services and business services that reach {@code id} by DEPENDS_ON, with their distance. */
  private Map<String, Integer> dependants(String id) {
    Map<String, Integer> tiers = new LinkedHashMap<>();
    ArrayDeque<String> next = new ArrayDeque<>(List.of(id));
    tiers.put(id, 0);
    while (!next.isEmpty()) {
      String current = next.remove();
      for (String user : estate.from(current, "DEPENDS_ON")) {
        if (tiers.putIfAbsent(user, tiers.getOrDefault(current, 0) + 1) == null) {
          next.add(user);
        }
      }
    }
    tiers.remove(id);
    return new TreeMap<>(tiers);
  }

  private List<String> pods(String service) {
    return estate.to(service, "SERVED_BY");
  }

  private void say(
      long at,
      Channel channel,
      String resource,
      String kind,
      String text,
      String fault,
      Map<String, String> details) {
    signals.add(new Signal(at, channel, resource, kind, text, true, fault, details));
  }

  /** The faults the story tells, with the CIs that may rightly be named as the cause. */
  public static Map<String, Set<String>> groundTruth() {
    return Map.of(
        DATABASE_FAULT, Set.of(EstateBuilder.ORDERS_DB_HOST),
        LINK_FAULT, Set.of(FLAPPING_LEAF + "--" + FLAPPING_SPINE));
  }

  /**
   * What a fault does to a business service.
   *
   * @param share of its requests that fail
   * @param revenueShare share of the estate's revenue that is
   * @param offsetMillis when that is felt first, after the beginning of the story; -1: never
   */
  public record Harm(double share, double revenueShare, long offsetMillis) {}

  /** What a fault does to each business service, found by counting requests that fail. */
  public static Map<String, Harm> harm(Estate estate, String fault, long seed) {
    Set<String> dead = fault.equals(DATABASE_FAULT) ? Set.of(EstateBuilder.ORDERS_DB) : Set.of();
    ShopTraffic traffic = new ShopTraffic(estate, dead, seed);
    Map<String, Harm> harm = new TreeMap<>();
    for (Node node : estate.nodes().values()) {
      if (node.getType().equals("BUSINESS_SERVICE")) {
        double share = traffic.failing(node.getId(), REQUESTS);
        double revenue = Double.parseDouble(node.getAttributes().get("revenueShare"));
        harm.put(node.getId(), new Harm(share, share * revenue, share > 0 ? NOTICED_MILLIS : -1));
      }
    }
    return harm;
  }
}
