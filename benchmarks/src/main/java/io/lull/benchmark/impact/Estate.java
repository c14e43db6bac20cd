package io.lull.benchmark.impact;

import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An estate as it is, and as its CMDB says: shares there are rounded and were measured some time
 * ago, a few calls can be done without and nobody wrote that down, and of some services the number
 * of members they need is wrong.
 */
final class Estate {
  /** Off by so much is the share of a call in the CMDB, one standard deviation. */
  private static final double SHARE_ERROR = 0.015;

  /** Calls that can be done without though nobody wrote that down. */
  private static final double FALLBACKS = 0.04;

  /** Services of which the CMDB has another number of members than they need. */
  private static final double WRONG_REQUIRED = 0.03;

  final Map<String, Ci> cis = new LinkedHashMap<>();
  final Topology topology = new Topology();
  private final Dice dice;
  private final double errors;

  // By type of relation: the median of the medians of lags, seconds.
  private final Map<String, Double> lags = new LinkedHashMap<>();

  /** How long monitoring takes until it says what is, seconds; in the median. */
  final double detectSeconds;

  /** A CI as it is. */
  static final class Ci {
    final String id;
    final String type;
    final List<Call> needs = new ArrayList<>();
    final List<Call> members = new ArrayList<>();
    int required;
    double revenueShare;

    Ci(String id, String type) {
      this.id = id;
      this.type = type;
    }

    boolean isBusiness() {
      return type.equals("BUSINESS_SERVICE");
    }
  }

  /**
   * A relation as it is.
   *
   * @param share of the requests that do it
   * @param split alternatives of which a request does one; null: beside the others
   * @param fallback whether a request goes on without
   * @param lagSeconds how long it takes in the median until the other end feels it
   */
  record Call(
      String to, double share, @Nullable String split, boolean fallback, double lagSeconds) {}

  private Estate(long seed, double errors) {
    this.errors = errors;
    dice = new Dice(seed);
    detectSeconds = dice.logUniform(2, 12);
  }

  /**
   * Makes one.
   *
   * @param errors how many errors the CMDB has: 1 as many as said above, 0 none
   */
  static Estate make(long seed, double errors) {
    Estate estate = new Estate(seed, errors);
    estate.machines();
    estate.services();
    estate.business();
    return estate;
  }

  private void machines() {
    node("spine-1", "SWITCH", Map.of());
    node("spine-2", "SWITCH", Map.of());
    for (int i = 0; i < 5; i++) {
      String leaf = node("leaf-" + i, "SWITCH", Map.of());
      relation(leaf, "spine-1", "CONNECTED_TO", Map.of());
      relation(leaf, "spine-2", "CONNECTED_TO", Map.of());
    }
    int hosts = dice.between(25, 60);
    for (int i = 0; i < hosts; i++) {
      String host = node("host-" + i, "HOST", Map.of());
      relation(host, "leaf-" + i % 5, "CONNECTED_TO", Map.of());
    }
    int databases = dice.between(5, 10);
    for (int i = 0; i < databases; i++) {
      String db = node("db-" + i, "DATABASE", Map.of());
      need(db, dice.pick(all("HOST")), "RUNS_ON", 1, null, false);
    }
  }

  private void services() {
    int layers = dice.between(3, 4);
    int width = dice.between(6, 12);
    for (int layer = 0; layer < layers; layer++) {
      List<String> below = all("SERVICE");
      for (int i = 0; i < width; i++) {
        service("svc-" + layer + "-" + i, layer, below);
      }
    }
  }

