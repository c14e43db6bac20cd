/**
 * Decoders of OTLP metrics, logs and traces, in protobuf and in JSON.
 *
 * <p>Both encodings become the same generated messages, so that each signal is mapped in one place.
 * JSON is read by the rules of OTLP, which are not those of protobuf's own JSON: trace and span ids
 * are hex, enums are numbers. Which attributes name the resource is in {@code
 * docs/formats-metrics.md}.
 */
@NullMarked
package io.lull.connector.format.otlp;

import org.jspecify.annotations.NullMarked;
