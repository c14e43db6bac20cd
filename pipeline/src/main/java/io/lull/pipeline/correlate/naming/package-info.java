/**
 * What names and messages say about which alarms belong together where no topology does: pure
 * algorithms without state. The evidence is in nats; docs/correlation.md says how it is used.
 */
@NullMarked
package io.lull.pipeline.correlate.naming;

import org.jspecify.annotations.NullMarked;
