/**
 * Decoders: native bytes of one wire format in, normalised events and metric batches out.
 *
 * <p>Pure Java; nothing here knows of Kafka or Flink. Every decoder is total: any bytes give
 * records or a reason, never an exception, within the bounds of {@link
 * io.lull.connector.format.Limits}.
 */
@NullMarked
package io.lull.connector.format;

import org.jspecify.annotations.NullMarked;
