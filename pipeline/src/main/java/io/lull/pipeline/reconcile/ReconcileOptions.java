package io.lull.pipeline.reconcile;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How facts become a graph.
 *
 * @param precedence sources, the most trusted first; those that are not listed come behind
 * @param attributePrecedence the same for single attributes, before the general order
 * @param ttlMillis by source, for how long a fact holds that is not said again; 0: for ever
 * @param defaultTtlMillis of other sources
 * @param lingerMillis how long what a source withdrew stays in the graph, so that what comes back
 *     at once was never away
 * @param silenceMillis for how long what a source said is kept that is silent altogether, counted
 *     from when it was heard last
 * @param maxFacts facts held at most; beyond that new ones are refused
 */
public record ReconcileOptions(
    List<String> precedence,
    Map<String, List<String>> attributePrecedence,
    Map<String, Long> ttlMillis,
    long defaultTtlMillis,
    long lingerMillis,
    long silenceMillis,
    int maxFacts)
    implements Serializable {

  /** What people declare: topology files and control records. It does not age. */
  public static final String DECLARED = "declared";

  /** Service maps that people write. They do not age. */
  public static final String MAP = "map";

  /** Resources that telemetry speaks of. */
  public static final String SEEN = "seen";

  private static final long HOUR = 3_600_000;

  public static final List<String> PRECEDENCE =
      List.of(
          DECLARED,
          MAP,
          "kubernetes",
          "aws-config",
          "snmp",
          "lldp",
          "cdp",
          "opennms",
          "table",
          "import",
          "spans",
          SEEN);

  public static final ReconcileOptions DEFAULT =
      new ReconcileOptions(
          PRECEDENCE,
          Map.of(),
          Map.of(
              DECLARED,
              0L,
              MAP,
              0L,
              "spans",
              HOUR,
              SEEN,
              24 * HOUR,
              "table",
              8 * 24 * HOUR,
              "import",
              8 * 24 * HOUR),
          25 * HOUR,
          300_000,
          7 * 24 * HOUR,
          2_000_000);

  public ReconcileOptions {
    precedence = List.copyOf(precedence);
    attributePrecedence = new LinkedHashMap<>(attributePrecedence);
    ttlMillis = new LinkedHashMap<>(ttlMillis);
  }

  /** Place of a source, the most trusted first. */
  int rank(String source) {
    return rank(precedence, source);
  }

  int rank(String attribute, String source) {
    List<String> own = attributePrecedence.get(attribute);
    int general = rank(source);
    if (own == null) {
      return general;
    }
    int place = own.indexOf(source);
    return place >= 0 ? place : own.size() + general;
  }

  private static int rank(List<String> order, String source) {
    int place = order.indexOf(source);
    return place < 0 ? order.size() : place;
  }

  /** For how long a fact of the source holds, milliseconds; 0: for ever. */
  long ttl(String source) {
    return ttlMillis.getOrDefault(source, defaultTtlMillis);
  }

  /**
   * Whether the source keeps an inventory: two subjects of it are two CIs, unless a strong
   * identifier says otherwise. Neighbours, callers and mentions are named as others see them.
   */
  static boolean isInventory(String source) {
    return switch (source) {
      case SEEN,
          "spans",
          "interface-table",
          "lldp",
          "cdp",
          MAP,
          "kubernetes-budget",
          "kubernetes-workload" ->
          false;
      default -> true;
    };
  }

  public ReconcileOptions withLinger(long millis) {
    return new ReconcileOptions(
        precedence,
        attributePrecedence,
        ttlMillis,
        defaultTtlMillis,
        millis,
        silenceMillis,
        maxFacts);
  }
}
