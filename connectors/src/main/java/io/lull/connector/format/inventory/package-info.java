/**
 * Inventories: decoders whose records say what there is rather than what happened
 * (docs/discovery.md). They put out facts; which of them are about one CI is none of their
 * business.
 */
@NullMarked
package io.lull.connector.format.inventory;

import org.jspecify.annotations.NullMarked;
