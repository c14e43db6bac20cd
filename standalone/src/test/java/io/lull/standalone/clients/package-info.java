/** The whole of Lull in one process, spoken to by the clients its users have. */
@NullMarked
package io.lull.standalone.clients;

import org.jspecify.annotations.NullMarked;
