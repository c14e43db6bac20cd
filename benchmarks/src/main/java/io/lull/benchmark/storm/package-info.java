/**
 * How well alarms become incidents: storms of generated faults over many worlds, whose truth is
 * known, through the correlator and through two baselines. Worlds and faults know nothing of any
 * algorithm; how failure spreads is drawn here, by laws of its own.
 */
@NullMarked
package io.lull.benchmark.storm;

import org.jspecify.annotations.NullMarked;
