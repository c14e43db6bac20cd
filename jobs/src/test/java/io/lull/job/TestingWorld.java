package io.lull.job;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * A small estate and what it says while faults go through it: switches in a ring with spokes, hosts
 * on them, services on these that call each other and databases. Everything follows from the seed.
 * Times are rounded, so that many are equal.
 */
public final class TestingWorld {
  public static final long START = 1_750_000_000_000L;

  private static final int ROUND_MILLIS = 100;

  private final Random random;
  private final List<String> topology = new ArrayList<>();
  private final List<Line> events = new ArrayList<>();
  private final List<String> nodes = new ArrayList<>();
  private final Map<String, List<String>> dependants = new HashMap<>();

  /** An event as a line of events.jsonl, with its time. */
  public record Line(long timeMillis, String json) {}

  /**
   * @param storms faults of which each has a minute or two to itself or shares them with another
   */
  public TestingWorld(long seed, int storms) {
    random = new Random(seed);
    estate();
    long at = START;
    for (int storm = 0; storm < storms; storm++) {
      fault(at, storm);
      noise(at);
      at += storm % 2 == 0 ? 20_000 : 400_000;
    }
    events.sort(Comparator.comparingLong(Line::timeMillis).thenComparing(Line::json));
  }

  /** Lines of topology.jsonl. */
  public List<String> topology() {
    return topology;
  }

  /** By time. */
  public List<Line> events() {
    return events;
  }

  /** The same events, none of them further behind another one than the bound. */
  public static List<Line> shuffled(List<Line> events, long boundMillis, long seed) {
    Random random = new Random(seed);
    Map<Line, Long> places = new HashMap<>();
    for (Line line : events) {
      places.put(line, line.timeMillis() + random.nextLong(boundMillis));
    }
    List<Line> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random);
    shuffled.sort(Comparator.comparingLong(places::get));
    return shuffled;
  }

  private void estate() {
    for (int i = 0; i < 6; i++) {
      node("switch" + i, "SWITCH");
      node("host" + i, "HOST");
      node("spare" + i, "HOST");
      node("db" + i, "DATABASE");
    }
    for (int i = 0; i < 6; i++) {
      relation("switch" + i, "CONNECTED_TO", "switch" + (i + 1) % 6);
      relation("host" + i, "CONNECTED_TO", "switch" + i);
      relation("spare" + i, "CONNECTED_TO", "switch" + i);
      relation("db" + i, "RUNS_ON", "spare" + i);
    }
    for (int i = 0; i < 18; i++) {
      node("service" + i, "SERVICE");
      relation("service" + i, "RUNS_ON", "host" + i % 6);
      relation("service" + i, "DEPENDS_ON", "db" + random.nextInt(6));
      if (i > 2) {
        relation("service" + random.nextInt(i), "DEPENDS_ON", "service" + i);
      }
    }
  }

  private void node(String id, String type) {
    nodes.add(id);
    topology.add("{\"node\":{\"id\":\"%s\",\"type\":\"%s\"}}".formatted(id, type));
  }

  private void relation(String from, String type, String to) {
    dependants.computeIfAbsent(to, id -> new ArrayList<>()).add(from);
    topology.add(
        "{\"relation\":{\"from\":\"%s\",\"type\":\"%s\",\"to\":\"%s\"}}".formatted(from, type, to));
  }

  private void fault(long at, int storm) {
    String root = nodes.get(random.nextInt(nodes.size()));
    Map<String, Long> failed = new HashMap<>();
    failed.put(root, at);
    Deque<String> queue = new ArrayDeque<>(List.of(root));
    Set<String> spoke = new HashSet<>();
    while (!queue.isEmpty()) {
      String node = queue.poll();
      long since = Objects.requireNonNull(failed.get(node));
      if (random.nextInt(10) > 0 && spoke.add(node)) {
        alarm(storm, node, node.equals(root) ? "NODE_DOWN" : "UNREACHABLE", since);
      }
      for (String dependant : dependants.getOrDefault(node, List.of())) {
        if (!failed.containsKey(dependant) && random.nextInt(5) > 0) {
          failed.put(dependant, since + 200 + random.nextInt(3_000));
          queue.add(dependant);
        }
      }
    }
  }

  private void alarm(int storm, String node, String type, long at) {
    String id = "s" + storm + "-" + node + "-";
    say(id + 0, node, type, "CRITICAL", "RAISED", at + random.nextInt(1_000));
    for (int repeat = 1; repeat <= random.nextInt(4); repeat++) {
      say(id + repeat, node, type, "CRITICAL", "RAISED", at + repeat * 7_000L);
    }
    if (random.nextInt(5) > 0) {
      say(id + "c", node, type, "CRITICAL", "CLEARED", at + 90_000 + random.nextInt(10_000));
    }
  }

  private void noise(long at) {
    for (int i = 0; i < 4; i++) {
      String node = nodes.get(random.nextInt(nodes.size()));
      String severity = random.nextBoolean() ? "MINOR" : "MAJOR";
      String id = "n" + at + "-" + i;
      say(id, node, "HIGH_LOAD", severity, "RAISED", at + random.nextInt(60_000));
    }
  }

  private void say(
      String id, String resource, String type, String severity, String status, long millis) {
    long time = millis / ROUND_MILLIS * ROUND_MILLIS;
    events.add(
        new Line(
            time,
            "{\"id\":\"%s\",\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"%s\",\"severity\":\"%s\",\"status\":\"%s\"}"
                .formatted(id, Instant.ofEpochMilli(time), resource, type, severity, status)));
  }
}
