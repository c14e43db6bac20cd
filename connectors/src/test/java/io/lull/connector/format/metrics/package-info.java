/** Tests of the metric decoders with payloads as the senders write them. */
@NullMarked
package io.lull.connector.format.metrics;

import org.jspecify.annotations.NullMarked;
