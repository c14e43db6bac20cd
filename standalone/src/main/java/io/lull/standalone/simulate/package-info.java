/**
 * The simulator: an estate with ground truth, a story of faults, and senders that speak the real
 * wire formats to the gateway.
 *
 * <p>Data flows one way: {@link io.lull.standalone.simulate.Estate} to {@link
 * io.lull.standalone.simulate.FlashSaleStory} to {@link io.lull.standalone.simulate.Signal}s to the
 * senders. Estate and story are pure and reproducible from a seed.
 */
@NullMarked
package io.lull.standalone.simulate;

import org.jspecify.annotations.NullMarked;
