/**
 * Kafka: topics, encodings of the contracts, sources and sinks.
 *
 * <p>Decoding is total: bytes that are not what a topic holds become dead letters with their origin
 * and a reason. Only what may get better by itself, such as a registry that does not answer, fails
 * the reader, so that it tries again and nothing is lost.
 */
@NullMarked
package io.lull.connector.kafka;

import org.jspecify.annotations.NullMarked;
