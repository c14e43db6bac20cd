/**
 * Decoders of metric formats that Lull reads by hand: Influx line protocol, collectd's JSON and
 * Prometheus remote write 1.0 and 2.0.
 *
 * <p>They give {@link io.lull.schema.MetricBatch}es: the samples of one resource at one time, in
 * the order in which the record names them. Which tag or label names the resource is in {@code
 * docs/formats-metrics.md}.
 */
@NullMarked
package io.lull.connector.format.metrics;

import org.jspecify.annotations.NullMarked;
