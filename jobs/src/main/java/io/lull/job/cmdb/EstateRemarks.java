package io.lull.job.cmdb;

import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.kafka.Contracts;
import io.lull.pipeline.model.Containment;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is doubtful about an estate although each of its records can be used. It is told when all
 * files have been read, for what is missing in one may be in the next, and of what holds in the
 * end: nothing of it is left out of the graph.
 *
 * <p>Keeps the ids of the files' CIs, and their relations. Cost: linear in them, and a look-up in
 * the graph for each end that the files do not have.
 */
final class EstateRemarks {
  private static final String BUSINESS_SERVICE = "BUSINESS_SERVICE";
  private static final String REVENUE = "revenueShare";
  private static final int MAX_SERVICES = 10_000;

  /** What adding decimal fractions may come to. */
  private static final double ROUNDING = 1e-9;

  private final Set<String> cis = new HashSet<>();
  private final Map<String, Placed<Node>> services = new LinkedHashMap<>();
  private final Map<String, Placed<Relation>> relations = new LinkedHashMap<>();

  /** What a record says last, and where. */
  private record Placed<T>(String place, T value) {}

  /** Takes a record that is in the graph. */
  void add(String file, long line, TopologyChange change) {
    String place = file + ":" + line;
    boolean isThere = change.getOp() == ChangeOp.UPSERT;
    Node node = change.getNode();
    if (node != null) {
      cis.add(node.getId());
      services.remove(node.getId());
      if (isThere && node.getType().equals(BUSINESS_SERVICE)) {
        services.put(node.getId(), new Placed<>(place, node));
      }
      return;
    }
    String id = Contracts.topologyKey(change);
    relations.remove(id);
    if (isThere) {
      relations.put(id, new Placed<>(place, change.getRelation()));
    }
  }

  /** Tells what is doubtful. */
  void tell(Cmdb cmdb, long time, Consumer<String> out) {
    unknownEnds(cmdb, time, out);
    circles(out);
    revenue(cmdb, time, out);
    mappedToNothing(cmdb, time, out);
  }

  private void unknownEnds(Cmdb cmdb, long time, Consumer<String> out) {
    Map<String, Boolean> known = new HashMap<>();
    for (Placed<Relation> relation : relations.values()) {
      for (String end :
          new LinkedHashSet<>(List.of(relation.value().getFrom(), relation.value().getTo()))) {
        boolean isKnown =
            cis.contains(end)
                || known.computeIfAbsent(
                    end, id -> cmdb.find(id, time).filter(ci -> ci.getId().equals(id)).isPresent());
        if (!isKnown) {
          out.accept(
              "%s: %s: neither the files nor the CMDB have a CI '%s'; the relation is kept, and shows when they do"
                  .formatted(relation.place(), text(relation.value()), end));
        }
      }
    }
  }

  /** Each relation that, in the order of the files, closes a circle of what is part of what. */
  private void circles(Consumer<String> out) {
    Containment containment = new Containment();
    for (Placed<Relation> placed : relations.values()) {
      Relation relation = placed.value();
      if (!relation.getType().equals("PART_OF")) {
        continue;
      }
      if (containment.circle(relation.getFrom(), relation.getTo()).isEmpty()) {
        containment.add(relation.getFrom(), relation.getTo());
      } else {
        out.accept(placed.place() + ": " + text(relation) + " closes a circle of PART_OF");
      }
    }
  }

  private void revenue(Cmdb cmdb, long time, Consumer<String> out) {
    Map<String, Double> shares = new TreeMap<>();
    for (Node service : others(cmdb, time)) {
      share(service, shares, reason -> {});
    }
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    for (Placed<Node> service : services.values()) {
      Map<String, Double> own = new TreeMap<>();
      share(service.value(), own, reason -> out.accept(service.place() + ": " + reason));
      double before = sum;
      sum += own.values().stream().mapToDouble(Double::doubleValue).sum();
      if (sum > 1 + ROUNDING && sum > before) {
        out.accept(
            String.format(
                Locale.ROOT,
                "%s: %s of '%s' takes the sum of all business services to %.0f %%; what is hit will count for more than there is",
                service.place(),
                REVENUE,
                service.value().getId(),
                100 * sum));
      }
    }
  }

  /** The business services that the graph has beside those of the files. */
  private Collection<Node> others(Cmdb cmdb, long time) {
    List<Node> others = new ArrayList<>();
    if (services.isEmpty()) {
      return others;
    }
    cmdb.query(
        "g.V().has('type','" + BUSINESS_SERVICE + "').values('ciId')",
        MAX_SERVICES,
        id -> {
          if (!cis.contains(id.toString())) {
            cmdb.find(id.toString(), time).ifPresent(others::add);
          }
        });
    return others;
  }

  private static void share(Node service, Map<String, Double> shares, Consumer<String> bad) {
    String text = service.getAttributes().get(REVENUE);
    if (text == null) {
      return; // Not said is no share that adds up.
    }
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        shares.put(service.getId(), share);
        return;
      }
    } catch (NumberFormatException e) {
      // Told below, as what is out of bounds.
    }
    bad.accept(
        "%s of '%s' is '%s': expected a number from 0 to 1, such as 0.4; it counts as 1"
            .formatted(REVENUE, service.getId(), text));
  }

  private void mappedToNothing(Cmdb cmdb, long time, Consumer<String> out) {
    Set<String> related = new HashSet<>();
    for (Placed<Relation> relation : relations.values()) {
      related.add(relation.value().getFrom());
      related.add(relation.value().getTo());
    }
    services.forEach(
        (id, service) -> {
          if (!related.contains(id)
              && cmdb.around(id, 1, time, 2)
                  .filter(found -> found.centre().getId().equals(id))
                  .map(found -> found.relations().isEmpty())
                  .orElse(false)) {
            out.accept(
                "%s: business service '%s' has no relations, so nothing is known to hit it"
                    .formatted(service.place(), id));
          }
        });
  }

  private static String text(Relation relation) {
    return relation.getFrom() + " -" + relation.getType() + "-> " + relation.getTo();
  }
}
