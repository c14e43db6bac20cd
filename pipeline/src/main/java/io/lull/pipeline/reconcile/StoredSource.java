package io.lull.pipeline.reconcile;

/**
 * A source in state. Times are event times, {@link Reconciler#SINCE_EVER} where it never paused.
 *
 * @param name the source
 * @param heardMillis when it said something last, whatever that was
 * @param againMillis when it spoke again after a pause
 * @param sinceMillis when it spoke again after having been silent for as long as what it says holds
 * @param toldSilent whether people were told that it is silent
 */
public record StoredSource(
    String name, long heardMillis, long againMillis, long sinceMillis, boolean toldSilent) {}
