/**
 * How fast the events job is: raw events a second through decode → incidents, beside a bare Kafka →
 * discard job on the same topics in the same run. Figures, never a test.
 */
@NullMarked
package io.lull.benchmark;

import org.jspecify.annotations.NullMarked;
