package io.lull.pipeline.model;

/**
 * Names one event.
 *
 * @param id the event's id
 * @param timeMillis when it happened, milliseconds since the epoch
 */
public record EventRef(String id, long timeMillis) {}
