package io.lull.pipeline.reconcile;

import java.util.List;

/**
 * A CI in state.
 *
 * @param id its id, for good
 * @param createdMillis when it was found
 * @param provisional whether only telemetry has spoken of it, so that an inventory may still name
 *     it
 * @param formerIds ids of CIs that were merged into it, oldest first
 */
public record StoredCi(String id, long createdMillis, boolean provisional, List<String> formerIds) {

  static final int MAX_FORMER = 16;

  public StoredCi {
    formerIds = formerIds == null ? List.of() : List.copyOf(formerIds);
  }
}
