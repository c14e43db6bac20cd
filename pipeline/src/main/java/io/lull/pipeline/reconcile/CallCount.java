package io.lull.pipeline.reconcile;

/**
 * Calls of one service to another in a window, or a part of them.
 *
 * @param caller the service that calls
 * @param callee what it calls; empty: the requests that it took itself
 * @param endMillis end of the window, milliseconds since the epoch
 * @param calls how many
 * @param errors how many failed, of those whose end was seen
 * @param micros time they took in all, of those whose end was seen
 * @param timed those whose end was seen
 */
public record CallCount(
    String caller,
    String callee,
    long endMillis,
    long calls,
    long errors,
    long micros,
    long timed) {

  CallCount plus(CallCount other) {
    return new CallCount(
        caller,
        callee,
        endMillis,
        calls + other.calls,
        errors + other.errors,
        micros + other.micros,
        timed + other.timed);
  }
}
