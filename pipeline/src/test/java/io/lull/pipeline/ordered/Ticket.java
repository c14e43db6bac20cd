package io.lull.pipeline.ordered;

/**
 * What the tests send: a keyed or a broadcast element.
 *
 * @param key key of a keyed element, id of a broadcast one
 * @param text content; of a broadcast element "-" removes the id
 */
public record Ticket(String key, long time, String text) {}
