/** Tests of the inventory decoders with documents as their senders write them. */
@NullMarked
package io.lull.connector.format.inventory;

import org.jspecify.annotations.NullMarked;