  private void service(String id, int layer, List<String> below) {
    int members = dice.chance(0.6) ? dice.between(2, 6) : 0;
    int required = members == 0 ? 0 : dice.between(1, Math.max(1, members - 1));
    boolean wrong = members > 2 && dice.chance(errors * WRONG_REQUIRED);
    Map<String, String> said =
        members == 0
            ? Map.of()
            : Map.of("required", Integer.toString(wrong ? required % members + 1 : required));
    node(id, "SERVICE", said);
    ci(id).required = required;
    for (int m = 0; m < members; m++) {
      String pod = node(id + "-pod-" + m, "POD", Map.of());
      need(pod, dice.pick(all("HOST")), "RUNS_ON", 1, null, false);
      relation(id, pod, "SERVED_BY", Map.of());
      ci(id).members.add(new Call(pod, 1, null, false, lag("SERVED_BY")));
    }
    if (members == 0) {
      need(id, dice.pick(all("HOST")), "RUNS_ON", 1, null, false);
    }
    if (dice.chance(layer == 0 ? 0.9 : 0.25)) {
      need(id, dice.pick(all("DATABASE")), "DEPENDS_ON", share(0.5), null, false);
    }
    for (int calls = layer == 0 ? 0 : dice.between(1, 3); calls > 0; calls--) {
      String to = dice.pick(below);
      if (ci(id).needs.stream().noneMatch(call -> call.to().equals(to))) {
        need(id, to, "DEPENDS_ON", share(0.35), null, dice.chance(errors * FALLBACKS));
      }
    }
  }

  /** Whole, or any part. */
  private double share(double whole) {
    return dice.chance(whole) ? 1 : dice.uniform(0.05, 0.95);
  }

  private void business() {
    List<String> services = all("SERVICE");
    List<String> front = services.subList(services.size() * 2 / 3, services.size());
    int count = dice.between(4, 8);
    double left = 1;
    for (int i = 0; i < count; i++) {
      double revenue = i == count - 1 ? left : left * dice.uniform(0.15, 0.45);
      left -= revenue;
      String text = String.format(Locale.ROOT, "%.3f", revenue);
      String id = node("business-" + i, "BUSINESS_SERVICE", Map.of("revenueShare", text));
      ci(id).revenueShare = revenue;
      parts(id, front);
    }
  }

  /** Mostly the parts divide the business among them. */
  private void parts(String business, List<String> front) {
    boolean split = dice.chance(0.6);
    double left = 1;
    int parts = dice.between(2, 4);
    for (int i = 0; i < parts; i++) {
      String to = dice.pick(front);
      if (ci(business).needs.stream().noneMatch(call -> call.to().equals(to))) {
        double share = split ? left * dice.uniform(0.3, 0.7) : share(0.3);
        left -= split ? share : 0;
        need(business, to, "DEPENDS_ON", share, split ? "part" : null, false);
      }
    }
  }

  private double lag(String type) {
    double ofType = lags.computeIfAbsent(type, t -> dice.logUniform(3, 30));
    return dice.logNormal(ofType, 0.4);
  }

  private void need(
      String from, String to, String type, double share, @Nullable String split, boolean fallback) {
    ci(from).needs.add(new Call(to, share, split, fallback, lag(type)));
    Map<String, String> said = new LinkedHashMap<>();
    if (share < 1) {
      double measured = Math.max(0.01, Math.min(1, share + errors * SHARE_ERROR * dice.normal()));
      said.put("share", String.format(Locale.ROOT, "%.2f", measured));
    }
    if (split != null) {
      said.put("split", split);
    }
    relation(from, to, type, said);
  }

  Ci ci(String id) {
    Ci ci = cis.get(id);
    if (ci == null) {
      throw new IllegalArgumentException("no CI " + id);
    }
    return ci;
  }

  List<String> all(String type) {
    return cis.values().stream().filter(ci -> ci.type.equals(type)).map(ci -> ci.id).toList();
  }

  private String node(String id, String type, Map<String, String> attributes) {
    cis.put(id, new Ci(id, type));
    Node node = Node.newBuilder().setId(id).setType(type).setAttributes(attributes).build();
    topology.apply(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setNode(node).build());
    return id;
  }

  private void relation(String from, String to, String type, Map<String, String> attributes) {
    Relation relation = new Relation(from, to, type, attributes);
    topology.apply(
        TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setRelation(relation).build());
  }
}
