/**
 * How well impact is foretold: generated estates with services, redundancy, call shares and lags,
 * and outages in them whose truth is known. Who is hit is counted request by request and when is
 * drawn relation by relation, by laws of their own that know nothing of any algorithm.
 */
@NullMarked
package io.lull.benchmark.impact;

import org.jspecify.annotations.NullMarked;
