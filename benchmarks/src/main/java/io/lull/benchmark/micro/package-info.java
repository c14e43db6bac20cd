/** JMH benchmarks of the code each event passes through: decoders, classification, alarms. */
@NullMarked
package io.lull.benchmark.micro;

import org.jspecify.annotations.NullMarked;
