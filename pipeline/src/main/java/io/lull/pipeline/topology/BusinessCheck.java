package io.lull.pipeline.topology;

import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What only the business services together show: that more than all of the revenue is shared out,
 * and that a service maps to nothing. Both are told and change nothing: which of the shares is
 * wrong nobody knows, and relations may come later.
 *
 * <p>State: the share of each business service, and those without relations, until they have some.
 */
final class BusinessCheck {
  private static final String BUSINESS = "BUSINESS_SERVICE";
  private static final double ROUNDING = 1e-9;

  private final Map<String, Double> shares = new TreeMap<>();
  private final Map<String, TopologyChange> unmapped = new HashMap<>();

  static boolean isBusiness(@Nullable Node node) {
    return node != null && node.getType().equals(BUSINESS);
  }

  /** Takes in what is accepted, whole or in part. */
  void put(Node node) {
    Double share = isBusiness(node) ? share(node.getAttributes().get("revenueShare")) : null;
    if (share != null) {
      shares.put(node.getId(), share);
    } else {
      shares.remove(node.getId());
    }
  }

  /** Null where there is none, or an older release accepted what is no number. */
  private static @Nullable Double share(@Nullable String text) {
    try {
      return text == null ? null : (Double) Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  void remove(String id) {
    shares.remove(id);
    unmapped.remove(id);
  }

  /** Notes that a change is about a service of which it is to be seen whether it has relations. */
  void came(TopologyChange change) {
    if (isBusiness(change.getNode())) {
      unmapped.put(change.getNode().getId(), change);
    }
  }

  double sum() {
    return shares.values().stream().mapToDouble(share -> share).sum();
  }

  /**
   * Says that more than all of the revenue is shared out; null if it is not, or was no less before.
   *
   * @param before the sum before the last change
   */
  @Nullable String problem(double before) {
    double sum = sum();
    return sum <= 1 + ROUNDING || sum <= before + ROUNDING
        ? null
        : "attribute revenueShare: the shares of all business services are "
            + Math.round(sum * 1000) / 10.0
            + " % of the revenue with this one ("
            + Math.round(before * 1000) / 10.0
            + " % before it)";
  }

  /** Those of some services that map to nothing, each once. */
  List<RefusedChange> unmapped(Iterable<String> ids, Predicate<String> hasRelations) {
    List<RefusedChange> found = new ArrayList<>();
    for (String id : ids) {
      TopologyChange change = unmapped.remove(id);
      if (change != null && !hasRelations.test(id)) {
        found.add(
            new RefusedChange(
                change, "business service '" + id + "' maps to nothing: it has no relations"));
      }
    }
    return found;
  }
}
