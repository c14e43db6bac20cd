package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import java.util.Comparator;
import java.util.TreeMap;

/**
 * Order of facts of one time: by source and subject; of two about one subject the withdrawal comes
 * first (what is replaced within a moment is there), then by all that they say. What a version of a
 * service map withdraws goes when all else of its source has been said: what moves from one map to
 * another was never away.
 */
final class FactOrder {
  static final Comparator<Fact> COMPARATOR =
      Comparator.comparing(Fact::getSource)
          .thenComparing(MapDocuments::isWithdrawal)
          .thenComparing(Fact::getSubject)
          .thenComparing(fact -> fact.getOp() == ChangeOp.UPSERT)
          .thenComparing(FactOrder::text);

  private FactOrder() {}

  private static String text(Fact fact) {
    // Maps have no order of their own.
    return fact.getType()
        + '\0'
        + fact.getName()
        + '\0'
        + fact.getIdentifiers()
        + '\0'
        + new TreeMap<>(fact.getAttributes())
        + '\0'
        + fact.getRelations().stream()
            .map(
                relation ->
                    relation.getType()
                        + relation.getFrom()
                        + relation.getTo()
                        + new TreeMap<>(relation.getAttributes()))
            .toList();
  }
}
