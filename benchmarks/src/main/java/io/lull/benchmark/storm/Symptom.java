package io.lull.benchmark.storm;

import io.lull.schema.Severity;
import org.jspecify.annotations.Nullable;

/**
 * An alarm that a fault brings about, before anything is lost.
 *
 * @param atMillis true time, milliseconds after the fault
 * @param resource CI id
 * @param type alarm type
 * @param qualifier such as the interface
 * @param peer the other end the message names
 * @param severity of the alarm
 * @param branch the first that the root took down on the way to this; empty: the alarm is about
 *     what the root did to its neighbours itself
 * @param polled whether somebody else says it of the resource, which need not be heard itself
 * @param own whether it is the root's own
 * @param clearMillis when it clears by itself, as a flap does; 0: with the repair
 */
record Symptom(
    long atMillis,
    String resource,
    String type,
    String qualifier,
    @Nullable String peer,
    Severity severity,
    String branch,
    boolean polled,
    boolean own,
    long clearMillis) {}
