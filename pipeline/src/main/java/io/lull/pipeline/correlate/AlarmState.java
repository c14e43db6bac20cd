package io.lull.pipeline.correlate;

import io.lull.pipeline.model.EventRef;
import io.lull.schema.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member alarm as release 0.1 kept it; see {@link Upgrade}. Savepoints hold this name.
 *
 * @param group the incident it belongs to
 * @param event id of the event that raised it first
 * @param peer other end of its site, or null
 * @param raisedMillis when it was raised first, milliseconds since the epoch
 * @param clearedMillis when it was cleared, milliseconds since the epoch; null while it is active
 * @param earlier raw events of the times it was raised before
 * @param current raw events since it was raised last
 * @param unreported events whose membership is not written yet
 */
public record AlarmState(
    String group,
    String event,
    String resource,
    String type,
    String qualifier,
    @Nullable String peer,
    Severity severity,
    String message,
    long raisedMillis,
    @Nullable Long clearedMillis,
    boolean flapping,
    long earlier,
    long current,
    List<EventRef> unreported) {}
