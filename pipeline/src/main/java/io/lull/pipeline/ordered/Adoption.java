package io.lull.pipeline.ordered;

import java.io.Serializable;

/**
 * Makes what is held now of what a release before held.
 *
 * @param <H> as it was held then
 * @param <IN> as it is held now
 */
public interface Adoption<H, IN> extends Serializable {
  IN of(H held);
}
