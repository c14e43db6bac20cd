package io.lull.pipeline.reconcile;

import io.lull.schema.Fact;

/**
 * A fact in state.
 *
 * @param fact the last thing the source said of the subject
 * @param ci id of the CI it is about; empty: none
 * @param changedMillis when what it says last changed
 * @param seenMillis when it was last said
 * @param retractedMillis when the source withdrew it; {@code Long.MAX_VALUE}: it has not
 */
public record StoredFact(
    Fact fact, String ci, long changedMillis, long seenMillis, long retractedMillis) {}
